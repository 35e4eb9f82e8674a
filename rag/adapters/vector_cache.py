"""Vectors that were computed once: shipped with the corpus, or kept in a SQLite file."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import StorageError, storage_error

if TYPE_CHECKING:
    from rag.interfaces import Embedder, Vectors

QUERY, PASSAGE = "query", "passage"


def vector_key(model_id: str, role: str, text: str) -> str:
    """What a vector is filed under: the model, the role of the text, and the text itself."""
    return hashlib.sha256(f"{model_id}\0{role}\0{text}".encode()).hexdigest()[:32]


class ShippedVectors:
    """Read-only float16 vectors of an `.npz` file with `keys` and `vectors`; empty when there is none."""

    def __init__(self, path: Path | None) -> None:
        self._rows: dict[str, int] = {}
        self._vectors = np.zeros((0, 0), dtype=np.float16)
        if path is not None and path.exists():
            with np.load(path, allow_pickle=False) as file:
                self._vectors = file["vectors"]
                self._rows = {key: row for row, key in enumerate(file["keys"].tolist())}

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: str) -> Vectors | None:
        """The vector, length 1, or None."""
        row = self._rows.get(key)
        if row is None:
            return None
        vector = self._vectors[row].astype(np.float32)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    @staticmethod
    def write(path: Path, vectors: dict[str, Vectors]) -> None:
        """Writes the file; equal vectors give equal bytes."""
        keys = sorted(vectors)
        rows = np.stack([vectors[key] for key in keys]).astype(np.float16)
        np.savez_compressed(path, keys=np.array(keys), vectors=rows)


class VectorCache:
    """Answers from the shipped vectors, then from its file, and asks the engine only for the rest."""

    def __init__(self, engine: Embedder, file: Path, shipped: ShippedVectors | None = None) -> None:
        self._engine = engine
        self._shipped = shipped or ShippedVectors(None)
        self.computed = 0
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(file, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)")
        except OSError as error:
            raise storage_error(error, file) from error
        except sqlite3.Error as error:
            raise _cache_error(error, file) from error
        self._file = file

    def missing(self, role: str, texts: Iterable[str]) -> list[str]:
        """The texts that would have to be computed, each once, in order."""
        wanted = {vector_key(self._engine.model_id, role, text): text for text in texts}
        return [text for key, text in wanted.items() if self._find(key) is None]

    def vectors(self, role: str, texts: Sequence[str], *, progress: Callable[[int], None] = lambda done: None, batch: int = 16) -> Vectors:
        """(len(texts), dimensions). `progress` is told how many were newly computed, batch by batch."""
        embed = self._engine.embed_queries if role == QUERY else self._engine.embed_passages
        missing = self.missing(role, texts)
        for start in range(0, len(missing), batch):
            part = missing[start : start + batch]
            self._store([(vector_key(self._engine.model_id, role, text), vector) for text, vector in zip(part, embed(part), strict=True)])
            self.computed += len(part)
            progress(len(part))
        if not texts:
            return np.zeros((0, self._engine.dimensions), dtype=np.float32)
        rows = [self._find(vector_key(self._engine.model_id, role, text)) for text in texts]
        return np.stack([row for row in rows if row is not None])

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def _find(self, key: str) -> Vectors | None:
        if (vector := self._shipped.get(key)) is not None:
            return vector
        row = self._db.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        return None if row is None else np.frombuffer(row[0], dtype=np.float32)

    def _store(self, rows: list[tuple[str, Vectors]]) -> None:
        try:
            with self._db:
                self._db.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)", [(key, vector.astype(np.float32).tobytes()) for key, vector in rows]
                )
        except sqlite3.Error as error:
            raise _cache_error(error, self._file) from error


def _cache_error(error: sqlite3.Error, file: Path) -> StorageError:
    if "full" in str(error):
        return StorageError(
            f"ディスクに空きがないため {str(file)!r} に書き込めませんでした。",
            hint="空き容量を作って、もう一度実行してください。これまでの索引はそのまま使えます。",
        )
    return StorageError(
        f"ベクトルの保管ファイル {str(file)!r} を読み書きできませんでした。",
        hint="壊れている場合は、このファイルを消してもう一度実行してください（作り直されます）。",
    )
