"""Reads PDF files."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf

from ingest.readers.files import check_pages, load
from ingest.readers.interface import Page, ReadResult, empty, unreadable, vendor_errors
from ingest.readers.pdf_furniture import without_furniture
from ingest.readers.pdf_layout import Line, to_markdown
from ingest.readers.titles import usable
from ingest.readers.writing import clean, first_heading

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks about damaged files are for its developers

_WRITTEN = re.compile(
    r"[\x20-\u024f\u0370-\u03ff\u0400-\u04ff\u2000-\u2bff\u3000-\u30ff\u3100-\u33ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\s]"
    r"|[\U00020000-\U0003ffff]"
)
_MIN_WRITTEN = 0.7
_TOLD_ENCODING = re.compile(r"/(?:Uni|90ms-RKSJ|GB|ETen)|UCS2")


def read(path: Path) -> ReadResult:
    """A page for each page that holds text, without running headers and footers. Raises Unreadable.

    Only the text layer is read: scanned pages are named in the notes, and a file of nothing else is refused.
    """
    with vendor_errors(path, "PDF"):
        reader = _open(path, load(path))
        check_pages(path, len(reader.pages))
        raw = [_lines(page) for page in reader.pages]
        garbled = [number for number, lines in enumerate(raw, 1) if lines is None]
        lines = without_furniture([lines or [] for lines in raw])
        pictures = [
            number
            for number, (page, rest) in enumerate(zip(reader.pages, lines, strict=True), 1)
            if not rest and number not in garbled and _has_picture(page)
        ]
        written = to_markdown(lines)
        title = usable(reader.metadata.title) if reader.metadata else None
    pages = tuple(Page(number, markdown) for number, markdown in enumerate(written, 1) if markdown)
    if not pages:
        raise _without_text(path, pictures, garbled)
    found = next((heading for page in pages if (heading := first_heading(page.markdown))), None)
    return ReadResult(pages, title or found, None, "pdf", tuple(_notes(pictures, garbled)))


def _open(path: Path, data: bytes) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise unreadable(
            path, "パスワードで暗号化されています。", "PDF を開くアプリでパスワードを外し、別の名前で保存してください。"
        )
    return reader


def _without_text(path: Path, pictures: list[int], garbled: list[int]) -> Exception:
    if garbled:
        reason = "文字の情報が壊れていて、文章を取り出せません。"
    elif pictures:
        reason = "スキャンした画像だけで、文字の情報がありません。"
    else:
        return empty(path)
    return unreadable(path, reason, "文字認識（OCR）をかけて保存し直すか、元の文書（Word など）を指定してください。")


def _notes(pictures: list[int], garbled: list[int]) -> Iterator[str]:
    if pictures:
        yield f"画像だけのページ {len(pictures)} 枚（{_numbers(pictures)}）は読めませんでした。"
    if garbled:
        yield f"文字の情報が壊れているページ {len(garbled)} 枚（{_numbers(garbled)}）は読めませんでした。"


def _numbers(pages: list[int]) -> str:
    return "・".join(map(str, pages[:10])) + (" ページなど" if len(pages) > 10 else " ページ")


def _lines(page: Any) -> list[Line] | None:
    """The page's lines in the order the file draws them, each with the size most of its characters have.

    None when most of the text cannot be told: its font does not say which characters its glyphs are.
    """
    pieces: list[tuple[str, float]] = []
    lost = 0

    def collect(text: str, transform: Any, matrix: Any, font: Any, size: float) -> None:
        nonlocal lost
        if _is_untold(font):
            lost += len(text.strip())
            text = "\n" * text.count("\n")
        scale = abs(transform[0] * matrix[0] + transform[1] * matrix[2]) or abs(transform[0] * matrix[1] + transform[1] * matrix[3])
        pieces.append((text, round(float(size or 0) * float(scale or 1), 1)))

    page.extract_text(visitor_text=collect)
    lines = _cut(pieces)
    text = "".join(line.text for line in lines)
    told = len(_WRITTEN.findall(text))
    return lines if told >= _MIN_WRITTEN * (len(text) + lost) else None


def _cut(pieces: list[tuple[str, float]]) -> list[Line]:
    lines: list[Line] = []
    text = ""
    sizes: Counter[float] = Counter()
    for piece, size in [*pieces, ("\n", 0.0)]:
        for position, part in enumerate(clean(piece).split("\n")):
            if position:
                if text.strip():
                    lines.append(Line(_composed(text).strip(), max(sizes, key=lambda at: sizes[at], default=0.0)))
                text, sizes = "", Counter()
            text += part
            sizes[size] += len(part.strip())
    return lines


def _is_untold(font: Any) -> bool:
    """Whether a font draws by glyph number without saying which characters they are."""
    if font is None or font.get("/Subtype") != "/Type0" or "/ToUnicode" in font:
        return False
    return not _TOLD_ENCODING.search(str(font.get("/Encoding")))


def _composed(text: str) -> str:
    """Kanji that a PDF wrote with the look-alikes of the radicals block as themselves; all else as it was."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(unicodedata.normalize("NFKC", mark) if "\u2e80" <= mark <= "\u2fdf" else mark for mark in composed)


def _has_picture(page: Any) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return False
    kinds = {entry.get_object().get("/Subtype") for entry in objects.get_object().values()}
    return bool(kinds & {"/Image", "/Form"})
