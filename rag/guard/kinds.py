"""The kinds of confidential data: what they are called, and what may be done with them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConfidentialKind:
    """One kind.

    `ja` and `en` are shown to users. A `hard` kind always stops the text; a soft one may be
    reconfigured. `maskable` means that removing what was found removes the secret. `secret`
    means that what was typed counts as leaked and has to be changed.
    """

    name: str
    ja: str
    en: str
    hard: bool
    maskable: bool = True
    secret: bool = False


def _hard(name: str, ja: str, en: str, *, maskable: bool = True, secret: bool = False) -> ConfidentialKind:
    return ConfidentialKind(name, ja, en, True, maskable, secret)


def _soft(name: str, ja: str, en: str) -> ConfidentialKind:
    return ConfidentialKind(name, ja, en, False)


_ALL = (
    _hard("my_number", "マイナンバー", "My Number"),
    _hard("passport", "旅券番号", "passport number"),
    _hard("drivers_license", "運転免許証番号", "driver's licence number"),
    _hard("residence_card", "在留カード番号", "residence card number"),
    _hard("pension_number", "基礎年金番号", "pension number"),
    _hard("health_insurance", "健康保険の記号・番号", "health insurance number"),
    _hard("health_info", "個人の病歴など配慮を要する情報", "sensitive information on a person's health", maskable=False),
    _hard("private_key", "秘密鍵", "private key", secret=True),
    _hard("connection_string", "接続文字列", "connection string", secret=True),
    _hard("jwt", "認証トークン（JWT）", "authentication token (JWT)", secret=True),
    _hard("api_key", "APIキー・トークン", "API key or token", secret=True),
    _hard("credential", "パスワード・認証情報", "password or login", secret=True),
    _hard("customer_table", "個人情報の一覧表", "table of people", maskable=False),
    _hard("internal_marking", "社外秘などの表示がある文書", "text marked as confidential", maskable=False),
    _hard("unpublished_business", "公表前の経営情報", "unpublished business facts", maskable=False),
    _soft("company_word", "社内で登録された語", "word on your company's list"),
    _soft("bank_account", "口座番号", "bank account"),
    _soft("credit_card", "クレジットカード番号", "credit card number"),
    _soft("email", "メールアドレス", "mail address"),
    _soft("person_name", "氏名", "person's name"),
    _soft("phone", "電話番号", "phone number"),
    _soft("address", "住所", "postal address"),
    _soft("birth_date", "生年月日", "date of birth"),
    _soft("ip_internal", "社内ネットワークの情報", "internal network address"),
    _soft("number_plate", "自動車登録番号", "vehicle number plate"),
)

KINDS: dict[str, ConfidentialKind] = {kind.name: kind for kind in _ALL}
"""Every kind by name; where two overlap in a text, the earlier one here is reported."""

LABELS = frozenset({*(kind.ja for kind in _ALL), "携帯電話番号", "保険証番号"})
"""What a placeholder may be called; a text that already holds placeholders is not found fault with for them."""

RANK: dict[str, int] = {kind.name: rank for rank, kind in enumerate(_ALL)}


def kind_label(name: str, language: str = "ja") -> str:
    """What users call the kind; the name itself when it is unknown."""
    kind = KINDS.get(name)
    return name if kind is None else kind.en if language == "en" else kind.ja
