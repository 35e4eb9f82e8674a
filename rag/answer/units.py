"""Takes a chunk apart into the units that are quoted: paragraphs, whole lists, tables, sub-headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_LEADS_IN = re.compile(r"(?:次の|以下の|とおり|[:：])[^。]*[。:：]?$|[:：]$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A block of a chunk: `kind` is paragraph, list, table or heading; `text` is its Markdown."""

    kind: str
    text: str


def units(text: str) -> tuple[Unit, ...]:
    """The chunk's blocks in order. The items of one list stay together even over blank lines."""
    found: list[Unit] = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        kind = _kind(block)
        if found and kind == "list" and found[-1].kind == "list":
            found[-1] = Unit("list", f"{found[-1].text}\n{block}")
        else:
            found.append(Unit(kind, block))
    return tuple(found)


def items(text: str) -> list[str]:
    """The items of a list, each with its nested lines."""
    found: list[str] = []
    for line in text.split("\n"):
        if _ITEM.match(line) and not line.startswith(" ") or not found:
            found.append(line)
        else:
            found[-1] += f"\n{line}"
    return found


def leads_in(unit: Unit) -> bool:
    """Whether a paragraph announces what comes after it."""
    return unit.kind == "paragraph" and bool(_LEADS_IN.search(unit.text.strip()))


def _kind(block: str) -> str:
    first = block.lstrip("\n").split("\n", 1)[0]
    if first.startswith("#"):
        return "heading"
    if first.lstrip().startswith("|"):
        return "table"
    return "list" if _ITEM.match(first) else "paragraph"
