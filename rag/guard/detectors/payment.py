"""Credit cards and bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.guard.checkdigits import card_ok
from rag.guard.led import Led
from rag.guard.match import DUMMY_CONTEXT, Match, View, digits, is_dummy

_SEP = r"[-\s./_|,]{0,3}"
_SIX = re.compile(r"\d[-\s./_|,]{0,3}\d(?:[-\s./_|,]{0,3}\d){3}")
_CARD = re.compile(rf"(?<![\d.])[2-6](?:{_SEP}\d){{12,18}}(?![\d]|-\d|\.\d)")
_GROUPS = frozenset(
    {
        (4, 4, 4, 4),
        (4, 6, 5),
        (4, 6, 4),
        (16,),
        (15,),
        (14,),
        (17,),
        (18,),
        (19,),
        (6, 13),
        (4, 4, 4, 4, 3),
        (4, 4, 4, 4, 2),
        (4, 4, 4, 4, 1),
        (4, 4, 4, 3),
        (8, 8),
        (4, 4, 4, 2),
        (4, 4, 8),
        (4, 12),
        (6, 10),
    }
)
_CARD_WORD = re.compile(r"カード|クレカ|クレジット|card|visa|master|amex|jcb|diners|cvv|cvc|有効期限|決済|支払", re.IGNORECASE)
_OTHER = re.compile(
    r"シリアル|型番|製造番号|追跡|伝票|注文|ISBN|JAN|IMEI|serial|tracking|order|問い合わせ番号|ライセンスキー|"
    r"プロダクトキー|UUID|タイムスタンプ",
    re.IGNORECASE,
)
_TEST_CARDS = frozenset(
    {
        "4111111111111111",
        "4242424242424242",
        "5555555555554444",
        "5105105105105100",
        "378282246310005",
        "371449635398431",
        "3530111333300000",
        "3566002020360505",
        "6011111111111117",
        "30569309025904",
        "38520000023237",
        "4012888888881881",
        "4000056655665556",
        "2223003122003222",
        "6011000990139424",
    }
)

_ACCOUNT_WORD = (
    r"(?:口座番号|口座No\.?|口座|振込先|振込口座|引落口座|普通預金|当座預金|貯蓄預金|普通口座|普通|当座|貯蓄|\(普\)|"
    r"\(当\)|account (?:no|number|#)|a/c(?: no)?|bank account)"
)
_ACCOUNT = Led("[口引当振普貯]|[(ABab](?<![A-Za-z][A-Za-z])", rf"{_ACCOUNT_WORD}[^\d\n]{{0,14}}(\d(?:[-\s]?\d){{5,7}})(?![\d-])", re.IGNORECASE)
_BRANCH = re.compile(
    r"(?:銀行|信金|信用金庫|信組|信用組合|農協|JA|労金|労働金庫|bank)[^\n。]{0,24}?(?:支店|本店|出張所|営業部|店|"
    r"branch)[^\d\n。]{0,16}(?:\(?\d{3}\)?[^\d\n。]{1,12})?(\d(?:[- ]?\d){5,7})(?![\d-])",
    re.IGNORECASE,
)
_CODES = re.compile(
    r"(?:銀行コード|金融機関コード|銀行番号)[^\d\n]{0,4}\d{4}[^\d\n]{0,12}(?:支店コード|支店番号|"
    r"店番)[^\d\n]{0,4}\d{3}[^\d\n]{0,16}(\d{6,8})(?!\d)"
)
_YUCHO = re.compile(r"(?:ゆうちょ|郵貯|記号)[^\d\n]{0,14}([01]\d{3}0)(?:[-\s]\d)?[^\d\n]{0,12}(\d{2,8})(?!\d)")
_INSURED = re.compile(r"保険|けんぽ|健保|国保|共済")
_YUCHO_BRANCH = re.compile(r"(?:ゆうちょ|郵貯)[^\n。]{0,16}?[一二三四五六七八九〇\d]{3}店?[^\d\n。]{0,14}(\d{7})(?!\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])")
_MONEY_AFTER = re.compile(r"^\s?(?:円|件|人|万|年|月|社|%|ドル)")
_NAMED_BANK = re.compile(r"銀行|信金|金庫|信組|支店|ゆうちょ|名義|振込|口座|bank|account|預金|引落", re.IGNORECASE)


class PaymentDetector:
    """Cards by brand, length and Luhn; accounts by their words; ゆうちょ by 記号 and 番号; IBAN by its check."""

    name = "payment"

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        if not _SIX.search(view.text):
            return
        yield from self._cards(view)
        for pattern, rule in (
            (_BRANCH, "account_branch"),
            (_CODES, "account_codes"),
            (_YUCHO, "yucho"),
            (_YUCHO_BRANCH, "yucho"),
            (_ACCOUNT, "account_labelled"),
        ):
            for match in pattern.finditer(view.text):
                start, end = match.span(match.lastindex or 1)
                if rule == "yucho" and match.re is _YUCHO:
                    start = match.start(1)
                value = digits(view.text[start:end])
                if self._account(view, match, start, end, value):
                    yield Match("bank_account", start, end, rule, key=value)
        for match in _IBAN.finditer(view.text):
            if _iban_ok(match.group(0)):
                yield Match("bank_account", *match.span(), "iban", key=match.group(0).replace(" ", ""))

    @staticmethod
    def _cards(view: View) -> Iterator[Match]:
        for match in _CARD.finditer(view.text):
            number = digits(match.group(0))
            groups = tuple(len(group) for group in re.findall(r"\d+", match.group(0)))
            if not card_ok(number) or (groups not in _GROUPS and set(groups) != {1}):
                continue
            near = view.around(*match.span())
            if number in _TEST_CARDS and re.search(r"テスト|例|サンプル|ダミー|test|sample|example|dummy", near, re.IGNORECASE):
                continue
            if view.near(_OTHER, *match.span(), 20, 8) and not _CARD_WORD.search(near):
                continue
            yield Match("credit_card", *match.span(), "card_luhn", key=number)

    @staticmethod
    def _account(view: View, match: re.Match[str], start: int, end: int, value: str) -> bool:
        if _MONEY_AFTER.match(view.after(end, 4)) or is_dummy(value) and view.near(DUMMY_CONTEXT, start, end, 30, 20):
            return False
        if match.re is _YUCHO and match.group(0).startswith("記号") and view.near(_INSURED, *match.span(), 40, 20):
            return False
        if re.search(r"普通に|当座の間", match.group(0)):
            return False
        wide = re.match(r"普通|当座|貯蓄", match.group(0)) is None
        return wide or match.group(0)[2:4] == "預金" or view.near(_NAMED_BANK, match.start(), end, 40, 40)


def _iban_ok(text: str) -> bool:
    value = text.replace(" ", "")
    if not 15 <= len(value) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in value[4:] + value[:4])) % 97 == 1
