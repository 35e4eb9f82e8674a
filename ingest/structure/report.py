"""Restores a report that a PDF was turned into: numbered headings, bracketed headings, torn sentences and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.blocks import Block, Heading, Item, Paragraph, render
from ingest.structure.characters import mended_words, unified
from ingest.structure.lines import Line, lines_of

_NUMBERED = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})*)(?:[.．][ \u3000]+(?=\S)|[ \u3000]+(?=[^\d\s]))(?P<title>.*)$")
_BRACKETED = re.compile(r"^(?:\[[^\[\]]{2,30}\]|[（(][^（）()]{2,40}[）)])[\s\u3000]*(?:[（(].*[）)]|\S.{0,40})?$")
_NAMED = re.compile(r"^[（(](?P<name>[^（）()\d]{2,6}\d{1,2})[）)]")
_FIGURE = re.compile(r"^(?:図表?|表)[ \u3000]*\d+")
_FOOTNOTE = re.compile(r"^(?P<mark>[¹²³⁰-⁹]+|[*＊※]\d+|\d{1,2}\))[ \u3000]*(?P<text>\S.*)$")
_MARK = re.compile(r"(?<=\S)[¹²³⁰-⁹]+(?=\S|$)")
_ITEM = re.compile(r"^[-・●•◆*][ \u3000]*(?=\S)")
_END = re.compile(r"[。！？!?：:）)\]」』]$")
_LONGEST_TITLE = 90
_FOREWORD = "前文"


def report_to_markdown(text: str) -> str:
    """Markdown with `## n.` and `### n.m.` sections, bracketed sub-headings, whole paragraphs and whole lists.

    A chapter whose numbered parts carry a name of their own, `4.1. (提言1) …`, gives them that name as id.
    Text before the first number is the section `前文` under the document's title.
    """
    paragraphs = _joined(lines_of(unified(text)))
    blocks: list[Block] = []
    for position, paragraph in enumerate(paragraphs):
        blocks.extend(_blocks(paragraph, is_first=position == 0, under_figure=_follows_figures(paragraphs, position)))
    return mended_words(render(_without_empty_sections(blocks)))


def _without_empty_sections(blocks: Sequence[Block]) -> list[Block]:
    """A chapter that only groups its parts has no text that an id could point at."""
    kept: list[Block] = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=False):
        is_group = isinstance(block, Heading) and isinstance(following, Heading) and following.id and following.level > block.level
        kept.append(Heading(block.level, block.text) if is_group and isinstance(block, Heading) else block)
    return kept


def _joined(found: Sequence[Line]) -> list[str]:
    """Paragraphs; one that stops in mid-sentence goes on in the next, wherever the page ended."""
    paragraphs: list[str] = []
    for line in found:
        if paragraphs and _is_torn(paragraphs[-1], line.text):
            paragraphs[-1] = _glued(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text)
    return paragraphs


def _is_torn(before: str, text: str) -> bool:
    """Whether `before` stops in mid-sentence and `text` is its rest."""
    begins_new = _ITEM.match(text) or _NUMBERED.match(text) or _BRACKETED.match(text) or _FIGURE.match(text) or _FOOTNOTE.match(text)
    if begins_new or _END.search(before) or _FIGURE.match(before) or _is_title(before):
        return False
    return "。" in before or "、" in before or bool(_ITEM.match(before))


def _is_title(text: str) -> bool:
    return bool(_NUMBERED.match(text) or _BRACKETED.match(text)) and "。" not in text and len(text) <= _LONGEST_TITLE


def _glued(before: str, text: str) -> str:
    needs_space = bool(re.search(r"[A-Za-z0-9]$", before) and re.match(r"[A-Za-z0-9]", text))
    return f"{before}{' ' if needs_space else ''}{text}"


def _blocks(text: str, *, is_first: bool, under_figure: bool) -> list[Block]:
    if is_first and not _is_title(text):
        return [Heading(1, text, _FOREWORD)]
    found = _NUMBERED.match(text)
    if found and _is_title(text):
        number, named = found["number"], _NAMED.match(found["title"])
        return [Heading(min(2 + number.count("."), 3), text, named["name"] if named else number)]
    if _BRACKETED.match(text) and _is_title(text):
        return [Heading(4, _tidy(text))]
    if footnote := _FOOTNOTE.match(text):
        return [Paragraph(f"注{_digits(footnote['mark'])}: {footnote['text']}")]
    text = _MARK.sub(lambda mark: f"（注{_digits(mark[0])}）", text)
    if item := _ITEM.match(text):
        return [Item(_labelled(text[item.end() :]))]
    return [Item(text)] if under_figure else [Paragraph(text)]


def _labelled(text: str) -> str:
    """`名前: 文…` with its name set off as a label."""
    found = re.match(r"^(?P<label>[^、。:：]{2,40})[:：][ \u3000]*(?P<text>\S.*)$", text)
    return f"**{found['label']}**: {found['text']}" if found else text


def _follows_figures(paragraphs: Sequence[str], position: int) -> bool:
    """Whether captions follow one another here, which makes them a list: their pictures are lost."""
    if not _FIGURE.match(paragraphs[position]):
        return False
    beside = [*paragraphs[max(position - 1, 0) : position], *paragraphs[position + 1 : position + 2]]
    return any(_FIGURE.match(other) for other in beside)


def _tidy(text: str) -> str:
    """`[対策の遅れ] (…)` without the space that some of the headings have between the brackets."""
    return re.sub(r"(?<=\])[ \u3000]+(?=[（(])", "", text)


def _digits(mark: str) -> str:
    digits = mark.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    return re.sub(r"\D", "", digits)
