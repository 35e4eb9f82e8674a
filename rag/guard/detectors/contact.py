"""Telephone numbers and mail addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.guard.led import Led
from rag.guard.match import DUMMY_CONTEXT, Match, View, digits, is_dummy

PhoneSort = Callable[[str], "str | None"]

_SEP = r"(?:[ \t]?[-.()/ \t][ \t)(]?|\n)?"
_PHONE = Led(
    "[(+08]",
    rf"(?<![A-Za-z0-9.-])(?<!\d:)(?<!\d/)(?:\(\s?0\d{{1,4}}\s?\)|(?:\+|00|"
    rf"010-?)81{_SEP}(?:\(0\))?{_SEP}\d{{1,4}}|81-\d{{1,4}}|"
    rf"0\d{{1,4}}){_SEP}\d{{1,4}}{_SEP}\d{{3,4}}(?![A-Za-z0-9_]|-\d|\.\d)"
    r"|(?<![A-Za-z0-9.-])0(?:[ \t._・,]?\d){9,10}(?![A-Za-z0-9_]|-\d|\.\d)"
    r"|(?<![A-Za-z0-9.-])0[- ]\d(?:[- ]\d){8,9}(?![A-Za-z0-9_]|-\d)"
)
_FOREIGN = re.compile(r"(?<![A-Za-z0-9.])\+(?!81)[1-9]\d{0,2}[-. (]{0,2}\d{1,4}(?:[-. )]{1,2}\d{2,4}){1,4}(?![A-Za-z0-9_-])")
_PHONE_WORD = re.compile(
    r"電話|でんわ|TEL|Tel|tel|携帯|けいたい|FAX|Fax|fax|ファックス|連絡先|番号|phone|mobile|call|直通|内線|代表|"
    r"緊急|SMS|ショートメール|LINE|着信|折り返し|ケータイ|スマホ|☎|📞|℡"
)
_NOT_PHONE = Led(
    "[(+08]",
    r"注文|追跡|伝票|請求書|受付番号|チケット|シリアル|型番|品番|製造番号|送り状|管理番号|整理番号|ISBN|JAN|KB\d|"
    r"口座|法人番号|tracking|order|invoice|ticket|serial|スレッド|イベントID|社員番号|会員番号|学籍番号",
    re.IGNORECASE,
)
_HOTLINE = re.compile(r"ホットライン|相談窓口|公表|公開されている|お客様センター|サポートデスク|代表電話として掲載|0120|0570|0800")
_SEQUENCE = re.compile("1234567|2345678|3456789|9876543|8765432")
_LIMIT = 200

_MAIL = Led(
    "[A-Za-z0-9](?<![A-Za-z0-9._%+-].)",
    r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9](?:[A-Za-z0-9_%+'-]|"
    r"\.(?=[A-Za-z0-9_%+'-])){0,63})@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,24})(?![A-Za-z0-9-])"
)
_IDN_MAIL = re.compile(r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9._%+-]{1,64})@([ぁ-んァ-ヶー一-鿿]{2,20}\.(?:jp|com|net|コム))")
_RESERVED = re.compile(
    r"(?:^|\.)(?:example\d?\.(?:com|net|org|edu|jp|(?:ac|ad|co|ed|go|gr|lg|ne|or)\.jp)|example|invalid|test|localhost|local)$", re.IGNORECASE
)
_ROLES = frozenset(
    "no not do dmarc desk info support contact no-reply noreply postmaster abuse security csirt dmarc webmaster admin hostmaster root mailer-daemon "
    "soc psirt billing account accounts service services help helpdesk sales order orders news newsletter mail team notice "
    "notification notifications notify alert alerts update customer cs verify verification office jinji soumu keiri saiyo recruit press pr "
    "kouhou hello it system sysadmin marketing hr legal privacy dpo shop store reply bounce webmail do-not-reply donotreply invoice "
    "payment payments delivery shipping warning login auth confirm promo campaign member members card bank".split()
)
_LURE = re.compile(
    r"amaz|pay(?:pa|-)|micros|rakut|appl|goog|gmai|secur|suppor|accoun|verif|login|signin|updat|bank|smbc|mufg|mizuho|jcb|visa|saison|aeon|"
    r"dhl|fedex|yamat|sagaw|japan-?post|nta|etax|netfli|docomo|softba|kddi|mercari|alert|notice|service|helpdesk|prize|bonus|[a-z][01][a-z]"
)
_FAKE = re.compile(r"差出人|フィッシング|詐欺|迷惑メール|スパム|偽|なりすま|不審|怪しい|攻撃者|spoof|phish|scam|spam|suspicious|fake", re.IGNORECASE)
_ATTACKER = re.compile(
    r"差出人|送信元|送信者|フィッシング|詐欺|迷惑メール|スパム|偽|なりすま|不審|怪しい|攻撃者|spoof|phish|scam|spam|"
    r"suspicious|sender|から(?:の|来た|届いた)?(?:メール|通知|連絡|着信)|から(?:届|来|受信)|届いた|received|email from|mail from",
    re.IGNORECASE,
)
_SHORT_HOSTS = re.compile(r"@(?:\d|v?\d+\.)")


class ContactDetector:
    """Phones by the numbering plan (`sort`, see rag/adapters/phone_numbers.py), mails by RFC shape."""

    name = "contact"

    def __init__(self, sort: PhoneSort) -> None:
        self._sort = sort

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        yield from self._phones(view)
        if "@" in view.text:
            yield from self._mails(view)

    def _phones(self, view: View) -> Iterator[Match]:
        seen: dict[str, str | None] = {}
        for pattern in (_PHONE, _FOREIGN):
            for match in pattern.finditer(view.text):
                raw = match.group(0)
                number = domestic(raw)
                if not self._plausible(view, match, number):
                    continue
                if number not in seen:
                    seen[number] = self._sort(number) if len(seen) < _LIMIT else "fixed"
                sort = seen[number]
                if sort in ("mobile", "ip", "fixed"):
                    label = "携帯電話番号" if sort == "mobile" else "電話番号"
                    yield Match("phone", *match.span(), f"phone_{sort}", label, number)

    @staticmethod
    def _plausible(view: View, match: re.Match[str], number: str) -> bool:
        raw = match.group(0).strip()
        if raw.startswith("+") and not number.startswith("0"):
            return 8 <= len(digits(raw)) <= 15
        if not 10 <= len(number) <= 11:
            return False
        groups = re.findall(r"\d+", raw)
        near = view.around(*match.span(), 20, 12)
        labelled = _PHONE_WORD.search(near) is not None
        if _SEQUENCE.search(number) and DUMMY_CONTEXT.search(near):
            return False
        if is_dummy(number) and (DUMMY_CONTEXT.search(near) or not labelled):
            return False
        if _NOT_PHONE.search(view.before(match.start(), 18)) and not labelled:
            return False
        if len(groups) == 1:
            return labelled or number[:3] in ("090", "080", "070", "060", "050")
        if all(len(group) == 1 for group in groups):
            return not is_dummy(number)
        if re.fullmatch(r"\d+(?:[./]\d+)+", raw) and len(groups) != 3:
            return labelled
        return len(groups[-1]) in (3, 4) or labelled

    @staticmethod
    def _mails(view: View) -> Iterator[Match]:
        for pattern in (_MAIL, _IDN_MAIL):
            for match in pattern.finditer(view.text):
                local, domain = match.group(1).lower(), match.group(2).lower()
                if _RESERVED.search(domain) or re.search(r"://[^\s/@]{0,60}:?[^\s/@]{0,60}$", view.before(match.start(), 20)):
                    continue
                if re.fullmatch(r"(?:png|jpg|gif|svg|js|css|py|md|txt|exe|dll)", domain.rpartition(".")[2]):
                    continue
                if (local in _ROLES or _ROLES.issuperset(re.split(r"[-_.+]", local))) and _ATTACKER.search(view.sentence(*match.span())):
                    continue
                if _LURE.search(domain) and _FAKE.search(view.sentence(*match.span())):
                    continue
                yield Match("email", *match.span(), "mail", key=f"{local}@{domain}")


def domestic(raw: str) -> str:
    """The digits as dialled inside Japan; a foreign number keeps its + and country code."""
    number = digits(raw)
    plain = raw.strip()
    if plain.startswith(("+81", "0081", "01081", "010-81", "81-")):
        number = number[number.index("81") + 2 :]
        return number if number.startswith("0") else "0" + number
    return "+" + number if plain.startswith("+") else number
