"""Answers with whole units of the documents, word for word, each with its citation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.answer.units import Unit, items, leads_in, units
from rag.interfaces import ChunkIndex, Tokenizer
from rag.retrieve.intent import Wants
from rag.retrieve.retriever import Found, is_superseded
from rag.text import normalise, sentences
from rag.types import CARD, Chunk, Citation, Hit, Kind

# A chunk up to SHORT characters is shown whole; a section up to WHOLE when its steps or items are asked for.
SHORT, WHOLE = 700, 1800
# A second place is cited when its score is this near to the first, in standard deviations.
# Within one section a detail may stand in the neighbouring part, so there the gap may be wider.
NEAR, SAME_PLACE = 0.35, 3.0
_HAS = {
    Wants.NUMBER: re.compile(r"\d|[一二三四五六七八九十百千万億兆](?:つ|件|社|人|名|割|倍|個|回)"),
    Wants.DATE: re.compile(r"\d{4}年|(?:令和|平成|昭和)(?:元|\d+)年|\d+月(?:\d+日)?|\d+年"),
}
# The caption of a picture that the text does not hold.
_CAPTION = re.compile(r"^（図\s?\d*[:：.][^）]*）$")
_ORDINAL = re.compile(r"^(?:手順|ステップ|step )?(\d+)(?:[.)、 ]|位|(?=[^\d\W]))")
_RUNS = frozenset({Wants.LIST, Wants.PROCEDURE})
_DETAILS = frozenset({Wants.NUMBER, Wants.DATE, Wants.NAME, Wants.REASON, Wants.TEXT})


@dataclass(frozen=True, slots=True)
class Draft:
    """The text with its [n] and the citations they stand for."""

    text: str
    citations: tuple[Citation, ...]


class ExtractiveEngine:
    """Picks and quotes; writes nothing of its own but the numbers of the citations."""

    name = "extractive"

    def __init__(self, index: ChunkIndex, tokenizer: Tokenizer) -> None:
        self._index = index
        self._tokenizer = tokenizer
        self._sources = {source.id: source for source in index.sources}

    def compose(self, found: Found) -> Draft:
        """The answer for the hits of one question; they are not empty."""
        writer = _Writer(self._citation)
        for chunk in self._places(found):
            picked = self._picked(chunk, found)
            if picked:
                writer.add(chunk, picked)
        return Draft(writer.text(), writer.citations())

    def related(self, hits: Sequence[Hit], limit: int = 3) -> tuple[Citation, ...]:
        """Citations of the nearest sections, one each, for an answer that was not found."""
        best: dict[str, Chunk] = {}
        for hit in hits:
            if hit.chunk.kind is not Kind.REFERENCES:
                best.setdefault(hit.chunk.place, hit.chunk)
        return tuple(
            self._citation(number, chunk, _first_sentence(chunk)) for number, chunk in enumerate(list(best.values())[:limit], start=1)
        )

    def _places(self, found: Found) -> list[Chunk]:
        first = found.hits[0].chunk
        asks_for_all = found.intent.wants in (*_RUNS, Wants.COMPARISON) or self._opens_numbered(first)
        chosen = self._whole_section(first, found) if asks_for_all else [first]
        if found.intent.wants is Wants.COMPARISON:
            chosen += self._compared(found)
        for hit in found.hits[1:3]:
            gap = found.hits[0].score - hit.score
            near = gap <= NEAR or (gap <= SAME_PLACE and hit.chunk.place == first.place and found.intent.wants in _DETAILS)
            if hit.chunk not in chosen and near and self._compatible(first, hit.chunk):
                chosen.append(hit.chunk)
                break
        return list(dict.fromkeys(chosen))

    def _opens_numbered(self, first: Chunk) -> bool:
        section = self._index.section(first.source_id, first.section)
        return section[:1] == (first,) and self._numbered(section)

    @staticmethod
    def _numbered(section: Sequence[Chunk]) -> bool:
        """Whether the parts after the first are numbered 1, 2, 3: a list that stands in headings."""
        numbers = [match[1] for chunk in section[1:] if (match := _ORDINAL.match(normalise(chunk.heading)))]
        return len(numbers) >= 2 and numbers == [str(number) for number in range(1, len(numbers) + 1)]

    def _whole_section(self, first: Chunk, found: Found) -> list[Chunk]:
        """All of the section where it is short and its parts belong together, else the part with what is below its heading."""
        section = [chunk for chunk in self._index.section(first.source_id, first.section) if chunk.kind is not Kind.REFERENCES]
        depth = len(first.headings)
        below = [chunk for chunk in section if chunk.headings[:depth] == first.headings]
        parts_found = sum(hit.chunk.place == first.place for hit in found.hits[:5])
        whole = sum(len(chunk.text) for chunk in section) <= WHOLE and (parts_found >= 2 or self._numbered(section))
        if whole and first in section:
            return section
        return below if sum(len(chunk.text) for chunk in below) <= WHOLE and first in below else [first]

    def _compared(self, found: Found) -> list[Chunk]:
        names = {match.term.term for match in found.matches if match.exact}
        return [hit.chunk for hit in found.hits if hit.chunk.kind is Kind.DEFINITION and hit.chunk.heading in names][:2]

    def _compatible(self, first: Chunk, other: Chunk) -> bool:
        """An older edition never stands beside its successor as if both were true."""

        def older(chunk: Chunk) -> bool:
            return is_superseded(chunk, self._sources[chunk.source_id])

        return older(first) == older(other) and (other.kind is not Kind.REFERENCES or other.section == CARD)

    def _picked(self, chunk: Chunk, found: Found) -> list[Unit]:
        """The units of a chunk that answer: all of a short one, else the best with what belongs to it."""
        blocks = [block for block in units(chunk.text) if not _CAPTION.match(block.text)]
        if len(chunk.text) <= SHORT or found.intent.wants in _RUNS or chunk.kind in (Kind.DEFINITION, Kind.LIST, Kind.PROCEDURE):
            return blocks
        scores = [max((self._score(text, found) for text in _statements(block)), default=0.0) for block in blocks]
        best = max(range(len(blocks)), key=lambda position: (scores[position], -position))
        keep = {best}
        if blocks[best].kind in ("list", "table") and best and blocks[best - 1].kind == "paragraph":
            keep.add(best - 1)
        if leads_in(blocks[best]) and best + 1 < len(blocks):
            keep.add(best + 1)
        for position in range(best, -1, -1):
            if blocks[position].kind == "heading":
                keep.add(position)
                break
        keep |= {
            position for position, score in enumerate(scores) if score >= 0.8 * scores[best] > 0 and blocks[position].kind != "heading"
        }
        return [blocks[position] if position != best else self._trimmed(blocks[position], found) for position in sorted(keep)]

    def _trimmed(self, block: Unit, found: Found) -> Unit:
        """A long paragraph is shortened to its best sentences and their neighbours; lists and tables never are."""
        if block.kind != "paragraph" or len(block.text) <= SHORT:
            return block
        parts = list(sentences(block.text))
        scores = [self._score(part, found) for part in parts]
        order = sorted(range(len(parts)), key=lambda position: (-scores[position], position))
        keep: set[int] = set()
        for position in order:
            keep |= {position, min(position + 1, len(parts) - 1)}
            if sum(len(parts[each]) for each in keep) > SHORT * 0.7:
                break
        start, end = min(keep), max(keep)
        # One run of sentences stays a verbatim span; a gap would join what the document does not.
        return Unit("paragraph", block.text[block.text.index(parts[start]) : block.text.index(parts[end]) + len(parts[end])])

    def _score(self, text: str, found: Found) -> float:
        there = set(self._tokenizer.tokens(text))
        wanted = set(found.tokens) | {token for match in found.matches for token in self._tokenizer.tokens(match.term.name)}
        total = sum(self._index.weight(token) for token in wanted) or 1.0
        score = sum(self._index.weight(token) for token in wanted & there) / total
        pattern = _HAS.get(found.intent.wants)
        return score + (0.25 if pattern and pattern.search(normalise(text)) and score > 0 else 0.0)

    def _citation(self, number: int, chunk: Chunk, quote: str) -> Citation:
        source = self._sources[chunk.source_id]
        return Citation(number, chunk, source, quote, is_superseded(chunk, source))


class _Writer:
    """Collects units and numbers their chunks; every line that states something ends with its number."""

    def __init__(self, cite: Callable[[int, Chunk, str], Citation]) -> None:
        self._cite = cite
        self._parts: list[str] = []
        self._quotes: dict[Chunk, str] = {}

    def add(self, chunk: Chunk, picked: Iterable[Unit]) -> None:
        """Writes the units under the chunk's innermost heading."""
        number = len(self._quotes) + 1
        blocks = list(picked)
        self._quotes[chunk] = _quote(blocks)
        self._parts.append(f"**{chunk.heading}**")
        self._parts += [_marked(block, number) for block in blocks]

    def text(self) -> str:
        return "\n\n".join(self._parts)

    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._cite(number, chunk, quote) for number, (chunk, quote) in enumerate(self._quotes.items(), start=1))


