"""Reads Word documents."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx

from ingest.readers.docx_styles import Styles
from ingest.readers.docx_text import Texts, text_boxes
from ingest.readers.docx_xml import attribute, child, tag
from ingest.readers.files import check_office, load
from ingest.readers.interface import Page, ReadResult, empty, vendor_errors
from ingest.readers.titles import usable
from ingest.readers.writing import blocks, first_heading, guard, heading, inline, item, table

if TYPE_CHECKING:
    from docx.document import Document

_MAX_COLUMNS = 100


def read(path: Path) -> ReadResult:
    """The document's body in reading order, as one page; headers and footers are left out. Raises Unreadable."""
    data = load(path)
    check_office(path, data)
    with vendor_errors(path, "Word 文書"):
        document = docx.Document(io.BytesIO(data))
        markdown = blocks(_Body(document).blocks(document.element.body))
        title = usable(document.core_properties.title)
    if not markdown.strip():
        raise empty(path)
    return ReadResult((Page(None, markdown),), title or first_heading(markdown), None, "docx")


class _Body:
    """One pass over a document; numbered paragraphs count on from one to the next."""

    def __init__(self, document: Document) -> None:
        self._styles = Styles(document)
        self._texts = Texts(document)

    def blocks(self, parent: Any) -> Iterator[str]:
        """Markdown blocks of a body, cell, text box or content control."""
        for node in parent:
            name = tag(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node)
            elif name in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
                yield from self.blocks(node)

    def _paragraph(self, node: Any) -> Iterator[str]:
        style = self._styles.of(node)
        if style.is_contents:
            return
        number = self._styles.number(node, style)
        plain = self._texts.plain(node)
        if not plain.strip():
            pass
        elif style.heading:
            yield heading(style.heading, f"{number.text} {plain}" if number and number.text else plain)
        elif number is not None or style.list_level is not None:
            level = number.level if number is not None else style.list_level or 0
            marker = number.marker if number is not None else style.list_marker
            words = self._texts.markdown(node)
            if number is not None and number.text and marker == "-":
                words = f"{inline(number.text)} {words}"
            yield item(level, marker, words)
        else:
            lines = self._texts.markdown(node).split("\n")
            yield "\n".join(guard(line) for line in lines if line.strip())
        for box in text_boxes(node):
            yield from self.blocks(box)

    def _table(self, node: Any) -> Iterator[str]:
        rows = self._grid(node)
        if all(len(row) < 2 for row in rows):  # a frame around text
            for frame in (entry for row in _children(node, "tr") for entry in _children(row, "tc")):
                yield from self.blocks(frame)
            return
        yield table(rows)

    def _grid(self, node: Any) -> list[list[str]]:
        """The cells' texts with merged cells repeated, so that every row can stand alone."""
        rows: list[list[str]] = []
        for row in _children(node, "tr"):
            texts: list[str] = [""] * _count(child(child(row, "trPr"), "gridBefore"), 0)
            cells = _children(row, "tc")
            for entry in cells:
                properties = child(entry, "tcPr")
                merge = child(properties, "vMerge")
                continues = merge is not None and attribute(merge, "val") in (None, "continue")
                above = rows[-1][len(texts)] if continues and rows and len(texts) < len(rows[-1]) else None
                text = above if above is not None else self._texts.cell(entry)
                span = _count(child(properties, "gridSpan"), 1)
                whole_row = len(cells) == 1
                texts.extend([text] + ["" if whole_row else text] * (span - 1))
            rows.append(texts[:_MAX_COLUMNS])
        return rows


def _children(node: Any, name: str) -> list[Any]:
    """Children of this name, content controls and tracked changes looked through."""
    found: list[Any] = []
    for entry in node:
        if tag(entry) == name:
            found.append(entry)
        elif tag(entry) in ("sdt", "sdtContent", "customXml", "ins"):
            found.extend(_children(entry, name))
    return found


def _count(node: Any | None, usual: int) -> int:
    value = attribute(node, "val") if node is not None else None
    return max(usual, min(int(value), _MAX_COLUMNS)) if value and value.isdecimal() and len(value) < 7 else usual
