"""Chroma's collections behind LangChain's vector store, for vectors that exist already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

if TYPE_CHECKING:
    from rag.interfaces import Vectors

PASSAGES, QUESTIONS = "passages", "questions"


class _Given(Embeddings):
    """Hands LangChain's store vectors that exist already."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [row.tolist() for row in self._vectors[: len(texts)]]

    def embed_query(self, text: str) -> list[float]:
        raise NotImplementedError("searching is done by vector")


def client(version: Path) -> Any:
    """The embedded Chroma of one index version, without telemetry."""
    return chromadb.PersistentClient(path=str(version / "chroma"), settings=ChromaSettings(anonymized_telemetry=False))


def collection(client: Any, name: str, vectors: Vectors | None = None) -> Chroma:
    """The collection `name`, with the vectors that the next `add_texts` will be given.

    The search looks at up to 4,000 neighbours: exact on a corpus of this size, at about 1 ms, so that
    the same question gets the same answer after every start.
    """
    # Without an embedding function Chroma would download a model; ours hands over finished vectors.
    given = _Given(np.zeros((0, 0), dtype=np.float32) if vectors is None else vectors)
    return Chroma(
        client=client,
        collection_name=name,
        embedding_function=given,
        collection_configuration={"hnsw": {"space": "cosine", "ef_search": 4000}},
    )
