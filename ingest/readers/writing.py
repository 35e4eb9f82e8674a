"""Writes Markdown in which a file's own text stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\u00ad\ufffe\uffff]")
_INLINE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)"  # a backslash that would hide the mark after it, or break the line
    r"|<(?=[A-Za-z/!?])"  # a tag
    r"|&(?=#?\w+;)"  # an entity
    r"|(?<=!)\[",  # a picture, which a viewer would fetch
    re.M,
)
_MARKERS = re.compile(r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
_GUARDED = re.compile(
    r"#{1,6}(?=[ \t]|$)|>|```|~~~|[=\-][=\-]*[ \t]*$|(?:[-*_][ \t]*){3,}$|[-:|][-:| \t]*$|\[(?=[^\]]*\]:)"
)
_ITEM = re.compile(r"(?P<indent>[ \t　]*)(?P<marker>[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
INDENT = 4
"""Spaces a list level: enough for the content of `- ` and of `10. `, too few to be code."""


def clean(text: str) -> str:
    """One kind of line break, no control or invisible characters."""
    return _CONTROL.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """The text in one line, with single spaces."""
    return " ".join(clean(text).split())


def inline(text: str) -> str:
    """Text for the middle of a line: no tag, entity, picture or section id comes out of it."""
    return _INLINE.sub(r"\\\g<0>", clean(text)).replace("{#", "{\\#")


def guard(line: str) -> str:
    """A line of Markdown whose start opens no heading, quote, code, rule or table; a list item may stay one."""
    line = line.strip()
    markers = _MARKERS.match(line)
    prefix = " ".join(markers[0].split()) + " " if markers and markers[0] else ""
    rest = line[len(markers[0]) :] if markers else line
    return prefix + ("\\" if _GUARDED.match(rest) else "") + rest


def paragraph(text: str) -> str:
    """Text as Markdown lines that hold paragraphs and list items only."""
    return "\n".join(guard(line) for line in inline(text).split("\n") if line.strip())


def lines_with_lists(text: str) -> str:
    """Like `paragraph` for a whole text: blank lines stay, and list items keep their depth."""
    written: list[str] = []
    depths: list[int] = []
    for line in inline(text.expandtabs(4)).split("\n"):
        item = _ITEM.match(line)
        if item is None:
            depths = depths if not line.strip() else []
            written.append(guard(line))
            continue
        indent = sum(2 if space == "　" else 1 for space in item["indent"])
        while depths and indent < depths[-1]:
            depths.pop()
        if not depths or indent > depths[-1]:
            depths.append(indent)
        written.append(" " * INDENT * (len(depths) - 1) + guard(line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(written)).strip()


def heading(level: int, text: str) -> str:
    """A heading of level 1 to 6, or "" for a text without any."""
    words = inline(one_line(text)).strip()
    words = re.sub(r"#+$", lambda mark: "\\" + mark[0], words) if re.search(r"(?:^|\s)#+$", words) else words
    return f"{'#' * max(1, min(level, 6))} {words}" if words else ""


def item(level: int, marker: str, markdown: str) -> str:
    """A list item in one line; `level` counts from 0, `marker` is "-" or a number with a dot.

    `markdown` is inline Markdown (see `inline`); at its start it opens no list and nothing else.
    """
    words = " ".join(markdown.split())
    words = re.sub(r"^(?:[-*+]|\d{1,9}[.)])(?=\s|$)", lambda mark: mark[0][:-1] + "\\" + mark[0][-1], words)
    return f"{' ' * INDENT * max(level, 0)}{marker} {guard(words)}"


def cell(text: str) -> str:
    """Text for a table cell; lines of it are set apart by a slash unless a sentence ends there."""
    parts = [" ".join(line.split()) for line in clean(text).split("\n") if line.strip()]
    joined = ""
    for part in parts:
        joined += part if not joined or joined[-1] in "。！？" else f" / {part}"
    return inline(joined).replace("|", "\\|")


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table of raw cell texts, the first row its header; empty rows and columns are dropped, "" for nothing."""
    filled = [[text.strip() for text in row] for row in rows if any(text.strip() for text in row)]
    width = max((len(row) for row in filled), default=0)
    padded = [row + [""] * (width - len(row)) for row in filled]
    used = [column for column in range(width) if any(row[column] for row in padded)]
    if not used:
        return ""
    written = ["| " + " | ".join(cell(row[column]) for column in used) + " |" for row in padded]
    return "\n".join([written[0], "|" + " --- |" * len(used), *written[1:]])


def blocks(parts: Iterable[str]) -> str:
    """Blocks with a blank line between them; items of one list stay together."""
    written: list[str] = []
    in_list = False
    for part in parts:
        if not part.strip():
            continue
        is_item = bool(_ITEM.match(part)) and "\n" not in part
        if written:
            written.append("\n" if is_item and in_list else "\n\n")
        written.append(part)
        in_list = is_item
    return "".join(written)


def first_heading(markdown: str) -> str | None:
    """The text of the first heading that stands outside code, or None."""
    fenced = False
    for line in markdown.split("\n"):
        if re.match(r" {0,3}(?:```|~~~)", line):
            fenced = not fenced
        elif not fenced and (match := re.match(r" {0,3}#{1,6}[ \t]+(.+?)[ \t]*(?:\{#[^}]*\})?[ \t]*$", line)):
            return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", match[1])
    return None
