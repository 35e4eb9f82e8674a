"""The seams: what the core needs from the world, in one place.

Every method is safe to call from several threads unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.types import Chunk, GlossaryTerm, GuardEvent, GuardVerdict, Hit, Source, Turn

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors of `dimensions` numbers and length 1."""

    @property
    def model_id(self) -> str:
        """Name and revision of the model; vectors of different ids are never compared."""

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """(len(texts), dimensions), rows of length 1; (0, dimensions) for none. Raises EngineError."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Like `embed_queries`, for texts that are searched rather than asked."""


class Tokenizer(Protocol):
    """Turns Japanese or English text into index terms."""

    @property
    def version(self) -> str:
        """Changes whenever the same text may give other tokens."""

    def tokens(self, text: str) -> list[str]:
        """Normalised terms in reading order, repeated as often as they occur; [] for none."""


class ChunkIndex(Protocol):
    """Finds chunks. Scores are only comparable within one list."""

    def lexical(self, tokens: Sequence[str], k: int) -> list[tuple[str, float]]:
        """Up to k (chunk id, BM25 score > 0), best first; [] when no term is known."""

    def dense(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Up to k (chunk id, cosine of its best passage window in -1..1), best first."""

    def questions(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Up to k (chunk id, cosine of its best known question in -1..1), best first."""

    def chunk(self, chunk_id: str) -> Chunk:
        """The chunk. Raises KeyError."""

    def section(self, source_id: str, section: str) -> tuple[Chunk, ...]:
        """The section's chunks in reading order; () when there is none."""

    def asked(self, chunk_id: str) -> tuple[str, ...]:
        """The known questions that point at the chunk; () for none."""

    def knows(self, token: str) -> bool:
        """Whether the term occurs in any chunk, question or glossary entry."""

    def weight(self, token: str) -> float:
        """Inverse document frequency of the term in nats; 0 for a term that occurs nowhere."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources in the index."""

    @property
    def glossary(self) -> tuple[GlossaryTerm, ...]:
        """The glossary that came with the index."""

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All chunks in reading order."""

    @property
    def stamp(self) -> str:
        """What made this index and when, as one short line."""


class Reranker(Protocol):
    """Puts the hits of one question in a better order."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first. Raises EngineError."""


class ChatModel(Protocol):
    """Writes text. Everything it is given has passed the guard."""

    @property
    def name(self) -> str:
        """provider:model, shown as the answer's engine."""

    def stream(self, messages: Sequence[Turn]) -> Iterator[str]:
        """Pieces of the reply as they come. Raises EngineError."""


class Guard(Protocol):
    """Keeps confidential data out."""

    def check(self, text: str) -> GuardVerdict:
        """What may go on. Raises nothing: a fault inside is a verdict "block"."""


class Store(Protocol):
    """Keeps what must outlive a process. Safe from several threads; several processes may share one."""

    def record_guard_event(self, event: GuardEvent) -> None:
        """Keeps the event; it is on disk when this returns. Raises StorageError."""

    def guard_events(self, since: datetime | None = None, limit: int = 1000) -> tuple[GuardEvent, ...]:
        """Up to `limit` events, the newest first; `since` is aware and counts in. () for none. Raises StorageError."""

    def close(self) -> None:
        """Lets go of files and connections; nothing is called after it but `close`."""
