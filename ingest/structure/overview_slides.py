"""Restores slides that open with an overview of viewpoints and treat each of them on slides with the same title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.structure.blocks import Block, Heading, Item, Paragraph, render
from ingest.structure.characters import joined_japanese, unified
from ingest.structure.slides import Entry, body_blocks, entries_of, item

_CHAPTER = re.compile(r"^(?P<number>\d{1,2})[.．][ \u3000]*(?=\S)")
_VIEWPOINT = re.compile(r"^(?P<id>視点\d{1,2})[ \u3000]+(?P<title>\S.*)$")
_SLIDE = re.compile(r"^[（(]\d{1,2}[)）][ \u3000]*(?P<title>\S.*)$")
_TOPIC = re.compile(r"^(?P<mark>[①-⑳])[ \u3000]*\S")
_DATE = re.compile(r"^(?:\d{4}|令和\S{1,2}|平成\S{1,2})年\d{1,2}月\d{1,2}日$")
_CONTENTS = frozenset({"目次", "もくじ", "Contents", "CONTENTS"})
_LONGEST_TITLE = 40


@dataclass(slots=True)
class _Section:
    """A heading, what stands directly under it, and its parts. Slides of one viewpoint may come later."""

    level: int
    title: str
    id: str
    entries: list[Entry] = field(default_factory=list)
    parts: list[_Section] = field(default_factory=list)


def overview_slides_to_markdown(text: str) -> str:
    """`# title {#表紙}`, `## n. …`, `### 視点n … {#視点n}` and `#### ① … {#視点n ①}` under its viewpoint.

    A slide title that only repeats a viewpoint is gone: what follows belongs to that viewpoint.
    """
    entries = entries_of(unified(text))
    cover_end = next((i for i, entry in enumerate(entries) if _DATE.match(entry.text) or entry.text in _CONTENTS), 0)
    title = " ".join(entry.text for entry in entries[:cover_end]) or (entries[0].text if entries else "")
    cover = _Section(1, title, "表紙") if entries else None
    rest = entries[cover_end or 1 :]
    start = _body_start(rest)
    blocks: list[Block] = []
    if cover is not None:
        blocks = [Heading(1, cover.title, cover.id), *_cover_blocks(rest[:start])]
    for section in _sections(rest[start:]):
        blocks.extend(_blocks(section))
    return render(blocks)


def _body_start(entries: Sequence[Entry]) -> int:
    """Where the slides begin: where the first chapter of the table of contents stands again."""
    titles: list[str] = []
    for position, entry in enumerate(entries):
        plain = re.sub(r"\s", "", entry.text)
        if _CHAPTER.match(entry.text) and not entry.is_bullet:
            if titles and plain == titles[0]:
                return position
            titles.append(plain)
    return next((i for i, entry in enumerate(entries) if _CHAPTER.match(entry.text)), len(entries))


def _cover_blocks(entries: Sequence[Entry]) -> Iterator[Block]:
    for entry in entries:
        if entry.text in _CONTENTS:
            yield Heading(4, entry.text)
        elif entry.is_bullet:
            yield replace(item(entry), depth=1)
        elif chapter := _CHAPTER.match(entry.text):
            yield Item(joined_japanese(entry.text[chapter.end() :]), int(chapter["number"]))
        else:
            yield Paragraph(entry.text)


def _sections(entries: Sequence[Entry]) -> list[_Section]:
    """The chapters with their parts; what stands before the first has no title."""
    current = owner = _Section(2, "", "")
    chapters = [current]
    viewpoints: list[_Section] = []
    for entry in entries:
        if entry.is_bullet or entry.parts > 1:
            current.entries.append(entry)
        elif found := _CHAPTER.match(entry.text):
            current = owner = _Section(2, entry.text, found["number"])
            chapters.append(current)
        elif found := _VIEWPOINT.match(entry.text):
            current = owner = _Section(3, entry.text, found["id"])
            viewpoints.append(current)
            chapters[-1].parts.append(current)
        elif found := _SLIDE.match(entry.text):
            current = owner = _viewpoint(found["title"], viewpoints, chapters)
        elif found := _TOPIC.match(entry.text):
            current = _Section(4, entry.text, f"{owner.id} {found['mark']}".strip())
            owner.parts.append(current)
        else:
            current.entries.append(entry)
    return chapters


def _viewpoint(title: str, viewpoints: list[_Section], chapters: list[_Section]) -> _Section:
    """The viewpoint of that title; a new one where the overview names none."""
    for section in viewpoints:
        named = _VIEWPOINT.match(section.title)
        if joined_japanese(named["title"] if named else section.title) == joined_japanese(title):
            return section
    section = _Section(3, title, title)
    viewpoints.append(section)
    chapters[-1].parts.append(section)
    return section


def _blocks(section: _Section) -> Iterator[Block]:
    if section.title:
        yield Heading(section.level, section.title, section.id)
    entries = section.entries
    for position, entry in enumerate(entries):
        following = entries[position + 1] if position + 1 < len(entries) else None
        if _is_title(entry, following):
            yield Heading(max(section.level + 1, 4), entry.text)
        elif _is_caption(entry) and any(_is_caption(other) for other in (*entries[max(position - 1, 0) : position], following) if other):
            # Boxes of a drawing whose arrows are lost: what is left is a list.
            yield item(Entry(entry.text, depth=0))
        else:
            yield from body_blocks([entry])
    for part in section.parts:
        yield from _blocks(part)


def _is_title(entry: Entry, following: Entry | None) -> bool:
    if entry.is_bullet or entry.parts > 1 or following is None or len(entry.text) > _LONGEST_TITLE or "。" in entry.text:
        return False
    return following.is_bullet or entry.text.endswith("…")


def _is_caption(entry: Entry) -> bool:
    return not entry.is_bullet and not re.search(r"[、。]|^[\[（(]", entry.text)
