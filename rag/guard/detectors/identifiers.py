"""Numbers that Japanese authorities give to one person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.guard.checkdigits import licence_ok, mrz_digit, my_number_ok
from rag.guard.match import DUMMY_CONTEXT, Match, View, digits, is_dummy, nearest

_SEP = r"[-\s./_,、|:]{0,3}"
_TWELVE = re.compile(rf"(?<![\d.])\d(?:{_SEP}\d){{11}}(?![\d]|-\d|\.\d)")
_TEN = re.compile(rf"(?<![\d-])\d(?:{_SEP}\d){{9}}(?![\d]|-\d)")
_ELEVEN = re.compile(rf"(?<![\d-])\d(?:{_SEP}\d){{10}}(?![\d]|-\d)")
_LETTERS = r"[A-Za-z]"
_PASSPORT = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{_SEP}[A-Za-z]{_SEP}\d(?:{_SEP}\d){{6}}(?![A-Za-z0-9])")
_RESIDENCE = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{_SEP}[A-Za-z]{_SEP}\d(?:{_SEP}\d){{7}}{_SEP}[A-Za-z]{_SEP}[A-Za-z](?![A-Za-z0-9])")
_TWELVE_WORDS = (
    "マイ", "まい", "番号", "カード", "my", "individual", "控除", "調整", "徴収", "免許", "licen", "氏名", "員", "入社", "生年月日", "住所", "人事", "給与", "扶養", "家族", "本人", "保険証", "年調", "役所", "税務", "さん", "様"
)  # fmt: skip
_MRZ = re.compile(r"P[<A-Z]JPN[A-Z<]{20,40}|(?<![A-Z0-9<])([A-Z0-9<]{9})(\d)JPN(\d{6})(\d)[MF<](\d{6})(\d)[A-Z0-9<]{14,16}")

_MY_NUMBER = re.compile(
    r"マイ\s?ナンバー|個人\s?番号|通知\s?カード|my\s?-?number|mynumber|individual number|扶養控除|年末調整|源泉徴収|"
    r"マイナ(?!ス)|まいなんばー",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"氏名|従業員|社員|入社|生年月日|住所|人事|給与|扶養|家族|本人|保険証|年調|役所|税務|さん|様")
_LICENCE = re.compile(r"免許|driver'?s?'? ?licen[cs]e|licen[cs]e (?:no|number)|driving licen[cs]e", re.IGNORECASE)
_RESIDENT = re.compile(r"住民票コード")
_OTHER_NUMBER = re.compile(
    r"注文|追跡|問い?合わせ?(?:伝票)?(?:番号|no)|伝票|請求書|受付|チケット|シリアル|型番|品番|製造番号|送り状|"
    r"配送|荷物|追番|管理番号|整理番号|会員番号|予約|見積|発注|納品|"
    r"\bKB|ISBN|JAN|AWS|アカウントID|法人番号|登録番号|インボイス|tracking|order|invoice|ticket|serial|account "
    r"id|parcel|shipment|タイムスタンプ|ログID|トランザクション|在庫|契約番号|お客様番号|バーコード",
    re.IGNORECASE,
)
_PASSPORT_LABEL = re.compile(r"パスポート|旅券|passport|ぱすぽーと", re.IGNORECASE)
_RESIDENCE_LABEL = re.compile(r"在留|residence card|zairyu|外国人", re.IGNORECASE)
_PENSION_LABEL = re.compile(r"基礎年金|年金手帳|年金番号|年金証書|pension (?:no|number|id)|年金", re.IGNORECASE)


class IdentifierDetector:
    """My Number, licence, passport, residence card, pension number, resident register code."""

    name = "identifiers"

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        if view.has_digits:
            yield from self._twelve(view)
            yield from self._labelled(view, _TEN, _PENSION_LABEL, "pension_number", "pension_number")
            yield from self._labelled(view, _ELEVEN, _RESIDENT, "my_number", "resident_code")
            yield from self._lettered(view)
        yield from self._machine_readable(view)

    def _twelve(self, view: View) -> Iterator[Match]:
        if not view.mentions(*_TWELVE_WORDS):
            return
        for number in _numbers(_TWELVE, view.text, 12):
            start, end, value = number
            if _only_example(view, start, end, value):
                continue
            if (
                licence_ok(value)
                and nearest(view, start, end, _LICENCE, _OTHER_NUMBER)
                and not _closer(view, start, end, _MY_NUMBER, _LICENCE)
            ):
                yield Match("drivers_license", start, end, "licence_labelled", key=value)
            elif my_number_ok(value) and self._is_my_number(view, start, end):
                yield Match("my_number", start, end, "my_number_checked", key=value)

    @staticmethod
    def _is_my_number(view: View, start: int, end: int) -> bool:
        if nearest(view, start, end, _MY_NUMBER, _OTHER_NUMBER):
            return True
        grouped = re.fullmatch(r"\d{4}\D{1,3}\d{4}\D{1,3}\d{4}", view.text[start:end]) is not None
        return grouped and nearest(view, start, end, _PERSONAL, _OTHER_NUMBER, 60) and not view.near(_OTHER_NUMBER, start, end)

    @staticmethod
    def _labelled(view: View, shape: re.Pattern[str], label: re.Pattern[str], kind: str, rule: str) -> Iterator[Match]:
        if not label.search(view.text):
            return
        for start, end, value in _numbers(shape, view.text, 0):
            if kind == "pension_number" and re.fullmatch(r"0\d{1,4}-\d{1,4}-\d{3,4}", view.text[start:end]):
                continue
            if nearest(view, start, end, label, _OTHER_NUMBER, 25) and not _only_example(view, start, end, value):
                yield Match(kind, start, end, rule, key=value)

    @staticmethod
    def _lettered(view: View) -> Iterator[Match]:
        for shape, label, kind in ((_RESIDENCE, _RESIDENCE_LABEL, "residence_card"), (_PASSPORT, _PASSPORT_LABEL, "passport")):
            if not label.search(view.text):
                continue
            for match in shape.finditer(view.text):
                value = re.sub(r"[^A-Za-z0-9]", "", match.group(0)).upper()
                if nearest(view, *match.span(), label) and not _only_example(view, *match.span(), digits(value)):
                    yield Match(kind, *match.span(), f"{kind}_labelled", key=value)

    @staticmethod
    def _machine_readable(view: View) -> Iterator[Match]:
        if "JPN" not in view.text:
            return
        for match in _MRZ.finditer(view.text):
            if match.group(1) is None or mrz_digit(match.group(1)) == int(match.group(2)):
                yield Match("passport", *match.span(), "passport_mrz", key=match.group(0))


def _numbers(shape: re.Pattern[str], text: str, size: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, digits) of every number of that shape; ragged groupings are left out."""
    for match in shape.finditer(text):
        value = digits(match.group(0))
        groups = re.findall(r"\d+", match.group(0))
        if len(groups) > 6 and len(groups) != len(value):
            continue
        yield *match.span(), value


def _closer(view: View, start: int, end: int, one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    return nearest(view, start, end, one, other)


def _only_example(view: View, start: int, end: int, value: str) -> bool:
    return is_dummy(value) and view.near(DUMMY_CONTEXT, start, end, 25, 25)
