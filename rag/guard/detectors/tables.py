"""Tables, JSON arrays and SQL inserts with one person a row."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rag.guard.match import Match, View

_PERSON_KINDS = frozenset(
    {
        "person_name",
        "phone",
        "email",
        "address",
        "birth_date",
        "my_number",
        "credit_card",
        "bank_account",
        "drivers_license",
        "passport",
        "health_insurance",
        "pension_number",
        "residence_card",
        "credential",
    }
)
_DELIMITERS = (",", "\t", ";", "|", "／", "/", "・", "、")
_HEADER = re.compile(
    r"氏名|名前|姓名|フリガナ|住所|電話|携帯|メール|mail|生年月日|給与|年収|月給|基本給|賞与|社員番号|顧客名|顧客ID|"
    r"会員番号|患者|年齢|性別|name|phone|tel|address|birth|dob|salary|customer",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"[^\s,@]{1,64}@[\w.-]+\.\w+|0\d{1,4}-?\d{1,4}-?\d{3,4}|(?:19|20)\d{2}[-/年.]\d{1,2}[-/月.]\d{1,2}|"
    r"[一-鿿]{1,4}[ 　][一-鿿ぁ-ん]{1,4}"
)
_SURNAME_CELL = re.compile(
    r"^[一-鿿々]{1,3}[ 　]?[一-鿿々ぁ-んァ-ヶ]{1,4}(?:さん|様)?$|^[ァ-ヶー]{2,6}[ 　]?[ァ-ヶー]{2,6}$|^[A-Z][a-z]+ "
    r"[A-Z][a-z]+$"
)
_STATISTIC = re.compile(r"件数|割合|合計|順位|平均|年度|CVE-|前年|比率|被害額|構成比")
_JSON = re.compile(r"\{[^{}]{0,600}\}(?:\s*,?\s*\{[^{}]{0,600}\}){1,500}")
_JSON_KEY = re.compile(
    r"[\"']?(?:name|full_?name|email|mail|phone|tel|address|birth\w*|dob|氏名|名前|住所|電話(?:番号)?|"
    r"メール(?:アドレス)?|生年月日|customer\w*)[\"']?\s?:\s?[\"']?[^\"',}\s]",
    re.IGNORECASE,
)
_INSERT = re.compile(
    r"insert\s+into\s+[`\"\w.]{1,60}\s*(\([^)]{0,600}\))?\s*values\s*(\([^)]{0,600}\)(?:\s*,\s*\([^)]{0,600}\)){0,500})", re.IGNORECASE
)


class TableDetector:
    """Rows in one delimiter of which two hold personal values, or a header that says so."""

    name = "tables"

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        personal = sorted((match.start, match.end) for match in found if match.kind in _PERSON_KINDS)
        if "\n" in view.text:
            yield from self._rows(view, personal, found)
        if "{" in view.text:
            for match in _JSON.finditer(view.text):
                objects = re.findall(r"\{[^{}]*\}", match.group(0))
                if sum(1 for one in objects if len(_JSON_KEY.findall(one)) >= 2) >= 2:
                    yield Match("customer_table", *match.span(), "table_json", maskable=False)
        for match in _INSERT.finditer(view.text):
            inside = bisect_left(personal, (match.end(), 0)) - bisect_left(personal, (match.start(), 0))
            if inside >= 2 or match.group(1) and len(_HEADER.findall(match.group(1))) >= 2:
                yield Match("customer_table", *match.span(), "table_sql", maskable=False)

    def _rows(self, view: View, personal: Sequence[tuple[int, int]], found: Sequence[Match]) -> Iterator[Match]:
        lines: list[tuple[int, str]] = []
        place = 0
        for line in view.text.split("\n"):
            if line.strip(" -|:+=\t"):
                lines.append((place, line))
            place += len(line) + 1
        yield from _records(view, lines, found)
        for delimiter in _DELIMITERS:
            if view.text.count(delimiter) < 2:
                continue
            block: list[tuple[int, str]] = []
            for start, line in [*lines, (0, "")]:
                if line.count(delimiter) >= (2 if delimiter in "・、" else 1) and len(line) < 600:
                    block.append((start, line))
                    continue
                if len(block) >= 2 and self._people(block, delimiter, personal):
                    yield Match("customer_table", block[0][0], block[-1][0] + len(block[-1][1]), "table_rows", maskable=False)
                    return
                block = []

    @staticmethod
    def _people(block: Sequence[tuple[int, str]], delimiter: str, personal: Sequence[tuple[int, int]]) -> bool:
        head = block[0][1]
        cells = [cell.strip(" \"'　") for cell in head.split(delimiter)]
        labels = sum(1 for cell in cells if _HEADER.search(cell) and len(cell) <= 16)
        has_header = labels >= 1 and not _VALUE.search(head)
        if has_header and labels >= 2 and not _STATISTIC.search(head):
            rows = [
                line
                for _, line in block[1:]
                if any(
                    _VALUE.search(line) or _SURNAME_CELL.match(cell.strip(" \"'　")) or re.search(r"\d{4,}", cell)
                    for cell in line.split(delimiter)
                )
            ]
            if rows:
                return True
        hits = 0
        for start, line in block[1:] if has_header else block:
            inside = bisect_left(personal, (start + len(line), 0)) - bisect_left(personal, (start, 0))
            cells_named = (
                has_header
                and any(_SURNAME_CELL.match(cell.strip(" \"'　")) for cell in line.split(delimiter))
                and re.search(r"氏名|名前|name|顧客|患者", head, re.IGNORECASE) is not None
            )
            hits += inside >= 1 or bool(cells_named)
        return hits >= (1 if has_header and labels >= 2 else 2)


def _records(view: View, lines: Sequence[tuple[int, str]], found: Sequence[Match]) -> Iterator[Match]:
    """Lines that each give a name and another value of that person, whatever stands between."""
    values = sorted((match.start, match.kind) for match in found if match.kind in _PERSON_KINDS)
    rows = []
    for start, line in lines:
        inside = values[bisect_left(values, (start, "")) : bisect_left(values, (start + len(line), ""))]
        kinds = {kind for _, kind in inside}
        if len(line) < 200 and "person_name" in kinds and len(kinds) >= 2:
            rows.append((start, start + len(line)))
    if len(rows) >= 2:
        yield Match("customer_table", rows[0][0], rows[-1][1], "table_records", maskable=False)
