"""The index: vectors in Chroma (through LangChain), terms in bm25s, everything else in one JSON file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bm25s
import chromadb
import numpy as np
from langchain_chroma import Chroma

from rag.adapters.chroma_store import PASSAGES, QUESTIONS, client, collection
from rag.adapters.index_files import MANIFEST, REBUILD, current_version, read_stamp
from rag.errors import IndexMismatch, IndexMissing
from rag.types import Chunk, GlossaryTerm, Kind, Source

if TYPE_CHECKING:
    from rag.interfaces import Vectors

_BATCH = 1000


class ChromaIndex:
    """Reads one index version; see `ChunkIndex`. `model` and `tokenizer` must be those that made it."""

    def __init__(self, version: Path, *, model: str, tokenizer: str) -> None:
        self._stamp = read_stamp(version)
        for what, made, asked in (("埋め込みモデル", self._stamp.model, model), ("形態素解析", self._stamp.tokenizer, tokenizer)):
            if made not in (asked, "none"):
                raise IndexMismatch(f"索引の{what}は {made!r} ですが、今の設定は {asked!r} です。", hint=REBUILD)
        try:
            catalog = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
            self._chunks = tuple(_chunk(row) for row in catalog["chunks"])
            self._sources = tuple(_source(row) for row in catalog["sources"])
            self._glossary = tuple(_term(row) for row in catalog["glossary"])
            self._frequency: dict[str, int] = catalog["frequency"]
            self._known = frozenset(catalog["known"])
            self._asked_of = {chunk_id: tuple(texts) for chunk_id, texts in catalog["questions"].items()}
            self._bm25 = bm25s.BM25.load(version / "bm25", mmap=True) if self._chunks else None
            self._passages = self._asked = None
            if self._stamp.model != "none" and self._chunks:
                chroma = client(version)
                self._passages, self._asked = collection(chroma, PASSAGES), collection(chroma, QUESTIONS)
                self._asked_count = chroma.get_collection(QUESTIONS, embedding_function=None).count()
                self._passage_count = chroma.get_collection(PASSAGES, embedding_function=None).count()
                if self._passage_count + self._asked_count != self._stamp.vectors:
                    raise ValueError("vectors are missing")
        except (OSError, KeyError, TypeError, ValueError, chromadb.errors.ChromaError) as error:
            raise IndexMismatch(
                f"索引 {str(version)!r} が壊れています（{type(error).__name__}）。",
                # An ingest with unchanged documents would find nothing to do.
                hint=f"フォルダー {str(version)!r} を消してから kokoroe ingest を実行してください。",
            ) from error
        self._by_id = {chunk.id: chunk for chunk in self._chunks}
        self._by_place: dict[str, list[Chunk]] = {}
        for chunk in self._chunks:
            self._by_place.setdefault(chunk.place, []).append(chunk)

    @classmethod
    def open(cls, folder: Path, *, model: str, tokenizer: str) -> ChromaIndex:
        """The current version in `folder`. Raises IndexMissing."""
        version = current_version(folder)
        if version is None:
            raise IndexMissing(f"{str(folder)!r} に索引がありません。", hint="kokoroe ingest を実行してください。")
        return cls(version, model=model, tokenizer=tokenizer)

    def lexical(self, tokens: Sequence[str], k: int) -> list[tuple[str, float]]:
        """See `ChunkIndex`."""
        known = [token for token in tokens if token in self._frequency]
        if not known or self._bm25 is None:
            return []
        scores = self._bm25.get_scores(known)
        best = np.argsort(-scores, kind="stable")[:k]
        return [(self._chunks[row].id, float(scores[row])) for row in best if scores[row] > 0]

    def dense(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """See `ChunkIndex`."""
        return [] if self._passages is None else _nearest(self._passages, vector, min(k, self._passage_count))

    def questions(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """See `ChunkIndex`."""
        return [] if self._asked is None else _nearest(self._asked, vector, min(k, self._asked_count))

    def chunk(self, chunk_id: str) -> Chunk:
        """See `ChunkIndex`."""
        return self._by_id[chunk_id]

    def section(self, source_id: str, section: str) -> tuple[Chunk, ...]:
        """See `ChunkIndex`."""
        return tuple(self._by_place.get(f"{source_id}/{section}", ()))

    def asked(self, chunk_id: str) -> tuple[str, ...]:
        """See `ChunkIndex`."""
        return self._asked_of.get(chunk_id, ())

    def knows(self, token: str) -> bool:
        """See `ChunkIndex`."""
        return token in self._frequency or token in self._known

    def weight(self, token: str) -> float:
        """See `ChunkIndex`."""
        df = self._frequency.get(token, 0)
        return float(np.log(1 + (len(self._chunks) - df + 0.5) / (df + 0.5))) if df else 0.0

    @property
    def sources(self) -> tuple[Source, ...]:
        """See `ChunkIndex`."""
        return self._sources

    @property
    def glossary(self) -> tuple[GlossaryTerm, ...]:
        """See `ChunkIndex`."""
        return self._glossary

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """See `ChunkIndex`."""
        return self._chunks

    @property
    def stamp(self) -> str:
        """See `ChunkIndex`."""
        return str(self._stamp)


def _nearest(store: Chroma, vector: Vectors, k: int) -> list[tuple[str, float]]:
    best: dict[str, float] = {}
    if k < 1:
        return []
    for document, distance in store.similarity_search_by_vector_with_relevance_scores(vector.tolist(), k=k):
        chunk_id = document.metadata["chunk"]
        best[chunk_id] = max(best.get(chunk_id, -1.0), 1.0 - float(distance))
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))


def _chunk(row: dict[str, Any]) -> Chunk:
    return Chunk(**{**row, "headings": tuple(row["headings"]), "kind": Kind(row["kind"])})


def _source(row: dict[str, Any]) -> Source:
    return Source(**_tuples(row))


def _term(row: dict[str, Any]) -> GlossaryTerm:
    return GlossaryTerm(**_tuples(row))


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
