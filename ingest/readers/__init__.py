"""Files in, Markdown pages out: one reader a format, loaded when it is first needed."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import cast

from ingest.readers.decoding import decode
from ingest.readers.detection import SUFFIXES, detect
from ingest.readers.files import load
from ingest.readers.interface import Page, Reader, ReadResult, Unreadable

__all__ = ["SUFFIXES", "Page", "ReadResult", "Reader", "Unreadable", "read_file", "read_raw_text"]


def read_file(path: Path) -> ReadResult:
    """The file as Markdown, by what it holds rather than what it is called. Raises Unreadable."""
    reader = cast(Reader, importlib.import_module(f"{__name__}.{detect(path, load(path))}"))
    return reader.read(path)


def read_raw_text(path: Path) -> str:
    """A text file exactly as written, for rules that know its layout; "\\n" is its only line break. Raises Unreadable."""
    return decode(path, load(path)).text.replace("\r\n", "\n").replace("\r", "\n")
