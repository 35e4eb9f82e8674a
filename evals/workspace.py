"""Opens the corpus a run is made on: the shipped one, the index in use, or a folder of originals."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.errors import ResultError
from rag.adapters.index_files import current_version, read_stamp
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.advisor import Advisor

SHIPPED = "shipped"
CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Settings whose index holds the chosen corpus; `name` says which, `originals` that it is the documents themselves."""

    name: str
    settings: Settings
    originals: bool


def open_workspace(corpus: str, settings: Settings) -> Workspace:
    """The corpus by name: "shipped", "current", or a folder. An index of its own is made or brought up to date.

    Raises ResultError for a folder that does not exist, SourceError, StorageError, EngineError.
    """
    if corpus == CURRENT:
        version = current_version(settings.index_dir)
        inputs = read_stamp(version).inputs if version else ()
        return Workspace(CURRENT, settings, bool(inputs) and "corpus" not in inputs)
    base = settings.data_dir / "evals"
    if corpus == SHIPPED:
        own = settings.model_copy(update={"data_dir": base / SHIPPED, "documents": ()})
        _bring_up_to_date(own, ())
        return Workspace(SHIPPED, own, originals=False)
    folder = Path(corpus)
    if not folder.is_dir():
        raise ResultError(f"フォルダー {corpus!r} がありません。", hint=f"{SHIPPED}、{CURRENT}、または資料のフォルダーを指定してください。")
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:10]
    own = settings.model_copy(update={"data_dir": base / f"folder-{digest}", "documents": ()})
    _bring_up_to_date(own, (folder,))
    return Workspace(folder.name, own, originals=True)


def without_questions(space: Workspace, corpus: str) -> Workspace:
    """The same corpus with no known questions in its index; embeddings that exist already are reused."""
    data = space.settings.data_dir.with_name(space.settings.data_dir.name + "-no-questions")
    stripped = data / "corpus"
    shutil.rmtree(stripped, ignore_errors=True)
    shutil.copytree(space.settings.corpus_dir, stripped, ignore=shutil.ignore_patterns("questions"))
    known = space.settings.cache_dir / "vectors.sqlite"
    if known.exists() and not (data / "cache" / known.name).exists():
        (data / "cache").mkdir(parents=True, exist_ok=True)
        shutil.copy(known, data / "cache" / known.name)
    own = space.settings.model_copy(update={"data_dir": data, "corpus_dir": stripped})
    _bring_up_to_date(own, (Path(corpus),) if corpus not in (SHIPPED, CURRENT) else ())
    return Workspace(f"{space.name}-no-questions", own, space.originals)


def advisor_of(space: Workspace) -> Advisor:
    """The advisor over the workspace's index."""
    from rag.wiring import build_advisor

    return build_advisor(space.settings)


def _bring_up_to_date(settings: Settings, paths: Sequence[Path]) -> None:
    # Reading documents is only needed here; a run on an existing index does without.
    from ingest.pipeline import Inputs, ingest
    from rag.wiring import build_embedder, build_guard, build_tokenizer

    ingest(settings, Inputs(tuple(paths)), embedder=build_embedder(settings), tokenizer=build_tokenizer(), guard=lambda: build_guard(settings))
