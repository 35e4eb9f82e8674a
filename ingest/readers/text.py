"""Reads plain text."""

from __future__ import annotations

from pathlib import Path

from ingest.readers.decoding import damaged, decode
from ingest.readers.files import load
from ingest.readers.interface import Page, ReadResult, empty
from ingest.readers.writing import lines_with_lists


def read(path: Path) -> ReadResult:
    """The file as one page of paragraphs and the lists it draws with `-` or `1.`. Raises Unreadable."""
    decoded = decode(path, load(path))
    markdown = lines_with_lists(decoded.text)
    if not markdown.strip():
        raise empty(path)
    return ReadResult((Page(None, markdown),), None, decoded.encoding, "text", damaged(decoded.text))
