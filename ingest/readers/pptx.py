"""Reads PowerPoint presentations."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pptx
from lxml import etree

from ingest.readers.files import check_office, check_pages, load
from ingest.readers.interface import Page, ReadResult, empty, vendor_errors
from ingest.readers.links import link
from ingest.readers.titles import usable
from ingest.readers.writing import blocks, guard, heading, inline, item, one_line, table

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FURNITURE = frozenset({"dt", "ftr", "hdr", "sldNum"})
_BULLETED = frozenset({"body", "obj", ""})
_MAX_GROUPS = 20


def read(path: Path) -> ReadResult:
    """A page for each slide that holds text, its title as a `##` heading; speaker notes are left out. Raises Unreadable."""
    data = load(path)
    check_office(path, data)
    with vendor_errors(path, "PowerPoint プレゼンテーション"):
        deck = pptx.Presentation(io.BytesIO(data))
        slides = list(deck.slides)
        check_pages(path, len(slides), "枚のスライドが")
        hidden = [number for number, slide in enumerate(slides, 1) if slide.element.get("show") in ("0", "false")]
        pages = [
            Page(number, markdown)
            for number, slide in enumerate(slides, 1)
            if number not in hidden and (markdown := _slide(slide, number))
        ]
        silent = [number for number in range(1, len(slides) + 1) if number not in hidden and number not in {p.number for p in pages}]
        title = usable(deck.core_properties.title) or _first_title(slides)
    if not pages:
        raise empty(path)
    return ReadResult(tuple(pages), title, None, "pptx", tuple(_notes(hidden, silent)))


def _notes(hidden: list[int], silent: list[int]) -> Iterator[str]:
    if hidden:
        yield f"非表示のスライド {len(hidden)} 枚（{'・'.join(map(str, hidden[:10]))} 枚目など）は読みませんでした。"
    if silent:
        yield f"文字のないスライド {len(silent)} 枚（{'・'.join(map(str, silent[:10]))} 枚目など）は読めませんでした。"


def _slide(slide: Any, number: int) -> str:
    """The slide's Markdown, "" when there is no text on it."""
    title = slide.shapes.title
    words = one_line(title.text_frame.text) if title is not None else ""
    shapes = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    body = blocks(_shapes(shapes, slide.part, 0))
    if not words and not body:
        return ""
    return blocks([heading(2, words or f"スライド {number}"), body])


def _first_title(slides: list[Any]) -> str | None:
    for slide in slides:
        title = slide.shapes.title
        if title is not None and title.text_frame.text.strip():
            return one_line(title.text_frame.text)
    return None


def _shapes(shapes: list[Any], part: Any, depth: int) -> Iterator[str]:
    """Shapes from top to bottom, then left to right; those without a place of their own keep their order."""
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        kind = _placeholder(shape)
        if kind in _FURNITURE:
            continue
        if hasattr(shape, "shapes"):
            if depth < _MAX_GROUPS:
                yield from _shapes(list(shape.shapes), part, depth + 1)
        elif getattr(shape, "has_table", False):
            yield table([[_cell(cell, shape.table) for cell in row.cells] for row in shape.table.rows])
        elif getattr(shape, "has_text_frame", False):
            yield from _paragraphs(shape.text_frame, bulleted=kind in _BULLETED if kind is not None else False)
        else:
            yield from _diagram(shape, part)


def _placeholder(shape: Any) -> str | None:
    """The placeholder's kind as the file writes it ("" for a general one), None for any other shape."""
    found = next(iter(shape.element.iter("{http://schemas.openxmlformats.org/presentationml/2006/main}ph")), None)
    return None if found is None or hasattr(shape, "shapes") else str(found.get("type") or "")


def _cell(cell: Any, grid: Any) -> str:
    if not cell.is_spanned:
        return str(cell.text_frame.text)
    row, column = _place(cell)
    for up in range(row, -1, -1):
        for left in range(column, -1, -1):
            origin = grid.cell(up, left)
            if origin.is_merge_origin and up + origin.span_height > row and left + origin.span_width > column:
                return str(origin.text_frame.text)
    return ""


def _place(cell: Any) -> tuple[int, int]:
    element = cell._tc
    return int(element.row_idx), int(element.col_idx)


def _paragraphs(frame: Any, *, bulleted: bool) -> Iterator[str]:
    """Paragraphs with a bullet, a number or a deeper level become list items; a body's own are bullets by default."""
    filled = [paragraph for paragraph in frame.paragraphs if paragraph.text.strip()]
    numbers: dict[int, int] = {}
    depth = -1
    for paragraph in filled:
        marker = _marker(paragraph, bulleted=bulleted and len(filled) > 1)
        words = _words(paragraph)
        if marker is None:
            depth, numbers = -1, {}
            yield "\n".join(guard(line) for line in words.split("\n") if line.strip())
            continue
        depth = min(paragraph.level, depth + 1)
        numbers = {at: count for at, count in numbers.items() if at <= depth}
        numbers[depth] = numbers.get(depth, 0) + 1
        yield item(depth, f"{numbers[depth]}." if marker == "1." else "-", words)


def _marker(paragraph: Any, *, bulleted: bool) -> str | None:
    properties = paragraph._p.pPr
    names = {str(node.tag).removeprefix(_A) for node in properties} if properties is not None else set()
    if "buNone" in names:
        return None
    if "buAutoNum" in names:
        return "1."
    return "-" if bulleted or paragraph.level > 0 or names & {"buChar", "buBlip"} else None


def _words(paragraph: Any) -> str:
    """Inline Markdown with the links of the paragraph's runs, "\\n" at line breaks."""
    written: list[str] = []
    for node in paragraph._p:
        name = str(node.tag).removeprefix(_A)
        if name == "br":
            written.append("\n")
        elif name in ("r", "fld"):
            text = inline("".join(entry.text or "" for entry in node.iter(_A + "t")))
            click = next(iter(node.iter(_A + "hlinkClick")), None)
            key = click.get(_R + "id") if click is not None else None
            relation = paragraph.part.rels.get(key) if key else None
            written.append(link(text, relation.target_ref if relation is not None and relation.is_external else ""))
    return "".join(written)


def _diagram(shape: Any, part: Any) -> Iterator[str]:
    """The texts of a SmartArt picture, which stand in a part of their own, as a list."""
    for node in shape.element.iter(_DIAGRAM + "relIds"):
        relation = part.rels.get(node.get(_R + "dm"))
        if relation is None or relation.is_external:
            continue
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        for point in etree.fromstring(relation.target_part.blob, parser).iter(_DIAGRAM + "pt"):
            if point.get("type", "node") != "node":
                continue
            for paragraph in point.iter(_A + "p"):
                text = "".join(entry.text or "" for entry in paragraph.iter(_A + "t"))
                if text.strip():
                    yield item(0, "-", inline(text))
