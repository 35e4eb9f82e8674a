"""Tells headings and lists by a Word paragraph's style and numbering."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.readers.docx_numbering import Number, Numbering
from ingest.readers.docx_xml import W, attribute, child, number

if TYPE_CHECKING:
    from docx.document import Document

_HEADING = re.compile(r"(?:heading|見出し|überschrift|titre)\s*(?P<level>[1-9])(?!\d)", re.I)
_TITLE = re.compile(r"(?:title|表題|タイトル)$", re.I)
_CONTENTS = re.compile(r"(?:toc|目次|table of figures|図表目次|index)\s*(?:\d|heading|の?見出し|$)", re.I)
_LIST = re.compile(r"(?P<kind>list bullet|list number|箇条書き|段落番号)\s*(?P<level>[1-9])?", re.I)
_MAX_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph is: `heading` 1 to 6 or 0; `list_level` from 0, None for no list style."""

    heading: int = 0
    is_contents: bool = False
    list_level: int | None = None
    list_marker: str = "-"


class Styles:
    """The styles of one document, those a style is based on included."""

    def __init__(self, document: Document) -> None:
        self._nodes: dict[str, Any] = {}
        self._default = ""
        for node in document.styles.element.iter(W + "style"):
            identity = attribute(node, "styleId") or ""
            self._nodes[identity] = node
            if attribute(node, "type") == "paragraph" and attribute(node, "default") in ("1", "true", "on"):
                self._default = identity
        self._numbering = Numbering(document)

    def of(self, paragraph: Any) -> Style:
        """The paragraph's own outline level first, then its style's, then the style's name."""
        own = child(paragraph, "pPr")
        level = _outline(own)
        for node in self._chain(own):
            name = unicodedata.normalize("NFKC", attribute(child(node, "name"), "val") or "").strip()
            if _CONTENTS.match(name):
                return Style(is_contents=True)
            if found := _HEADING.match(name):
                return Style(heading=min(int(found["level"]), 6))
            if _TITLE.match(name):
                return Style(heading=1)
            if found := _LIST.match(name):
                marker = "1." if found["kind"].lower() in ("list number", "段落番号") else "-"
                return Style(list_level=int(found["level"] or 1) - 1, list_marker=marker)
            level = level or _outline(child(node, "pPr"))
        return Style(heading=min(level, 6))

    def number(self, paragraph: Any, style: Style) -> Number | None:
        """The paragraph's automatic number or bullet, counted on; None when it has none."""
        own = child(paragraph, "pPr")
        for properties in [own, *(child(node, "pPr") for node in self._chain(own))]:
            found = child(properties, "numPr")
            if found is None:
                continue
            identity = attribute(child(found, "numId"), "val")
            if identity is None:
                continue
            level = number(child(found, "ilvl"), max(style.heading - 1, style.list_level or 0, 0))
            return self._numbering.next(identity, level)
        return None

    def _chain(self, properties: Any | None) -> Iterator[Any]:
        identity = attribute(child(properties, "pStyle"), "val") or self._default
        for _ in range(_MAX_CHAIN):
            node = self._nodes.get(identity)
            if node is None:
                return
            yield node
            identity = attribute(child(node, "basedOn"), "val") or ""


def _outline(properties: Any | None) -> int:
    """Outline level 1 to 9, 0 for body text (which Word writes as 9, counting from 0)."""
    node = child(properties, "outlineLvl")
    level = number(node, 9)
    return level + 1 if node is not None and level < 9 else 0
