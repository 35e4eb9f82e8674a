"""Finds the chunks that answer a question."""

from __future__ import annotations

from dataclasses import dataclass

from rag.interfaces import ChunkIndex, Embedder, Tokenizer, Vectors
from rag.retrieve.fusion import fuse
from rag.retrieve.glossary import GlossaryMatcher, Match
from rag.retrieve.intent import Intent, Wants, intent_of
from rag.retrieve.weights import Weights
from rag.text import normalise
from rag.types import CARD, Chunk, Hit, Kind, Source

# What an entry of the glossary can answer; a number, a step or a place stands elsewhere.
_MAY_BE_DEFINED = frozenset({Wants.DEFINITION, Wants.COMPARISON, Wants.TEXT, Wants.REASON})
# How deep each searcher looks; deep enough that the z-scores see the background.
DEPTH = {"lexical": 120, "dense": 160, "question": 120}


@dataclass(frozen=True, slots=True)
class Found:
    """The hits, best first, with what the search knew about the question.

    `raw` holds each searcher's best own score: BM25 for "lexical", cosines for the others.
    """

    text: str
    hits: tuple[Hit, ...]
    intent: Intent
    tokens: tuple[str, ...]
    matches: tuple[Match, ...]
    raw: dict[str, float]
    vector: Vectors | None


class Retriever:
    """Keyword, passage and question search, added up. Without an embedder, keywords alone."""

    def __init__(self, index: ChunkIndex, embedder: Embedder | None, tokenizer: Tokenizer, weights: Weights) -> None:
        self._index = index
        self._embedder = embedder
        self._tokenizer = tokenizer
        self._weights = weights
        self._matcher = GlossaryMatcher(index.glossary)
        self._sources = {source.id: source for source in index.sources}
        self._covers = {chunk.source_id: chunk.section for chunk in reversed(index.chunks)}
        self._source_words = {source.id: tuple(normalise(word) for word in (*source.keywords, source.title)) for source in index.sources}

    def search(self, text: str, k: int = 10) -> Found:
        """Up to k hits for `text` (a question that stands alone). Raises EngineError."""
        intent = intent_of(text)
        matches = self._matcher.matches(text)
        tokens = self._tokenizer.tokens(text)
        lists = {"lexical": self._index.lexical(tokens + self._expansion(matches, tokens), DEPTH["lexical"])}
        vector = None
        if self._embedder is not None:
            vector = self._embedder.embed_queries([self._for_embedding(text, matches)])[0]
            lists["dense"] = self._index.dense(vector, DEPTH["dense"])
            lists["question"] = self._index.questions(vector, DEPTH["question"])
        flat = normalise(text)
        named = frozenset(source_id for source_id, words in self._source_words.items() if any(word in flat for word in words))
        weights = {"lexical": self._weights.lexical, "dense": self._weights.dense, "question": self._weights.question}
        hits = [
            Hit(chunk, round(score + self._adjustment(chunk, named, intent, matches), 6), via)
            for chunk_id, (score, via) in fuse(lists, weights, {"lexical": min(DEPTH["lexical"], len(self._index.chunks))}).items()
            for chunk in (self._index.chunk(chunk_id),)
        ]
        if intent.about_document:
            hits = self._with_covers(hits, named)
        hits.sort(key=lambda hit: (-hit.score, hit.chunk.id))
        raw = {name: found[0][1] if found else 0.0 for name, found in lists.items()}
        return Found(text, tuple(hits[:k]), intent, tuple(tokens), matches, raw, vector)

    def _with_covers(self, hits: list[Hit], named: frozenset[str]) -> list[Hit]:
        """A document's first section and its card first, where who published it and when is asked."""
        best = max((hit.score for hit in hits), default=0.0)
        added = []
        for source_id in named:
            for section, score in ((self._covers[source_id], best + 0.5), (CARD, best + 0.4)):
                added += [Hit(chunk, score, ("source",)) for chunk in self._index.section(source_id, section)[:1]]
        known = {hit.chunk.id for hit in added}
        return added + [hit for hit in hits if hit.chunk.id not in known]

    def _expansion(self, matches: tuple[Match, ...], tokens: list[str]) -> list[str]:
        """The names of the terms meant, for the keyword search, where the person used another name."""
        added: list[str] = []
        for match in matches:
            weight = self._weights.exact if match.exact else self._weights.loose
            if weight > 0:
                added += [token for token in self._tokenizer.tokens(match.term.name) if token not in tokens]
        return list(dict.fromkeys(added))

    def _for_embedding(self, text: str, matches: tuple[Match, ...]) -> str:
        flat = normalise(text)
        names = [match.term.name for match in matches if match.exact and normalise(match.term.name) not in flat]
        return f"{text}（{'、'.join(names[:2])}）" if names and self._weights.exact > 0 else text

    def _adjustment(self, chunk: Chunk, named: frozenset[str], intent: Intent, matches: tuple[Match, ...]) -> float:
        weights, total = self._weights, 0.0
        source = self._sources.get(chunk.source_id)
        if source is not None:
            if is_superseded(chunk, source):
                total += -weights.superseded if intent.older else weights.superseded
            total += weights.named_source if source.id in named else 0.0
        if chunk.kind is Kind.REFERENCES:
            total += weights.references if intent.wants is not Wants.REFERENCES else -4 * weights.references
        if chunk.kind is Kind.PROCEDURE and intent.wants is Wants.PROCEDURE:
            total += weights.procedure
        if chunk.kind is Kind.DEFINITION:
            exact = any(match.exact and match.term.term == chunk.heading for match in matches)
            if intent.wants not in _MAY_BE_DEFINED:
                total += weights.glossary
            elif exact and intent.wants is Wants.DEFINITION:
                total += weights.definition
        return total


def is_superseded(chunk: Chunk, source: Source) -> bool:
    """Whether a newer source replaces the section this chunk stands in."""
    return source.superseded_by is not None and chunk.section in source.superseded_sections
