"""Rebuilds paragraphs, headings and lists from the lines of PDF pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.readers.writing import blocks, guard, heading, inline, item

_JAPANESE = r"ぁ-ゖァ-ヺー一-鿿々〆、。，．「」『』（）・！？：；〜～０-９Ａ-Ｚａ-ｚ"
_BETWEEN = re.compile(rf"(?<=[{_JAPANESE}]) +(?=[{_JAPANESE}])")
_PAIR = re.compile(rf"(?=[{_JAPANESE}] ?[{_JAPANESE}])")
_ENDS = re.compile(r"[。！？!?：:]$|[。！？][」』）)]$|[.][)\"”]?$")
_BULLET = re.compile(r"(?:[・●•‣◦▪➢✓○〇⚫⬤\uf06c\uf0b7\uf0d8\uf0fc]|[-*–](?=\s))\s*(?=\S)")
_NUMBERED = re.compile(r"(?P<number>\d{1,2})[.)．）](?=\s*[^\s\d.])\s*")
_OTHER_ITEM = re.compile(r"[①-⑳❶-❿]|[(（](?:\d{1,2}|[0-9０-９]{1,2}|[ア-ンa-zｱ-ﾝ一二三四五六七八九十])[)）]")
_CHAPTER = re.compile(
    r"第\s?[0-9０-９一二三四五六七八九十百]+\s?(?P<unit>[編部章節条])(?:の[0-9０-９一二三四五六七八九十]+)?(?:[\s　（(:：.．]|$)"
)
_SECTION = re.compile(r"(?P<number>\d{1,2}(?:[-.－．]\d{1,2}){1,3})[.．]?[\s　]+(?=[^\d\s])")
_UNIT_LEVELS = {"編": 1, "部": 1, "章": 2, "節": 3, "条": 3}
_HYPHENATED = re.compile(r"[A-Za-z]{2}-$")
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|・{4,}|\s\.\s\.\s\.)\s*\d*$")
_MAX_HEADING = 60
_HEADING_SCALE = 1.15
_MAX_LEVELS = 4
_FULL = 0.82
"""Share of a page's usual line width from which a line is taken to go on in the next one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; `size` is the height of its type in points, 0 when unknown."""

    text: str
    size: float = 0.0


@dataclass(slots=True)
class _Block:
    """`kind` is heading, item or text; `open` says that its last line may go on."""

    kind: str
    text: str
    level: int = 0
    marker: str = "-"
    open: bool = False


