"""Turns the pieces of a guide's section into blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.structure import labels
from ingest.structure.blocks import Block, Heading, Item, Paragraph, labelled
from ingest.structure.characters import joined_japanese, mended_words, without_icons
from ingest.structure.lines import Line, is_sentence
from ingest.structure.pieces import Piece, Role, pieces_of

_ASIDE = re.compile(r"^(?:One Point|コラム)")
_RANK = re.compile(r"^\d+位\s")
_PLAIN_LIST = re.compile(r"参考となる文献|^参考文献|^関連(?:資料|リンク)|達成目標$")
_SERIES = re.compile(r"^[^\d\s]{2,6}\d")
_COUNTED = (Role.NUMBER, Role.STEP, Role.CIRCLE)
_NEW_BLOCK = 5
"""Empty lines that part two blocks of a saved page."""


def blocks_of(section: Sequence[Line]) -> list[Block]:
    """The blocks under one section heading; sub-headings are of level 4, those that recur under others 5."""
    pieces = _without_repetitions(pieces_of(_with_joined_heads(section)))
    return _Builder(pieces).blocks()


def _with_joined_heads(section: Sequence[Line]) -> list[Line]:
    """`1位`, `One Point` and `コラム` in one line with the title they belong to."""
    joined: list[Line] = []
    for line in section:
        head = joined[-1] if joined else None
        if head and re.fullmatch(r"\d{1,2}位|One Point|コラム", head.text) and not is_sentence(line.text):
            joined[-1] = Line(f"{head.text} {line.text}", head.gap, head.tabs, head.spaces)
        else:
            joined.append(line)
    return joined


def _without_repetitions(pieces: Sequence[Piece]) -> list[Piece]:
    """Without titles that only repeat: the open title again, a caption's words, a title given before with nothing under it."""
    kept: list[Piece] = []
    opened = ""
    titles: set[str] = set()
    for position, piece in enumerate(pieces):
        following = pieces[position + 1] if position + 1 < len(pieces) else None
        if piece.role in (Role.TITLE, Role.PHRASE):
            repeats = piece.text == opened
            captioned = following is not None and following.role is Role.CAPTION and following.text.endswith(piece.text)
            bare = piece.text in titles and following is not None and following.role is Role.TITLE
            if repeats or bare or (captioned and following is not None and following.gap < 3 and piece.gap < 3):
                continue
            if piece.role is Role.TITLE:
                opened = piece.text
                titles.add(opened)
        kept.append(piece)
    return kept


