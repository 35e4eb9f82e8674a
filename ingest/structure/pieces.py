"""Tells what each line of a guide's section is: title, running text, item, caption, note …"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.structure import labels, lines
from ingest.structure.characters import without_icons
from ingest.structure.lines import Line


class Role(StrEnum):
    """What a line is."""

    TITLE = "title"
    SHORT = "short"
    PHRASE = "phrase"
    TEXT = "text"
    LABEL = "label"
    BULLET = "bullet"
    NUMBER = "number"
    STEP = "step"
    CIRCLE = "circle"
    CAPTION = "caption"
    CREDIT = "credit"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line with its role. `number` is the item's own; `label` is a title inside the line; `flat` marks a torn cell.

    `card` tells that it belongs to the text of a card that did not begin with a whole sentence.
    """

    role: Role
    text: str
    number: int | None = None
    gap: int = 0
    label: str = ""
    flat: bool = False
    card: bool = False


_NOTE = re.compile(r"^(?P<number>\d{1,2})[ \u3000](?P<text>\D.*https?://\S+.*)$")
_STEP = re.compile(r"^(?:手順|ステップ|STEP|Step)\s*(?P<number>\d{1,2})(?:[.．：:]|\s)\s*\S")
_QUESTION = re.compile(r"^(?P<number>\d{1,2})\u3000+(?=\S)")
_LABEL = re.compile(r"^(?:[^、。]{1,24}[：:]|<.{1,40}>|[ア-ン][：:].{2,40})$")
_BRACKET = re.compile(r"^(?P<label>【[^】]{1,30}】)[\s\u3000]*(?P<text>.*)$")
_ANGLE = re.compile(r"^(?P<label><[^<>]{1,40}>)(?P<text>\S.*)$")
_KEYED = re.compile(r"^(?:[^、。：「]{1,12}：\S|[^、。：]{1,30}：.*\d)")
_CHECKED = re.compile(r"^[×✕〇○△][\s\u3000]+\S")
_POINTER = re.compile(r"^(?:第\d+[編章節]\s?\S|（[^（）]+）$)|○○")
_STRONG = re.compile(r"^(?:事例\d*[：:（(]|ポイント\d+[：:]|\d+位\s|コラム|One Point|Lv\.?\d|Part\s?\d)")
_ARTICLE = re.compile(r"^第\d+条")
_HEADS = frozenset({Role.SHORT, Role.TITLE, Role.PHRASE, Role.LABEL, Role.NUMBER, Role.STEP, Role.CIRCLE})
_CELL_GAP = 4
"""Empty lines between the head of a card and its text, in a page saved from the web, are never more."""


@dataclass(frozen=True, slots=True)
class _Section:
    """What the lines of a section have in common."""

    wholes: frozenset[str]
    heads: frozenset[str]
    brackets: frozenset[str]
    notes: frozenset[str]


def pieces_of(section: Sequence[Line]) -> list[Piece]:
    """The section's lines as pieces; a line that holds several cells gives several pieces."""
    common = _common(section)
    cells = _two_columns(section)
    word = _column_word(section)
    found: list[Piece] = []
    for line in section:
        if line.text in cells:
            found.extend(cells[line.text])
            continue
        for count, text in enumerate(_cut(line.text, common)):
            cell = replace(line, text=text, gap=0 if count else line.gap)
            piece = _in_card(_piece(cell, word), cell, found)
            found.extend(_announced(piece, found) or [_with_note_mark(piece, common.notes)])
    return _resolved(_with_lost_bullets(_with_titles_in_line(found)))


def _common(section: Sequence[Line]) -> _Section:
    texts = [line.text for line in section]
    return _Section(
        wholes=frozenset(text for text in texts if 4 <= len(text) <= lines.LONG),
        heads=_label_heads(texts),
        brackets=frozenset(label for label, count in Counter(re.findall("【[^】]+】", "\n".join(texts))).items() if count > 1),
        notes=frozenset(note["number"] for text in texts if (note := _NOTE.match(text))),
    )


def _label_heads(texts: Sequence[str]) -> frozenset[str]:
    """The names of cells that several sentences begin with: `対策・…` twice, `実施手法…` three times with other words behind."""
    listed = Counter(found[1] for text in texts if (found := re.match(r"([一-鿿]{2,6})・(?=.{12,}。$)", text)))
    behind: dict[str, set[str]] = {}
    for text in texts:
        if (run := re.match(r"[一-鿿]{4}", text)) and lines.is_sentence(text):
            behind.setdefault(run[0], set()).add(text[4:5])
    glued = {head for head, marks in behind.items() if len(marks) > 2 and all(re.match(r"[一-鿿ァ-ヺA-Z]", mark) for mark in marks)}
    return frozenset({head for head, count in listed.items() if count > 1} | glued)


