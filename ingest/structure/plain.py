"""Gives plain text of any firm the headings, lists and paragraphs that its numbers and marks show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.structure.blocks import Block, Heading, Item, Paragraph, Table, render
from ingest.structure.characters import unified
from ingest.structure.lines import Line, bullet, circled, lines_of

_CHAPTER = re.compile(r"^第[0-9０-９一二三四五六七八九十百]{1,4}(?P<unit>[編部章節款条])(?:の[0-9０-９一二三四五六七八九十]+)?")
_ARTICLE = re.compile(r"^(?P<head>第[0-9０-９一二三四五六七八九十百]{1,4}条(?:の\S)?\s*[（(][^（）()]{1,30}[）)])\s*(?P<body>\S.*)?$")
_DOTTED = re.compile(r"^(?P<number>[0-9０-９]{1,2}(?:[-.．－][0-9０-９]{1,2})+)[.．]?[\s\u3000]+(?=\S)")
_SINGLE = re.compile(r"^(?P<number>[0-9０-９]{1,2})(?:[.．、][\s\u3000]*|[\s\u3000]+)(?=[^\d\s])")
_ROUND = re.compile(r"^[（(](?P<number>[0-9０-９]{1,2})[）)][\s\u3000]*(?=\S)")
_SQUARE = re.compile(r"^【[^【】]{1,40}】$")
_BLOCK_MARK = re.compile(r"^[■◆□◇][\s\u3000]*(?=\S)")
_RUNNING = re.compile(r"[。！？!?、，,;；：:]$|(?:です|ます|した|する|こと|下さい|ください|である|います|[はがをにでとの])$")
_UNITS = "編部章節款条"
_LONGEST_TITLE = 40
_WRAPPED = 24
"""A line at least this long that does not end like a sentence goes on in the next."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A line that may be a heading: what kind of number it has, and that number."""

    kind: str
    number: str = ""


def plain_to_markdown(text: str) -> str:
    """Markdown with headings without ids; nothing is made a heading that may be a sentence or an item of a list.

    Known are 第1章, 第3条（…）, 1., 1.1, 1-1-1, （1）, 【…】 and ■…, each only where text stands under it.
    The first line is the title when it is short and set apart.
    """
    found = _whole_lines(lines_of(unified(text)))
    headings = [_heading(found, position) for position in range(len(found))]
    levels = _levels([heading.kind for heading in headings if heading])
    blocks: list[Block] = []
    position = 0
    if found and _is_document_title(found, headings):
        blocks.append(Heading(1, found[0].text))
        position = 1
    while position < len(found):
        heading = headings[position]
        if heading is not None:
            blocks.extend(_heading_blocks(found[position].text, levels[heading.kind]))
            position += 1
            continue
        rows = _rows(found, position)
        if len(rows) > 1:
            blocks.append(Table(tuple(rows)))
            position += len(rows)
            continue
        blocks.append(_body(found[position].text))
        position += 1
    return render(blocks)


def _whole_lines(found: Sequence[Line]) -> list[Line]:
    """Lines that were wrapped in mid-sentence are one again."""
    whole: list[Line] = []
    parts: list[str] = []
    last = ""
    for line in found:
        if whole and line.gap == 0 and _is_wrapped(last) and not _begins(line.text):
            needs_space = bool(re.search(r"[A-Za-z0-9,.]$", last) and re.match(r"[A-Za-z0-9]", line.text))
            parts.extend([" ", line.text] if needs_space else [line.text])
        else:
            whole[-1:] = [replace(whole[-1], text="".join(parts))] if whole else []
            whole.append(line)
            parts = [line.text]
        last = line.text
    whole[-1:] = [replace(whole[-1], text="".join(parts))] if whole else []
    return whole


def _is_wrapped(text: str) -> bool:
    return len(text) >= _WRAPPED and text[-1] not in "。！？!?：:）)]」』】" and "\t" not in text


def _begins(text: str) -> bool:
    """Whether the line has a mark of its own, so that it goes on with nothing."""
    return bool(_kind(text) or _is_item(text) or "\t" in text)


