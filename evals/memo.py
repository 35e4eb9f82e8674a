"""Remembers what an index and an embedder gave, so that hundreds of settings are tried at the price of one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.interfaces import ChunkIndex, Embedder, Vectors
from rag.types import Chunk, GlossaryTerm, Source

Ranked = list[tuple[str, float]]


class MemoEmbedder:
    """An `Embedder` that computes every query once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    @property
    def model_id(self) -> str:
        """See `Embedder`."""
        return self._embedder.model_id

    @property
    def dimensions(self) -> int:
        """See `Embedder`."""
        return self._embedder.dimensions

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        for text in texts:
            if text not in self._known:
                self._known[text] = self._embedder.embed_queries([text])[0]
        return np.stack([self._known[text] for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._embedder.embed_passages(texts)


class MemoIndex:
    """A `ChunkIndex` that searches for everything once."""

    def __init__(self, index: ChunkIndex) -> None:
        self._index = index
        self._lexical: dict[tuple[tuple[str, ...], int], Ranked] = {}
        self._near: dict[tuple[str, bytes, int], Ranked] = {}

    def lexical(self, tokens: Sequence[str], k: int) -> Ranked:
        """See `ChunkIndex`."""
        key = tuple(tokens), k
        if key not in self._lexical:
            self._lexical[key] = self._index.lexical(tokens, k)
        return self._lexical[key]

    def dense(self, vector: Vectors, k: int) -> Ranked:
        """See `ChunkIndex`."""
        key = "dense", vector.tobytes(), k
        if key not in self._near:
            self._near[key] = self._index.dense(vector, k)
        return self._near[key]

    def questions(self, vector: Vectors, k: int) -> Ranked:
        """See `ChunkIndex`."""
        key = "questions", vector.tobytes(), k
        if key not in self._near:
            self._near[key] = self._index.questions(vector, k)
        return self._near[key]

    def chunk(self, chunk_id: str) -> Chunk:
        """See `ChunkIndex`."""
        return self._index.chunk(chunk_id)

    def section(self, source_id: str, section: str) -> tuple[Chunk, ...]:
        """See `ChunkIndex`."""
        return self._index.section(source_id, section)

    def asked(self, chunk_id: str) -> tuple[str, ...]:
        """See `ChunkIndex`."""
        return self._index.asked(chunk_id)

    def knows(self, token: str) -> bool:
        """See `ChunkIndex`."""
        return self._index.knows(token)

    def weight(self, token: str) -> float:
        """See `ChunkIndex`."""
        return self._index.weight(token)

    @property
    def sources(self) -> tuple[Source, ...]:
        """See `ChunkIndex`."""
        return self._index.sources

    @property
    def glossary(self) -> tuple[GlossaryTerm, ...]:
        """See `ChunkIndex`."""
        return self._index.glossary

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """See `ChunkIndex`."""
        return self._index.chunks

    @property
    def stamp(self) -> str:
        """See `ChunkIndex`."""
        return self._index.stamp