def _cut(text: str, common: _Section) -> list[str]:
    """The texts of one line: cells that ran together, set apart."""
    if lines.is_sentence(text):
        head = next((text[:size] for size in range(6, 1, -1) if text[:size] in common.heads), "")
        rest = text[len(head) :].strip()
        if head and rest:
            return [f"{head}：", *labels.split_inline(rest)] if rest.startswith("・") else [f"{head}：", *_cut_tail(rest, common)]
    elif rest := _behind_whole(text, common):
        return [rest]
    if any(label in text[1:] for label in common.brackets):
        return labels.bracket_cells(text)
    title, body = labels.known_split(text)
    if title.endswith("）"):
        return [title, body]
    if (angle := _ANGLE.match(text)) and lines.bullet(angle["text"]) is not None:
        return [angle["label"], angle["text"]]
    return [part for cell in _cut_tail(text, common) for tab in cell.split("\t") for part in labels.split_inline(tab)]


def _cut_tail(text: str, common: _Section) -> list[str]:
    """The title of the next cell, which also is a line of its own elsewhere, cut from the end of a sentence."""
    head, mark, tail = text.rpartition("。")
    return [f"{head}{mark}", tail] if tail in common.wholes and head else [text]


def _behind_whole(text: str, common: _Section) -> str:
    """What follows a title that is a line of its own elsewhere and is only repeated here, "" for nothing."""
    for size in range(min(len(text) - 6, lines.LONG), 3, -1):
        if text[:size] in common.wholes and re.match(r"[一-鿿）]", text[size - 1]) and re.match(r"[A-Zァ-ヺ一-鿿]", text[size]):
            return text[size:]
    return ""


def _two_columns(section: Sequence[Line]) -> dict[str, list[Piece]]:
    """For each row of a table of two columns that became one line: its pieces."""
    groups: dict[str, list[str]] = {}
    for line in section:
        if lines.bullet(line.text) is None and len(line.text) > 30 and "。" not in line.text:
            groups.setdefault(line.text[:10], []).append(line.text)
    found: dict[str, list[Piece]] = {}
    for texts in groups.values():
        for text, (first, left, second, right) in zip(texts, labels.shared_cells(texts), strict=False):
            second = second.rstrip("●・ ")
            row = Piece(Role.LABEL, f"{first}：{left}：")
            found[text] = [row, Piece(Role.BULLET, right.lstrip("●・ "), label=second, flat=True)]
    return found


def _column_word(section: Sequence[Line]) -> str:
    return labels.shared_word([without_icons(line.text) for line in section if _STEP.match(line.text) and lines.is_sentence(line.text)])


def _piece(line: Line, word: str) -> Piece:
    text, gap = labels.spaced_number(line.text), line.gap
    credit = lines.credit(text)
    if credit is not None:
        return Piece(Role.CREDIT, f"（出典）{credit}", gap=gap)
    if lines.is_caption(text):
        return Piece(Role.CAPTION, text, gap=gap)
    if note := _NOTE.match(text):
        return Piece(Role.NOTE, f"注{note['number']}: {note['text']}", int(note["number"]), gap)
    if step := _STEP.match(text):
        label, _, rest = text.partition(word) if word and word in text else (text, "", "")
        return Piece(Role.STEP, f"{word}：{rest}" if rest and word else "", int(step["number"]), gap, label, bool(rest))
    return _item(text, gap) or _words(text, gap)


def _item(text: str, gap: int) -> Piece | None:
    if (inner := lines.bullet(text)) is not None:
        return Piece(Role.BULLET, inner, gap=gap)
    if circle := lines.circled(text):
        return Piece(Role.CIRCLE, "", circle[0], gap, circle[1])
    if number := lines.numbered(text):
        return Piece(Role.NUMBER, "", number[0], gap, number[1])
    if question := _QUESTION.match(text):
        return Piece(Role.NUMBER, "", int(question["number"]), gap, text[question.end() :])
    marked = _BRACKET.match(text) or _ANGLE.match(text)
    if marked and marked["text"]:
        return Piece(Role.BULLET, marked["text"], gap=gap, label=marked["label"])
    title, body = labels.known_split(text)
    if title:
        return Piece(Role.BULLET, body, gap=gap, label=title)
    return Piece(Role.BULLET, text, gap=gap) if _ARTICLE.match(text) or _CHECKED.match(text) else None