def _is_item(text: str) -> bool:
    return bullet(text) is not None or circled(text) is not None


def _kind(text: str) -> _Found | None:
    if found := _CHAPTER.match(text):
        return _Found(found["unit"], found[0])
    if found := _DOTTED.match(text):
        return _Found(f"1{'.1' * len(re.findall(r'[-.．－]', found['number']))}", found["number"])
    if found := _ROUND.match(text):
        return _Found("(1)", found["number"])
    if found := _SINGLE.match(text):
        return _Found("1", found["number"])
    if _SQUARE.match(text):
        return _Found("【】")
    return _Found("■") if _BLOCK_MARK.match(text) else None


def _heading(found: Sequence[Line], position: int) -> _Found | None:
    """What kind of heading the line is, or None."""
    text = found[position].text
    kind = _kind(text)
    if kind is None:
        return None
    if kind.kind in _UNITS and (article := _ARTICLE.match(text)):
        return kind if not article["body"] or len(article["body"]) > 8 else None
    if len(text) > _LONGEST_TITLE or _RUNNING.search(text) or "。" in text or "\t" in text:
        return None
    before = found[position - 1] if position else None
    following = found[position + 1] if position + 1 < len(found) else None
    if following is None:
        return None
    if kind.kind in _UNITS or kind.kind == "【】":
        return kind
    # Neighbours of the same kind make it an item of a list: a heading has something else under it.
    neighbours = [_kind(line.text) for line in (before, following) if line is not None]
    in_list = any(other is not None and other.kind == kind.kind for other in neighbours)
    under_item = before is not None and found[position].gap == 0 and (_is_item(before.text) or before.text.endswith(("：", ":")))
    return None if in_list or under_item else kind


def _levels(kinds: Sequence[str]) -> dict[str, int]:
    """Markdown levels from 2 on, as the kinds are nested: chapters, then numbers, then marks.

    Marks (【】, ■) stand on top where the first of them comes before any number.
    """
    numbered = [*_UNITS, "1", "1.1", "1.1.1", "1.1.1.1", "(1)"]
    marks = [kind for kind in dict.fromkeys(kinds) if kind in ("【】", "■")]
    used = [kind for kind in numbered if kind in kinds]
    used += [kind for kind in dict.fromkeys(kinds) if kind not in numbered and kind not in marks]
    order = [*marks, *used] if kinds and kinds[0] in marks else [*used, *marks]
    return {kind: min(2 + rank, 6) for rank, kind in enumerate(order)}


def _is_document_title(found: Sequence[Line], headings: Sequence[_Found | None]) -> bool:
    first = found[0].text
    set_apart = len(found) > 1 and (found[1].gap > 0 or headings[1] is not None)
    plain = headings[0] is None and not _begins(first) and not _RUNNING.search(first)
    return set_apart and plain and len(first) <= _LONGEST_TITLE and "。" not in first


def _heading_blocks(text: str, level: int) -> Iterator[Block]:
    article = _ARTICLE.match(text)
    if article and article["body"]:
        yield Heading(level, article["head"])
        yield Paragraph(article["body"])
        return
    mark = _BLOCK_MARK.match(text)
    yield Heading(level, text[mark.end() :] if mark else text.strip("【】") if _SQUARE.match(text) else text)


def _rows(found: Sequence[Line], position: int) -> list[tuple[str, ...]]:
    """The rows of a table that begins here: lines with the same number of tabs."""
    width = found[position].text.count("\t")
    rows: list[tuple[str, ...]] = []
    while width and position < len(found) and found[position].text.count("\t") == width:
        rows.append(tuple(cell.strip() for cell in found[position].text.split("\t")))
        position += 1
    return rows


def _body(text: str) -> Block:
    if (inner := bullet(text)) is not None:
        return Item(inner)
    if found := circled(text):
        return Item(found[1], found[0])
    if (found_number := _SINGLE.match(text)) and text[found_number.end("number")] in ".．、":
        return Item(text[found_number.end() :], int(found_number["number"]))
    return Paragraph(text)
