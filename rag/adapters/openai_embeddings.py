"""Any OpenAI-compatible embeddings endpoint, for firms that run one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import httpx
import numpy as np

from rag.errors import EngineError

if TYPE_CHECKING:
    from rag.interfaces import Vectors


class OpenAIEmbedder:
    """Sends the texts to `POST {url}/embeddings`; prefixes E5's "query: " and "passage: " for E5 models."""

    def __init__(self, url: str, model: str, key: str = "", *, timeout: float = 30.0) -> None:
        if not url or not model:
            raise EngineError(
                "KOKOROE_EMBEDDER=openai には KOKOROE_EMBEDDER_URL と KOKOROE_EMBEDDER_MODEL が必要です。",
                hint="例: KOKOROE_EMBEDDER_URL=http://127.0.0.1:8000/v1",
            )
        self.model_id = f"openai:{model}"
        self._model = model
        self._prefixes = ("query: ", "passage: ") if "e5" in model.lower() else ("", "")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=timeout)
        self.dimensions = int(self._request(["probe"]).shape[1])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._embed([self._prefixes[0] + text for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        return self._embed([self._prefixes[1] + text for text in texts])

    def _embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.concatenate([self._request(texts[start : start + 64]) for start in range(0, len(texts), 64)])

    def _request(self, texts: Sequence[str]) -> Vectors:
        try:
            reply = self._client.post("/embeddings", json={"model": self._model, "input": list(texts)})
            reply.raise_for_status()
            rows = sorted(reply.json()["data"], key=lambda row: row["index"])
            vectors = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
            if vectors.shape[0] != len(texts):
                raise ValueError("one vector a text")
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        except (httpx.HTTPError, KeyError, ValueError, TypeError) as error:
            raise EngineError(
                f"埋め込みサーバー {self._client.base_url} が正しく答えませんでした（{type(error).__name__}）。",
                hint="サーバーが動いているか、モデル名とキーが正しいかを確かめてください。",
            ) from error
        return vectors