def _marked(block: Unit, number: int) -> str:
    mark = f" [{number}]"
    if block.kind == "heading":
        return f"**{block.text.lstrip('# ').strip()}**"
    if block.kind == "table":
        head, *rows = block.text.split("\n")
        return "\n".join([head, *rows[:1], *(_row_marked(row, mark) for row in rows[1:])])
    if block.kind == "list":
        return "\n".join("\n".join(line + mark if line.strip() else line for line in item.split("\n")) for item in items(block.text))
    return "\n".join(line + mark if line.strip() else line for line in block.text.split("\n"))


def _row_marked(row: str, mark: str) -> str:
    body = row.rstrip()
    return f"{body[:-1].rstrip()}{mark} |" if body.endswith("|") else body + mark


def _statements(block: Unit) -> list[str]:
    if block.kind == "heading":
        return []
    return items(block.text) if block.kind == "list" else block.text.split("\n") if block.kind == "table" else list(sentences(block.text))


def _quote(blocks: Sequence[Unit]) -> str:
    """The first unit that states something; a quote must stand in the chunk word for word."""
    stated = [block for block in blocks if block.kind != "heading"]
    return stated[0].text if stated else blocks[0].text


def _first_sentence(chunk: Chunk) -> str:
    stated = next((block for block in units(chunk.text) if block.kind != "heading"), None)
    return next(sentences(stated.text), stated.text) if stated else chunk.text