def to_markdown(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Markdown of each page, "" for one without text.

    A sentence that runs over a page's end stands whole on the page where it begins. Headings are lines in
    larger type than the body, or short lines with a chapter or section number.
    """
    levels = _size_levels(pages)
    width = _line_width(pages)
    found = [_blocks(lines, levels, width) for lines in pages]
    for page, (before, after) in enumerate(zip(found, found[1:], strict=False)):
        if before and after and before[-1].open and before[-1].kind != "heading" and after[0].kind == "text":
            found[page][-1].text = joined(before[-1].text, after.pop(0).text)
    return [blocks(_written(block) for block in page) for page in found]


def body_size(pages: Iterable[Iterable[Line]]) -> float:
    """The type size most characters have, in points."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=0.0)


def joined(first: str, second: str) -> str:
    """Two lines of one sentence: no space where Japanese goes on, a hyphenated English word whole again."""
    if _HYPHENATED.search(first) and re.match(r"[a-z]{2}", second):
        return first[:-1] + second
    wide = re.search(r"[^\x00-\x7f]$", first) or re.match(r"[^\x00-\x7f]", second)
    inside_address = re.search(r"https?://[!-~]*[/\-_.?=&%]$", first) and re.match(r"[!-~]+", second)
    return first + ("" if wide or inside_address or not first else " ") + second


def without_gaps(text: str) -> str:
    """A line without the spaces that setting put between Japanese characters.

    A running sentence has none of its own. A short line may be a table row, whose gaps part its cells; there
    they go only when more than every second pair is set apart, as in 「目 次」.
    """
    text = re.sub(r"[ \t\u00a0]+", " ", text).strip()
    gaps = len(_BETWEEN.findall(text))
    is_sentence = len(re.findall(r"[、。]", text)) > 0
    return _BETWEEN.sub("", text) if gaps and (is_sentence or gaps * 2 > len(_PAIR.findall(text))) else text


def _blocks(lines: Sequence[Line], levels: dict[float, int], width: float) -> list[_Block]:
    found: list[_Block] = []
    last_size = -1.0
    for line in lines:
        text = without_gaps(line.text)
        if not text or _LEADERS.search(text):  # a table of contents repeats the headings
            continue
        block = _opened(text, levels.get(line.size, 0), goes_on=bool(found and found[-1].open))
        is_full = (_width(text) >= _FULL * width and not _ENDS.search(text)) or bool(_HYPHENATED.search(text))
        previous = found[-1] if found else None
        if previous is not None and _continues(previous, block, same_size=line.size == last_size):
            previous.text = joined(previous.text, block.text)
            previous.open = is_full or (previous.kind == "heading" and previous.open)
        else:
            block.open = is_full or block.kind == "heading" and _width(text) < _MAX_HEADING
            found.append(block)
        last_size = line.size
    return found


def _continues(previous: _Block, block: _Block, *, same_size: bool) -> bool:
    if previous.kind == "heading":  # a large title in two lines
        return block.kind == "heading" and block.marker == "" and same_size and previous.marker == "" and len(previous.text) > 12
    return previous.open and block.kind == "text"


def _opened(text: str, level: int, *, goes_on: bool) -> _Block:
    """What the line opens, were it not the rest of the line before; a heading by size has the marker ""."""
    short = _width(text) <= _MAX_HEADING and not re.search(r"[。、，,]$|です$|ます$", text)
    if level and _width(text) <= 2 * _MAX_HEADING and not text.endswith("。") and not _BULLET.match(text):
        return _Block("heading", text, level, "")
    chapter, section = _CHAPTER.match(text), _SECTION.match(text)
    if short and not goes_on and "。" not in text:
        if chapter:
            return _Block("heading", text, _UNIT_LEVELS[chapter["unit"]], "number")
        if section:
            return _Block("heading", text, min(2 + len(re.findall(r"\d+", section["number"])) - 1, 5), "number")
    if bullet := _BULLET.match(text):
        return _Block("item", text[bullet.end() :])
    numbered = _NUMBERED.match(text)
    if numbered:
        return _Block("item", text[numbered.end() :], marker=f"{int(numbered['number'])}.")
    if _OTHER_ITEM.match(text):
        return _Block("item", text)
    return _Block("text", text)


def _written(block: _Block) -> str:
    if block.kind == "heading":
        return heading(block.level, block.text)
    if block.kind == "item":
        return item(0, block.marker, inline(block.text))
    return guard(inline(block.text))


def _size_levels(pages: Sequence[Sequence[Line]]) -> dict[float, int]:
    """Heading level, from 1, of each type size clearly larger than the body's; the largest come first."""
    body = body_size(pages)
    if not body:
        return {}
    larger = sorted({line.size for lines in pages for line in lines if line.size >= body * _HEADING_SCALE}, reverse=True)
    levels: dict[float, int] = {}
    level, last = 0, 0.0
    for size in larger:
        if not level or size < last * 0.95:
            level, last = level + 1, size
        levels[size] = min(level, _MAX_LEVELS)
    return levels


def _line_width(pages: Sequence[Sequence[Line]]) -> float:
    """The width of a full line in half-width characters: what nine of ten body lines stay within, at least 30."""
    body = body_size(pages)
    widths = sorted(_width(line.text) for lines in pages for line in lines if line.size <= body * 1.05)
    return max(30.0, widths[int(len(widths) * 0.9)] if widths else 0.0)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WFA" else 1 for mark in text)
