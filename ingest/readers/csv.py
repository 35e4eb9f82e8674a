"""Reads comma, tab or semicolon separated tables."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ingest.readers.decoding import damaged, decode
from ingest.readers.files import load
from ingest.readers.interface import Page, ReadResult, empty, unreadable
from ingest.readers.writing import clean, table

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 50


def read(path: Path) -> ReadResult:
    """The file as one table whose first row is the header. Raises Unreadable."""
    decoded = decode(path, load(path))
    text = clean(decoded.text)
    try:
        rows = _rows(text, _delimiter(text, "\t" if path.suffix.lower() == ".tsv" else ","))
    except csv.Error:
        reason = "表として読めません（1 つの欄が長すぎるか、引用符が閉じていません）。"
        raise unreadable(path, reason, "表計算ソフトで開き、CSV UTF-8 として保存し直してください。") from None
    markdown = table(rows)
    if not markdown:
        raise empty(path)
    return ReadResult((Page(None, markdown),), None, decoded.encoding, "csv", damaged(text))


def _delimiter(text: str, usual: str) -> str:
    """The mark that cuts the first rows into the same number of columns most often; `usual` when none does."""
    sample = "\n".join(text.split("\n", _SAMPLE_ROWS + 1)[:_SAMPLE_ROWS])

    def evenness(delimiter: str) -> tuple[float, bool]:
        try:
            widths = [len(row) for row in _rows(sample, delimiter) if row]
        except csv.Error:
            return 0.0, False
        wide = [width for width in widths if width > 1]
        if not wide:
            return 0.0, False
        return max(wide.count(width) for width in set(wide)) / len(widths), delimiter == usual

    best = max(_DELIMITERS, key=evenness)
    return best if evenness(best)[0] > 0 else usual


def _rows(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True))
