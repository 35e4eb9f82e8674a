"""Makes index entries: each chunk with its terms, its windows and the questions that point at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ingest.catalog import KnownQuestion
from ingest.chunker import windows
from rag.adapters.index_writer import Entry
from rag.text import normalise
from rag.types import Chunk, GlossaryTerm

if TYPE_CHECKING:
    from rag.interfaces import Tokenizer, Vectors

# How often the headings' terms count beside the text's own.
HEADING_WEIGHT = 2


def make_entries(
    chunks: Sequence[Chunk],
    questions: Sequence[KnownQuestion],
    tokenizer: Tokenizer,
    embed: Callable[[str, Sequence[str]], Vectors] | None,
) -> tuple[Entry, ...]:
    """One entry a chunk. A question goes to the chunk of its place that is nearest to it."""
    owned = _placed(chunks, questions, tokenizer, embed)
    entries = []
    for chunk in chunks:
        asked = tuple(owned.get(chunk.id, ()))
        terms = tokenizer.tokens(" ".join(chunk.headings[-2:])) * HEADING_WEIGHT + tokenizer.tokens(chunk.text)
        for text in asked:
            terms += tokenizer.tokens(text)
        entries.append(Entry(chunk, tuple(terms), windows(chunk), asked))
    return tuple(entries)


def glossary_terms(glossary: Sequence[GlossaryTerm], tokenizer: Tokenizer) -> frozenset[str]:
    """Every index term of the glossary's names, exact and loose."""
    names = [name for term in glossary for name in (*term.exact_names, *term.loose_aliases)]
    return frozenset(token for name in names for token in tokenizer.tokens(name))


def _placed(
    chunks: Sequence[Chunk],
    questions: Sequence[KnownQuestion],
    tokenizer: Tokenizer,
    embed: Callable[[str, Sequence[str]], Vectors] | None,
) -> dict[str, list[str]]:
    by_place: dict[str, list[Chunk]] = {}
    for chunk in chunks:
        by_place.setdefault(chunk.place, []).append(chunk)
    vectors = _vectors(chunks, questions, embed) if embed else {}
    owned: dict[str, list[str]] = {}
    for question in questions:
        section = by_place.get(f"{question.source_id}/{question.section}", [])
        candidates = [chunk for chunk in section if _under(chunk, question.heading)] or section
        if candidates:
            # A reference list shares many words with its section but answers few questions.
            best = max(candidates, key=lambda chunk: _nearness(question.text, chunk, tokenizer, vectors))
            owned.setdefault(best.id, []).append(question.text)
    return owned


def _under(chunk: Chunk, heading: str | None) -> bool:
    if heading is None:
        return True
    wanted = _bare(heading)
    headings = [*chunk.headings, *(line.lstrip("# ") for line in chunk.text.split("\n") if line.startswith("####"))]
    return any(_bare(each) == wanted for each in headings)


def _bare(heading: str) -> str:
    """A heading for comparing: without spaces and without the brackets that slides put around captions."""
    return normalise(heading).replace(" ", "").strip("<>")


def _vectors(
    chunks: Sequence[Chunk], questions: Sequence[KnownQuestion], embed: Callable[[str, Sequence[str]], Vectors]
) -> dict[str, Vectors]:
    texts = [text for chunk in chunks for text in windows(chunk)]
    found = dict(zip(texts, embed("passage", texts), strict=True))
    asked = [question.text for question in questions]
    return found | {f"?{text}": vector for text, vector in zip(asked, embed("query", asked), strict=True)}


def _nearness(text: str, chunk: Chunk, tokenizer: Tokenizer, vectors: dict[str, Vectors]) -> float:
    asked = set(tokenizer.tokens(text))
    shared = len(asked & set(tokenizer.tokens(chunk.text))) / max(1, len(asked))
    if not vectors:
        return shared
    question = vectors[f"?{text}"]
    return 0.2 * shared + max(float(question @ vectors[window]) for window in windows(chunk))
