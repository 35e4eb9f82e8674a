"""What the texts of slide decks have in common: broken lines, marks of bullets, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.structure.blocks import Block, Item, Paragraph, Table, labelled
from ingest.structure.lines import Line, lines_of

_HEADING = re.compile(r"^(?P<marks>#{1,6})[ \u3000]+(?P<text>\S.*)$")
_DASH = re.compile(r"^[-*+][ \u3000]+")
_MARK = re.compile(r"^(?P<mark>[・◆◇●○■□▶▷►✓✔➢ー])[ \u3000]*(?=\S)")
_CIRCLED = re.compile(r"^(?P<number>[①-⑳])[ \u3000]*(?=\S)")
_HTML_ITEM = re.compile(r"<li>(.*?)</li>", re.S)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_SOURCE = re.compile(r"^[（(\[]\s*出典\s*[)）\]][ \u3000]*")
_KEYED = re.compile(r"^(?P<key>[^、。：「（(]{1,8})：(?P<value>\S.*)$")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole line of a slide. `level` is that of a heading (0: none), `depth` that of a bullet (-1: none).

    `mark` is the bullet's own sign, `parts` how many lines it was broken over.
    """

    text: str
    level: int = 0
    depth: int = -1
    mark: str = ""
    gap: int = 0
    parts: int = 1

    @property
    def is_bullet(self) -> bool:
        """Whether it is an item of a list."""
        return self.depth >= 0


def entries_of(text: str) -> list[Entry]:
    """The entries of a deck: lines that were broken are joined, letters set one below the other too."""
    found: list[Entry] = []
    for line in _with_vertical_letters(lines_of(text)):
        entry = _entry(line)
        if found and _continues(found[-1], entry):
            found[-1] = replace(found[-1], text=glued(found[-1].text, entry.text), parts=found[-1].parts + 1)
        elif _LETTER.search(entry.text):
            found.append(entry)
    return found


def glued(before: str, text: str) -> str:
    """Two lines as one, with a space where words or brackets would touch."""
    touches = re.search(r"[A-Za-z0-9)）:,]$", before) and re.match(r"[A-Za-z0-9一-鿿ァ-ヺぁ-ゖ]", text)
    opens = re.search(r"[一-鿿A-Za-z0-9]$", before) and re.match(r"[（(]", text)
    return f"{before}{' ' if touches or opens else ''}{text}"


def item(entry: Entry) -> Item:
    """A bullet as an item; a circled number is the item's own."""
    found = _CIRCLED.match(entry.text)
    if found:
        return Item(entry.text[found.end() :], ord(found["number"]) - ord("①") + 1, max(entry.depth, 0))
    return Item(entry.text, depth=max(entry.depth, 0))


def body_blocks(entries: Sequence[Entry]) -> Iterator[Block]:
    """Blocks for entries that are no headings."""
    position = 0
    while position < len(entries):
        entry = entries[position]
        rows = position
        while rows < len(entries) and "\t" in entries[rows].text:
            rows += 1
        if rows > position:
            yield from _table_blocks([row.text for row in entries[position:rows]])
            position = rows
            continue
        yield item(entry) if entry.is_bullet else _paragraph(entry.text)
        position += 1


def _paragraph(text: str) -> Block:
    if source := _SOURCE.match(text):
        return Paragraph(f"（出典）{text[source.end() :]}")
    keyed = _KEYED.match(text)
    return Item(labelled(keyed["key"], keyed["value"])) if keyed else Paragraph(text)


def _table_blocks(rows: Sequence[str]) -> Iterator[Block]:
    """A table; as a list where it has no row of headings or its cells are lists themselves."""
    cells = [tuple(cell.strip() for cell in row.split("\t")) for row in rows]
    if any(_TAG.search(row) for row in rows):
        for first, *rest in cells:
            yield Item(labelled(_TAG.sub("", first), ""))
            for cell in rest:
                yield from (Item(_unmarked(_TAG.sub("", text).strip()), depth=1) for text in _HTML_ITEM.findall(cell) or [cell])
    elif _has_header(cells):
        yield Table(tuple(cells))
    else:
        yield from (Item(labelled(first, " ".join(rest))) for first, *rest in cells)


def _has_header(cells: Sequence[Sequence[str]]) -> bool:
    """Whether the first row differs in kind: a word that most cells of a column share is not in its first."""
    if len(cells) < 3:
        return False
    for head, *column in zip(*cells, strict=False):
        words = {column[0][start : start + 4] for start in range(max(len(column[0]) - 3, 0))}
        for word in words:
            if word not in head and sum(word in cell for cell in column) >= 0.8 * len(column):
                return True
    return False


def _with_vertical_letters(found: Sequence[Line]) -> list[Line]:
    joined: list[Line] = []
    run: list[Line] = []
    for line in [*found, Line("")]:
        if len(line.text) == 1 and re.match(r"[ぁ-ゖァ-ヺ一-鿿]", line.text) and (not run or line.gap == 0):
            run.append(line)
            continue
        if run:
            joined.append(replace(run[0], text="".join(letter.text for letter in run)))
            run = []
        joined.append(line)
    return joined[:-1]


def _entry(line: Line) -> Entry:
    text = line.text.replace("**", "")
    if heading := _HEADING.match(text):
        return Entry(_unmarked(heading["text"]), level=len(heading["marks"]), gap=line.gap)
    dash = _DASH.match(text)
    rest = text[dash.end() :] if dash else text
    mark = _MARK.match(rest)
    is_kana_bar = mark is not None and mark["mark"] == "ー" and not dash
    if (not dash and not mark) or is_kana_bar:
        return Entry(text, gap=line.gap)
    return Entry(rest[mark.end() :] if mark else rest, depth=line.spaces // 2, mark=mark["mark"] if mark else "", gap=line.gap)


def _unmarked(text: str) -> str:
    return _MARK.sub("", text)


def _continues(before: Entry, entry: Entry) -> bool:
    """Whether the line is the rest of the one before: nothing parts them, and neither is a heading, an item or a row."""
    if entry.gap or entry.is_bullet or entry.level or before.level or "\t" in before.text + entry.text:
        return False
    return not before.text.endswith("。") and not _KEYED.match(entry.text)
