"""Writes an index version beside the old one and switches to it."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import bm25s

from rag.adapters.chroma_store import PASSAGES, QUESTIONS, client, collection
from rag.adapters.index_files import ALLOWED, FORMAT, MANIFEST, POINTER, Stamp, current_version, remove_old_versions, write_text
from rag.errors import StorageError, storage_error
from rag.types import Chunk, GlossaryTerm, Source

if TYPE_CHECKING:
    from rag.interfaces import Vectors

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A chunk as it is indexed: its terms, its passage windows and the questions that point at it."""

    chunk: Chunk
    terms: tuple[str, ...]
    windows: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file that was read: where it lay, the SHA-256 of its bytes, and the source it belongs to."""

    path: str
    sha256: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything an index version is made of; `skipped` are the places left out, each with
    the reason, `allowed` what the guard lets through because these documents hold it."""

    entries: tuple[Entry, ...]
    sources: tuple[Source, ...]
    glossary: tuple[GlossaryTerm, ...]
    known_terms: frozenset[str]
    files: tuple[IndexedFile, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    allowed: Mapping[str, Sequence[str]] = field(default_factory=dict)


def write_index(
    folder: Path,
    contents: Contents,
    *,
    fingerprint: str,
    model: str,
    tokenizer: str,
    inputs: Sequence[str],
    embed: Callable[[str, Sequence[str]], Vectors] | None,
) -> Path:
    """Builds a new version beside the old one and switches to it; returns its folder.

    `embed(role, texts)` gives the vectors of "passage" and "query" texts; None builds an index
    of terms alone. Raises StorageError.
    """
    name = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{fingerprint[:8]}-{os.getpid()}"
    version = folder / name
    try:
        version.mkdir(parents=True, exist_ok=True)
        vectors = _write_vectors(version, contents.entries, embed) if embed else 0
        _write_terms(version, contents.entries)
        _write_catalog(version, contents)
        write_text(version / ALLOWED, json.dumps(contents.allowed, ensure_ascii=False))
        stamp = Stamp(
            FORMAT,
            model if embed else "none",
            tokenizer,
            fingerprint,
            time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            len(contents.entries),
            vectors,
            tuple(inputs),
        )
        write_text(version / "stamp.json", json.dumps(asdict(stamp), ensure_ascii=False))
        previous = current_version(folder)
        write_text(folder / POINTER, name)
        remove_old_versions(folder, keep={version, previous})
    except OSError as error:
        shutil.rmtree(version, ignore_errors=True)
        raise storage_error(error, version) from error
    except Exception as error:
        shutil.rmtree(version, ignore_errors=True)
        if type(error).__module__.startswith("chromadb"):
            raise StorageError(
                f"Chroma が {str(version)!r} に書き込めませんでした。",
                hint="ディスクの空きと権限を確かめて、もう一度実行してください。これまでの索引はそのまま使えます。",
            ) from error
        raise
    return version


def _write_vectors(version: Path, entries: Sequence[Entry], embed: Callable[[str, Sequence[str]], Vectors]) -> int:
    chroma = client(version)
    total = 0
    for name, role in ((PASSAGES, "passage"), (QUESTIONS, "query")):
        texts = [(entry, entry.windows if name == PASSAGES else entry.questions) for entry in entries]
        rows = [(entry.chunk.id, number, text) for entry, own in texts for number, text in enumerate(own)]
        vectors = embed(role, [text for _, _, text in rows])
        collection(chroma, name)
        for start in range(0, len(rows), _BATCH):
            part = rows[start : start + _BATCH]
            collection(chroma, name, vectors[start : start + _BATCH]).add_texts(
                [text for _, _, text in part],
                metadatas=[{"chunk": chunk_id} for chunk_id, _, _ in part],
                ids=[f"{chunk_id}#{number}" for chunk_id, number, _ in part],
            )
        total += len(rows)
    return total


def _write_terms(version: Path, entries: Sequence[Entry]) -> None:
    if entries:
        bm25 = bm25s.BM25(k1=1.2, b=0.6)
        bm25.index([list(entry.terms) or ["∅"] for entry in entries], show_progress=False)
        bm25.save(version / "bm25")


def _write_catalog(version: Path, contents: Contents) -> None:
    frequency = Counter(term for entry in contents.entries for term in set(entry.terms))
    catalog = {
        "chunks": [asdict(entry.chunk) for entry in contents.entries],
        "questions": {entry.chunk.id: entry.questions for entry in contents.entries if entry.questions},
        "sources": [asdict(source) for source in contents.sources],
        "glossary": [asdict(term) for term in contents.glossary],
        "frequency": dict(sorted(frequency.items())),
        "known": sorted(contents.known_terms),
        "files": [asdict(file) for file in contents.files],
        "skipped": contents.skipped,
    }
    write_text(version / MANIFEST, json.dumps(catalog, ensure_ascii=False))
