"""Any sentence-transformers model, by name or local folder (extra `transformers`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import EngineError

if TYPE_CHECKING:
    from rag.interfaces import Vectors


class SentenceTransformersEmbedder:
    """Uses the model's own "query" and "passage"/"document" prompts where it has them, else E5's prefixes for E5 models."""

    def __init__(self, model: str) -> None:
        if not model:
            raise EngineError(
                "KOKOROE_EMBEDDER=transformers にはモデルの名前かフォルダーが必要です。",
                hint="KOKOROE_EMBEDDER_MODEL に例えば intfloat/multilingual-e5-small を指定してください。",
            )
        try:
            # Importing takes seconds and 430 MB, so it happens only when this engine is chosen.
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EngineError("sentence-transformers が入っていません。", hint="make install-transformers を実行してください。") from error
        try:
            self._model = SentenceTransformer(model, trust_remote_code=False)
        except Exception as error:  # the library raises OSError, ValueError and hub errors of several packages
            raise EngineError(
                f"モデル {model!r} を読み込めませんでした（{type(error).__name__}）。",
                hint="名前とフォルダーを確かめてください。インターネットのない場所では、モデルのフォルダーを指定します。",
            ) from error
        self.model_id = f"sentence-transformers:{model}"
        self.dimensions = int(self._model.get_sentence_embedding_dimension() or 0)
        prompts = set(self._model.prompts or {})
        e5 = "e5" in model.lower() and not prompts & {"query"}
        self._query_prompt = "query: " if e5 else None
        self._passage_prompt = "passage: " if e5 else None

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._embed(texts, self._query_prompt, self._model.encode_query)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._embed(texts, self._passage_prompt, self._model.encode_document)

    def _embed(self, texts: Sequence[str], prompt: str | None, encode) -> Vectors:  # type: ignore[no-untyped-def]
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        try:
            vectors = encode(list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False)
        except RuntimeError as error:
            raise EngineError(
                f"埋め込みモデルが失敗しました（{type(error).__name__}）。", hint="メモリーの空きを確かめてください。"
            ) from error
        return np.asarray(vectors, dtype=np.float32)
