"""What every reader gives and how it fails.

A reader turns one file into Markdown pages: headings, paragraphs, lists and tables are written as
Markdown, and nothing in the file's own text can pass for one of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rag.errors import SourceError


@dataclass(frozen=True, slots=True)
class Page:
    """Markdown of one page; `number` counts from 1 and is None where the format has no pages."""

    number: int | None
    markdown: str


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A file as Markdown.

    `title` is what the file calls itself (its metadata, or its first heading), `encoding` the Python name
    of the character encoding of a text format, `format` one of md, text, html, pdf, docx, pptx, xlsx, csv.
    `notes` are Japanese sentences about what could not be read.
    """

    pages: tuple[Page, ...]
    title: str | None
    encoding: str | None
    format: str
    notes: tuple[str, ...] = ()


class Unreadable(SourceError):
    """The file is corrupt, encrypted, empty, too large, of an unknown format or in an unknown encoding."""

    code = "unreadable"
    http_status = 422


class Reader(Protocol):
    """One format."""

    def read(self, path: Path) -> ReadResult:
        """The file as Markdown, with at least one page that holds text. Raises Unreadable."""


def unreadable(path: Path, reason: str, hint: str) -> Unreadable:
    """The error for a file: its name, then the reason as a Japanese sentence."""
    return Unreadable(f"{path.name!r} を読めません。{reason}", hint=hint)


def empty(path: Path) -> Unreadable:
    """The error for a file without any text."""
    return unreadable(path, "中に文章がありません。", "正しいファイルかどうかを確かめてください。")


@contextmanager
def vendor_errors(path: Path, kind: str) -> Iterator[None]:
    """Whatever a parsing library raises or warns of inside means that the file is damaged.

    The libraries raise anything from KeyError to RecursionError on a damaged file, so no list of
    exceptions would be complete.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Unreadable:
        raise
    except Exception:
        raise unreadable(
            path,
            f"{kind}として壊れているか、途中で切れています。",
            f"元のアプリで開けるかどうかを確かめ、{kind}として保存し直してください。",
        ) from None
