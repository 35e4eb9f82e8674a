"""Reads Excel workbooks."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from ingest.readers.files import check_office, load
from ingest.readers.interface import Page, ReadResult, empty, unreadable, vendor_errors
from ingest.readers.titles import usable
from ingest.readers.writing import blocks, heading, paragraph, table

MAX_CELLS = 2_000_000
_MAX_CELL_CHARS = 32_767
_UNCALCULATED = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>|<f[^>]*/>\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read(path: Path) -> ReadResult:
    """A page for each visible sheet: its name as a `##` heading, then its cells as a table. Raises Unreadable.

    Formulas give the value that was last saved; dates are written as 2025-04-01.
    """
    data = load(path)
    check_office(path, data)
    with vendor_errors(path, "Excel ブック"):
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        pages, hidden, budget = [], [], MAX_CELLS
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                hidden.append(sheet.title)
                continue
            rows, budget = _rows(path, sheet, budget)
            if body := blocks(_body(rows)):
                pages.append(Page(None, blocks([heading(2, sheet.title), body])))
        title = usable(book.properties.title)
        notes = tuple(_notes(hidden, _uncalculated(data)))
    if not pages:
        raise empty(path)
    return ReadResult(tuple(pages), title, None, "xlsx", notes)


def _notes(hidden: list[str], uncalculated: int) -> Iterator[str]:
    if hidden:
        yield f"非表示のシート {len(hidden)} 枚（{'・'.join(hidden[:10])}）は読みませんでした。"
    if uncalculated:
        yield f"計算結果が保存されていない数式 {uncalculated:,} 個は読めませんでした。Excel で開いて保存し直すと読めます。"


def _uncalculated(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
        return sum(len(_UNCALCULATED.findall(archive.read(name))) for name in sheets)


def _rows(path: Path, sheet: Any, budget: int) -> tuple[list[list[str]], int]:
    """The sheet's filled rows as shown, and how many cells may still be read.

    The size that a sheet states is not believed: it may say a million rows for ten.
    """
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    for row in sheet.iter_rows():
        budget -= len(row)
        if budget < 0:
            raise unreadable(path, f"セルが {MAX_CELLS:,} 個を超えています。", "必要なシートだけを別のファイルに保存してください。")
        texts = [_shown(cell.value, getattr(cell, "number_format", "General")) for cell in row]
        if any(texts):
            rows.append(texts)
    return rows, budget


def _body(rows: list[list[str]]) -> Iterator[str]:
    """Lines above the table that fill one cell only are its title or a remark, not its header."""
    start = 0
    while start < len(rows) and sum(1 for text in rows[start] if text) == 1:
        yield paragraph(next(text for text in rows[start] if text))
        start += 1
    yield table(rows[start:])


def _shown(value: object, form: str) -> str:
    """A cell's value as simply as Excel would show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        has_time = (value.hour, value.minute, value.second) != (0, 0, 0)
        return value.strftime("%Y-%m-%d %H:%M" if has_time else "%Y-%m-%d")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, form)
    text = _ESCAPED.sub(lambda code: "\n" if code[1].upper() in ("000D", "000A") else chr(int(code[1], 16)), str(value))
    return text[:_MAX_CELL_CHARS].strip()


def _number(value: int | float, form: str) -> str:
    form = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", form.split(";", maxsplit=1)[0])
    decimals = re.search(r"0\.(0+)", form)
    if "%" in form:
        return f"{value * 100:.{len(decimals[1]) if decimals else 0}f}%"
    if decimals:
        return f"{value:{',' if ',' in form else ''}.{len(decimals[1])}f}"
    whole = isinstance(value, int) or (abs(value) < 1e15 and value == int(value))
    if whole:
        return f"{int(value):{',' if ',' in form else ''}}"
    return f"{value:,.0f}" if "," in form and "0" in form else f"{value:.10g}"
