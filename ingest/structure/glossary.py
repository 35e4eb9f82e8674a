"""Restores the entries of a glossary whose layout is gone: term, then definition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.structure.blocks import Block, Heading, Paragraph
from ingest.structure.characters import joined_japanese, mended_words, without_icons
from ingest.structure.lines import Line

_PLACE = re.compile(r"^(?:\d{1,2}(?:-\d{1,2}){1,2}|第\d+[章編][\s-]*\S{0,8})$")
_LONGEST_TERM = 45


def glossary_blocks(found: Sequence[Line], prefix: str = "用語集") -> list[Block]:
    """`## term {#用語集/term}` with its definition, in order. Numbers of sections that stand alone are gone.

    A term is a short line with an empty line before its definition; a line that follows a definition without one
    and is not set apart so continues it, however the sentence was broken.
    """
    rows = [replace(line, text=without_icons(line.text)) for line in found if not _PLACE.match(line.text)]
    blocks: list[Block] = []
    definition = ""
    for position, line in enumerate(rows):
        if _is_term(rows, position):
            blocks.extend(_definition(definition))
            term = mended_words(line.text)
            blocks.append(Heading(2, term, f"{prefix}/{term}"))
            definition = ""
        else:
            definition = _continued(definition, line.text)
    return [*blocks, *_definition(definition)]


def _is_term(rows: Sequence[Line], position: int) -> bool:
    line = rows[position]
    following = rows[position + 1] if position + 1 < len(rows) else None
    set_apart = following is not None and following.gap > 0
    return set_apart and len(line.text) <= _LONGEST_TERM and not line.text.endswith(("。", "、")) and _is_indented(line, following)


def _is_indented(line: Line, following: Line | None) -> bool:
    """Whether term and definition are indented alike. A rest of a torn definition stands at the margin."""
    return following is not None and (line.spaces > 0) == (following.spaces > 0) and (line.tabs > 0) == (following.tabs > 0)


def _continued(before: str, text: str) -> str:
    needs_space = bool(re.search(r"[A-Za-z0-9]$", before) and re.match(r"[A-Za-z0-9]", text))
    return f"{before}{' ' if needs_space else ''}{text}"


def _definition(text: str) -> list[Block]:
    return [Paragraph(mended_words(joined_japanese(text)))] if text else []
