"""Restores chapters, sections and cards of a guide that was saved from web pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.structure.blocks import Block, Heading, Item, render
from ingest.structure.cards import blocks_of
from ingest.structure.characters import mended_words, unified, without_icons, without_pictures
from ingest.structure.glossary import glossary_blocks
from ingest.structure.lines import Line, is_sentence, lines_of

_CHAPTER = re.compile(r"^第(?P<number>\d{1,2})章(?:[.．][\s\u3000]*|[\s\u3000]+)(?=\S)")
_SECTION = re.compile(r"^(?P<number>\d{1,2}(?:-\d{1,2}){1,2})[.．]?[\s\u3000]+(?=\S)")
_PURPOSE = "章の目的"
_AFTERWORD = "編集後記"
_REFERENCES = frozenset({"引用文献", "参考文献"})
_GLOSSARY = "用語集"
_TO_TOP = re.compile(r"^ページ(?:の)?(?:トップ|先頭)へ(?:戻る)?$")
_LAYOUT_GAP = 5


@dataclass(slots=True)
class _Part:
    """A heading with the lines under it; `id` is used when there are any, or always for the innermost level."""

    level: int
    title: str
    id: str
    lines: list[Line]


def guide_to_markdown(text: str) -> str:
    """Markdown with `# 第N章`, `## N-N`, `### N-N-N` sections, references and a glossary."""
    found = _without_navigation(lines_of(unified(without_pictures(text))))
    parts = _without_running_titles(_parts(found))
    top = min((part.level for part in parts if part.title), default=1)
    blocks: list[Block] = []
    for part in parts:
        blocks.extend(_blocks(part, part.level - top + 1))
    return without_icons(render(blocks))


def _without_navigation(found: Sequence[Line]) -> list[Line]:
    """Links to the top of the page are gone, and the name of the site that stands before the last of them."""
    kept: list[Line] = []
    for position, line in enumerate(found):
        if not _TO_TOP.match(line.text):
            kept.append(line)
        elif position + 1 == len(found) and kept and line.gap == 0 and len(kept[-1].text) < 40 and not is_sentence(kept[-1].text):
            kept.pop()
    return kept


def _parts(found: Sequence[Line]) -> list[_Part]:
    parts = [_Part(1, "", "", [])]
    chapter = ""
    for line in found:
        part = None if parts[-1].title == _GLOSSARY else _opened(line, chapter)
        if part is None:
            parts[-1].lines.append(line)
            continue
        chapter = part.id if _CHAPTER.match(line.text) else chapter
        parts.append(part)
    return parts


def _opened(line: Line, chapter: str) -> _Part | None:
    """The part that a line opens, or None. A sentence that begins with a number opens none."""
    text = without_icons(line.text)
    if text in _REFERENCES or text == _GLOSSARY:
        return _Part(1, text, text, [])
    if text == _AFTERWORD:
        return _Part(2, text, f"{chapter} {text}".strip(), [])
    if is_sentence(text) and not re.search(r"[^。！？]$", text):
        return None
    if found := _CHAPTER.match(text):
        return _Part(1, text, f"第{found['number']}章", [])
    if (found := _SECTION.match(text)) and "。" not in text:
        return _Part(1 + found["number"].count("-"), text, found["number"], [])
    return None


def _without_running_titles(parts: Sequence[_Part]) -> list[_Part]:
    """A section title before the chapter's purpose only announces the section that follows: the chapter goes on."""
    kept: list[_Part] = []
    for position, part in enumerate(parts):
        announces = part.lines and part.lines[0].text == _PURPOSE and not part.title.startswith("第") and kept
        if announces and any(later.title == part.title for later in parts[position + 1 :]):
            kept[-1].lines.extend(part.lines)
        elif part.title or part.lines:
            kept.append(part)
    return kept


def _blocks(part: _Part, level: int) -> list[Block]:
    identified = part.lines or part.level == 3
    head: list[Block] = [Heading(level, mended_words(part.title), part.id if identified else "")] if part.title else []
    if part.title == _GLOSSARY:
        return [Heading(level, part.title), *glossary_blocks(part.lines)]
    if part.title in _REFERENCES:
        return [*head, *_references(part.lines)]
    return [*head, *blocks_of(part.lines)]


def _references(found: Sequence[Line]) -> list[Block]:
    """Title and address of each work as one item."""
    items: list[Block] = []
    title = ""
    for line in found:
        if re.match(r"https?://", line.text):
            items.append(Item(f"{title} {line.text}".strip()))
            title = ""
        else:
            items.extend([Item(title)] if title else [])
            title = mended_words(line.text)
    return [*items, *([Item(title)] if title else [])]