def _words(text: str, gap: int) -> Piece:
    """A line without a mark of its own."""
    if _STRONG.match(text) and len(text) <= lines.LONG + 10:
        return Piece(Role.TITLE, text, gap=gap)
    if _LABEL.match(text):
        return Piece(Role.LABEL, text, gap=gap)
    if lines.is_sentence(text) or text.startswith(("※", "（例）", "凡例")):
        return Piece(Role.TEXT, text, gap=gap)
    return Piece(Role.PHRASE if _KEYED.match(text) or _POINTER.search(text) else Role.SHORT, text, gap=gap)


def _in_card(piece: Piece, line: Line, before: Sequence[Piece]) -> Piece:
    """The piece with its `card` set; a short line inside a card is no title of the section.

    The text of a card is indented with one space behind the tabs and stands a few empty lines below its head.
    """
    if not before:
        return piece
    last = before[-1]
    laid_out = line.spaces == 1 and line.tabs > 0 and line.gap <= _CELL_GAP and (last.role in _HEADS or bool(piece.label))
    laid_out = laid_out or any(other.card and other.label == piece.label for other in before[-40:] if piece.label)
    inside = (laid_out and piece.role is not Role.TEXT) or (last.card and line.gap <= 1)
    is_short = piece.role is Role.SHORT and (laid_out or inside) and not piece.text.startswith("【")
    return replace(piece, card=inside, role=Role.PHRASE if is_short else piece.role)


def _announced(piece: Piece, before: Sequence[Piece]) -> list[Piece]:
    """A run of cells whose names stand in brackets in the text before it: `「知識」「人材」…`."""
    if piece.role is not Role.TEXT:
        return []
    for earlier in before[-4:]:
        for run in re.findall(r"(?:「[^「」]{1,20}」[、や・]?){2,}", without_icons(earlier.text)):
            if cells := labels.announced(piece.text, re.findall(r"「([^「」]+)」", run)):
                return [Piece(Role.BULLET, body, gap=piece.gap, label=name) for name, body in cells]
    return []


def _with_note_mark(piece: Piece, notes: frozenset[str]) -> Piece:
    """The number of a footnote behind a sentence, set apart from it."""
    found = re.search(r"(?<=[。ぁ-ゖ）])(\d{1,2})$", piece.text)
    if piece.role is Role.TEXT and found and found[1] in notes:
        return replace(piece, text=f"{piece.text[: found.start()]}（注{found[1]}）")
    return piece


def _with_titles_in_line(found: Sequence[Piece]) -> list[Piece]:
    """Lines `題名 文…` with the title as their label, where two or more of a section are so."""
    split = {position: cells for position, piece in enumerate(found) if piece.role is Role.TEXT and (cells := labels.at_space(piece.text))}
    if len(split) < 2:
        return list(found)
    return [
        replace(piece, role=Role.BULLET, label=split[position][0], text=split[position][1]) if position in split else piece
        for position, piece in enumerate(found)
    ]


def _with_lost_bullets(found: Sequence[Piece]) -> list[Piece]:
    """A short line between a title and its bullets is the first of them that lost its mark."""
    mended = list(found)
    for position in range(1, len(found) - 1):
        before, piece, after = found[position - 1 : position + 2]
        if before.role is piece.role is Role.SHORT and after.role is Role.BULLET and piece.gap == after.gap == 0:
            mended[position] = replace(piece, role=Role.BULLET)
    return mended


def _resolved(found: Sequence[Piece]) -> list[Piece]:
    """Every SHORT piece as TITLE where something stands under it, else as PHRASE."""
    resolved: list[Piece] = []
    for position, piece in enumerate(found):
        following = found[position + 1] if position + 1 < len(found) else None
        if piece.role is Role.SHORT:
            bare = following is None or following.role in (Role.CREDIT, Role.NOTE)
            in_run = following is not None and following.role is Role.SHORT and following.gap == 0 and piece.gap == 0
            under_title = piece.gap == 0 and bool(resolved) and resolved[-1].role is Role.TITLE
            ends_card = under_title and following is not None and following.gap > 2
            piece = replace(piece, role=Role.PHRASE if bare or in_run or ends_card else Role.TITLE)
        resolved.append(piece)
    return resolved
