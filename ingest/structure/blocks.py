"""The blocks of a document, with their Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_STRUCTURAL = re.compile(r"^(?:[-+*>|#]|```|~~~|\d{1,9}[.)](?=\s))")
_ID_AT_END = re.compile(r"\{(#[^{}]*\})$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; with an `id` it opens a section of that number."""

    level: int
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, all on one line."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list; `number` is the document's own, None for a bullet; `depth` counts from 0."""

    text: str
    number: int | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first row being the header."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Item | Table


def render(blocks: Sequence[Block]) -> str:
    """Markdown, one blank line between blocks and none inside a list; ends with a line feed unless empty."""
    parts: list[str] = []
    widths: list[int] = []
    previous: Block | None = None
    for block in blocks:
        text, widths = _one(block, widths)
        tight = isinstance(block, Item) and isinstance(previous, Item)
        parts.append(f"{'' if previous is None else chr(10) if tight else chr(10) * 2}{text}")
        previous = block
    return "".join(parts) + "\n" if parts else ""


def labelled(label: str, text: str) -> str:
    """`**label**: text`, the way an item with a title of its own is written; either may be empty."""
    label = label.rstrip("：: ")
    return f"**{label}**: {text}" if label and text else label or text


def _one(block: Block, widths: list[int]) -> tuple[str, list[int]]:
    """A block's Markdown, and the widths of the list markers that are open after it."""
    if isinstance(block, Item):
        depth = min(block.depth, len(widths))
        marker = "- " if block.number is None else f"{block.number}. "
        line = f"{' ' * sum(widths[:depth])}{marker}{_safe(block.text)}"
        return line, [*widths[:depth], 2 if block.number is None else 3]
    if isinstance(block, Heading):
        text = f"{'#' * min(max(block.level, 1), 6)} {_plain_heading(block.text)}"
        return f"{text} {{#{block.id}}}" if block.id else text, []
    if isinstance(block, Table):
        return _table(block.rows), []
    return _safe(block.text), []


def _plain_heading(text: str) -> str:
    """A heading whose own text cannot be taken for an id or a closing row of marks."""
    return _ID_AT_END.sub(r"{ \1", " ".join(text.split())).rstrip("#").rstrip() or "-"


def _safe(text: str) -> str:
    """Running text that Markdown cannot take for structure."""
    text = " ".join(text.split())
    return f"\\{text}" if _STRUCTURAL.match(text) and not text.startswith("**") else text


def _table(rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; short rows are filled up."""
    cells = [[" ".join(cell.split()).replace("|", "\\|") for cell in row] for row in rows]
    width = max(len(row) for row in cells)
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in cells]
    return "\n".join([lines[0], f"|{'---|' * width}", *lines[1:]])
