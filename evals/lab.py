"""Runs the retriever with other weights over the cases that have gold sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.cases import Case
from evals.memo import MemoEmbedder, MemoIndex
from evals.runner import DEPTH
from evals.scoring import retrieval_metrics
from rag.interfaces import ChunkIndex, Embedder, Tokenizer
from rag.retrieve.followup import resolve
from rag.retrieve.retriever import Retriever
from rag.retrieve.weights import Weights

Measured = Mapping[str, float]


class Lab:
    """One index, many weights; every list a searcher gives is computed once."""

    def __init__(self, index: ChunkIndex, embedder: Embedder | None, tokenizer: Tokenizer, cases: Sequence[Case]) -> None:
        self.index = MemoIndex(index)
        self.embedder = MemoEmbedder(embedder) if embedder else None
        self.tokenizer = _MemoTokenizer(tokenizer)
        self.cases = tuple(case for case in cases if case.gold)
        self._texts = [resolve(case.question, case.asked().history) for case in self.cases]

    def measure(self, weights: Weights) -> list[Measured]:
        """The retrieval metrics of every case, in order."""
        retriever = Retriever(self.index, self.embedder, self.tokenizer, weights)
        return [
            retrieval_metrics([hit.chunk.place for hit in retriever.search(text, DEPTH).hits], case)
            for case, text in zip(self.cases, self._texts, strict=True)
        ]

    def measure_reciprocal_ranks(self, smoothing: int = 60) -> list[Measured]:
        """Keyword and passage search joined by reciprocal ranks (Cormack, Clarke & Büttcher 2009), for comparison."""
        assert self.embedder is not None
        measured: list[Measured] = []
        for case, text in zip(self.cases, self._texts, strict=True):
            vector = self.embedder.embed_queries([text])[0]
            scores: dict[str, float] = {}
            for ranked in (self.index.lexical(self.tokenizer.tokens(text), 120), self.index.dense(vector, 120)):
                for rank, (chunk_id, _) in enumerate(ranked, 1):
                    scores[chunk_id] = scores.get(chunk_id, 0.0) + 1 / (smoothing + rank)
            best = sorted(scores, key=lambda chunk_id: (-scores[chunk_id], chunk_id))[:DEPTH]
            measured.append(retrieval_metrics([self.index.chunk(chunk_id).place for chunk_id in best], case))
        return measured


class _MemoTokenizer:
    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, list[str]] = {}

    @property
    def version(self) -> str:
        return self._tokenizer.version

    def tokens(self, text: str) -> list[str]:
        if text not in self._known:
            self._known[text] = self._tokenizer.tokens(text)
        return list(self._known[text])