class _Builder:
    """Walks over the pieces once; `_take_…` consume pieces and add blocks."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._counts = Counter(piece.text for piece in pieces if piece.role is Role.TITLE)
        self._found: list[Block] = []
        self._parent = ""
        self._in_group = False
        self._end = len(pieces)

    def blocks(self) -> list[Block]:
        """All blocks of the section."""
        self._take_until(0, len(self._pieces))
        return self._found

    def _take_until(self, position: int, end: int) -> int:
        outer, self._end = self._end, end
        while position < end:
            position = self._take(position)
        self._end = outer
        return position

    def _take(self, position: int) -> int:
        piece = self._pieces[position]
        if piece.role is Role.TITLE:
            return self._take_title(position)
        if piece.role in _COUNTED:
            return self._take_counted(position)
        if piece.role is Role.LABEL:
            return self._take_labelled(position)
        if piece.role is Role.PHRASE:
            return self._take_phrases(position)
        if piece.role is Role.BULLET:
            self._found.append(_bullet(piece, 0))
        else:
            self._found.append(Paragraph(mended_words(piece.text)))
        return position + 1

    def _take_title(self, position: int) -> int:
        piece, following = self._pieces[position], self._next(position)
        is_bare = following is not None and following.role is Role.TITLE
        level = self._level(piece, is_bare=is_bare)
        self._found.append(Heading(level, without_icons(piece.text)))
        if _PLAIN_LIST.search(piece.text):
            return self._take_lines(position + 1)
        if is_bare and following is not None and following.gap >= _NEW_BLOCK:
            # Nothing stands under this title, so it is no one's heading: said as text it is found.
            self._found.append(Paragraph(without_icons(piece.text)))
        return position + 1

    def _level(self, piece: Piece, *, is_bare: bool) -> int:
        """5 for a title that belongs to the open title of level 4, which is then its parent."""
        aside = bool(_ASIDE.match(piece.text) or _PLAIN_LIST.search(piece.text))
        case = piece.text.startswith("事例") and bool(_RANK.match(self._parent))
        recurs = self._counts[piece.text] > max(self._counts[self._parent], 1)
        grouped = self._in_group and piece.gap < _NEW_BLOCK and not is_bare
        in_series = bool(_SERIES.match(piece.text)) and _stem(piece.text) == _stem(self._parent)
        if self._parent and not aside and not in_series and (recurs or case or grouped or piece.text.startswith("【")):
            return 5
        self._parent = "" if aside else piece.text
        self._in_group = is_bare
        return 4

    def _take_lines(self, position: int) -> int:
        """Titles of works or aims, one a line, until the page goes on with something else."""
        start = position
        while position < self._end:
            piece = self._pieces[position]
            is_running = piece.role in (Role.CAPTION, Role.CREDIT) or (piece.role is Role.TEXT and "。" in piece.text)
            if is_running or (position > start and piece.gap >= _NEW_BLOCK):
                break
            self._found.append(Item(mended_words(_whole(piece))))
            position += 1
        return position

    def _take_labelled(self, position: int) -> int:
        piece = self._pieces[position]
        following = self._next(position)
        if following is not None and following.role in (Role.TEXT, Role.PHRASE) and following.gap < 3:
            self._found.append(Item(labelled(_label(piece.text), mended_words(following.text))))
            return self._take_nested(position + 2, 1)
        self._found.append(Item(labelled(_label(piece.text), "")))
        return self._take_nested(position + 1, 1)

    def _take_nested(self, position: int, depth: int, *, with_labels: bool = False) -> int:
        while position < self._end and self._pieces[position].role is Role.BULLET and self._pieces[position].gap < 3:
            if self._pieces[position].label and not (with_labels or self._pieces[position].flat):
                break
            self._found.append(_bullet(self._pieces[position], depth))
            position += 1
        return position

    def _take_phrases(self, position: int) -> int:
        """A phrase with text in the next line is its title; several phrases in a row are a list."""
        piece, following = self._pieces[position], self._next(position)
        text = mended_words(piece.text)
        beyond = self._next(position + 1)
        is_title = following is not None and following.gap == 0 and "：" not in text and (beyond is None or beyond.role is not Role.LABEL)
        if is_title and following is not None and following.role in (Role.TEXT, Role.PHRASE):
            self._found.append(Item(labelled(text, mended_words(following.text))))
            return self._take_nested(position + 2, 1)
        if following is not None and following.role is Role.BULLET and following.label and following.gap < 2:
            self._found.append(Item(labelled(text, "")))
            return self._take_nested(position + 1, 1, with_labels=True)
        previous = self._pieces[position - 1] if position else None
        in_run = any(other is not None and other.role is Role.PHRASE for other in (previous, following))
        self._found.append(Item(text) if in_run else Paragraph(text))
        return position + 1

    def _take_counted(self, position: int) -> int:
        """A run of numbered pieces: an ordered list, or sub-headings where much stands under each number."""
        members = self._members(position)
        bodies = [self._pieces[start + 1 : end] for start, end in members]
        heads = [self._pieces[start] for start, _ in members]
        if _are_headings(heads, bodies):
            for head, (start, end) in zip(heads, members, strict=True):
                self._parent = _heading_text(head)
                self._found.append(Heading(4, self._parent))
                self._take_until(start + 1, end)
            return members[-1][1]
        flat = any(bodies) or any(head.flat for head in heads) or _runs_on(heads)
        for head, body in zip(heads, bodies, strict=True):
            self._found.extend(_counted_item(head, body, flat=flat))
        return members[-1][1]

    def _members(self, position: int) -> list[tuple[int, int]]:
        """(start, end) of each piece that counts on from the one at `position`, with what stands under it."""
        first = self._pieces[position]
        starts = [position]
        end = position + 1
        while end < self._end and self._pieces[end].role is not Role.TITLE:
            piece = self._pieces[end]
            if piece.role is first.role:
                if piece.number != (self._pieces[starts[-1]].number or 0) + 1:
                    break
                starts.append(end)
            end += 1
        return list(zip(starts, [*starts[1:], self._end_of_last(starts, end)], strict=True))

    def _end_of_last(self, starts: Sequence[int], end: int) -> int:
        """Where the text of the last item ends: nothing below it says so."""
        last = starts[-1] + 1
        is_bare_list = len(starts) > 1 and starts[-1] - starts[0] == len(starts) - 1
        if is_bare_list or (last < end and self._pieces[last].role in _COUNTED):
            return last
        closing = (Role.CAPTION, Role.CREDIT, Role.NOTE)
        while last < end and self._pieces[last].role not in closing and self._pieces[last].gap < _NEW_BLOCK:
            last += 1
        return last

    def _next(self, position: int) -> Piece | None:
        return self._pieces[position + 1] if position + 1 < self._end else None


def _are_headings(heads: Sequence[Piece], bodies: Sequence[Sequence[Piece]]) -> bool:
    """Whether too much stands under the numbers for items: pictures, labelled cells, several paragraphs."""
    if is_sentence(heads[0].label) and not heads[0].label.endswith(("！", "!")):
        return False
    roles = [[piece.role for piece in body] for body in bodies]
    rich = any(Role.LABEL in found or found.count(Role.TEXT) > 2 for found in roles)
    return bool(bodies[0]) and (rich or any(Role.CAPTION in found or Role.CREDIT in found for found in roles))


def _runs_on(heads: Sequence[Piece]) -> bool:
    """Whether the items hold title and text without a mark between: long sentences that begin like titles."""
    return len(heads) > 1 and all(is_sentence(head.label) and not head.label.endswith(("？", "?", "！")) for head in heads)


def _counted_item(head: Piece, body: Sequence[Piece], *, flat: bool) -> list[Block]:
    """The item with the text that follows it at once, then the rest nested in the order it stands."""
    title, text = head.label, head.text
    if head.role is Role.NUMBER and not is_sentence(title) and not labels.at_space(title):
        title = joined_japanese(title)
    if flat and not body and not text and is_sentence(title):
        title, text = _split(title)
    rest = list(body)
    while rest and (rest[0].role is Role.TEXT or (rest[0].role is Role.PHRASE and len(rest) == 1)):
        text += rest.pop(0).text
    nested: list[Item] = []
    for piece in rest:
        if piece.role is Role.TEXT and nested and nested[-1].number is not None:
            nested[-1] = Item(labelled(nested[-1].text, mended_words(piece.text)), nested[-1].number, 1)
        else:
            nested.append(_bullet(piece, 1))
    return [Item(labelled(mended_words(title), mended_words(text)), head.number), *nested]


def _split(text: str) -> tuple[str, str]:
    """Title and text of an item that runs on."""
    return labels.at_space(text) or labels.title_and_body(text)


def _bullet(piece: Piece, depth: int) -> Item:
    text = mended_words(piece.text)
    if piece.role is Role.CIRCLE or piece.role is Role.NUMBER:
        return Item(mended_words(_whole(piece)), piece.number, depth)
    return Item(labelled(piece.label, text), depth=depth)


def _whole(piece: Piece) -> str:
    return f"{piece.label}{piece.text}"


def _stem(text: str) -> str:
    return re.split(r"\d", text, maxsplit=1)[0]


def _label(text: str) -> str:
    return without_icons(text).rstrip("：:")


def _heading_text(piece: Piece) -> str:
    mark = chr(ord("①") + (piece.number or 1) - 1) if piece.role is Role.CIRCLE else "" if piece.role is Role.STEP else f"{piece.number}. "
    return f"{mark}{without_icons(piece.label)}"
