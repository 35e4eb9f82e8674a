"""The flow of an ingest: find files, read, cut, embed, write beside the old index, switch."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.catalog import Catalog, load_catalog
from ingest.chunker import chunks as cut
from ingest.inputs import Gathered, InputFile, card_node, corpus_files, gather, given_files, glossary_nodes
from ingest.report import Report, Skipped
from rag.adapters.index_files import FORMAT, MANIFEST, current_version, read_stamp
from rag.errors import IndexMismatch, SourceError, storage_error
from rag.settings import Settings
from rag.types import Source

if TYPE_CHECKING:
    from ingest.screening import Screened
    from rag.guard.guard import TextGuard
    from rag.interfaces import Embedder, Tokenizer, Vectors

CHUNKING = 7
CORPUS = "corpus"


@dataclass(frozen=True, slots=True)
class Progress:
    """What a door is told while it waits: the stage's name, and how many of how many are done."""

    stage: Callable[[str, int], None]
    step: Callable[[int], None]


SILENT = Progress(lambda name, total: None, lambda done: None)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an ingest is asked to read; `paths` without `add` replace the corpus."""

    paths: tuple[Path, ...] = ()
    add: bool = False
    source_id: str | None = None


def ingest(
    settings: Settings,
    inputs: Inputs,
    *,
    embedder: Embedder | None,
    tokenizer: Tokenizer,
    guard: Callable[[], TextGuard],
    progress: Progress = SILENT,
) -> Report:
    """Brings the index up to date with the inputs. Raises SourceError, StorageError, EngineError.

    `guard` is made only when there is something to read.

    Nothing changes for someone asking until the last step; a failure leaves the old index answering.
    """
    started = time.perf_counter()
    catalog = load_catalog(settings.corpus_dir)
    roots = _roots(settings, inputs)
    files, skipped = _files(settings, catalog, roots, inputs)
    model = embedder.model_id if embedder else "none"
    fingerprint = _fingerprint(settings, files, model, tokenizer.version)
    before = _manifest(settings.index_dir)
    if before is not None and before.fingerprint == fingerprint:
        return _unchanged(skipped, before, time.perf_counter() - started)

    progress.stage("読み込み", len(files))
    gathered = gather(files, catalog, lambda name: progress.step(1))
    skipped += gathered.skipped
    if CORPUS in roots and inputs.source_id is None:
        _add_glossary(gathered, catalog)
    for source_id, nodes in gathered.nodes.items():
        nodes.append(card_node(gathered.sources[source_id]))
    if not gathered.nodes:
        reasons = " ".join(each.reason for each in skipped[:3])
        raise SourceError("読める資料がひとつもありませんでした。", hint=f"{reasons} これまでの索引はそのまま使えます。".strip())

    try:
        screened = _screened(settings, gathered, catalog, guard())
        skipped += screened.skipped
        gathered.notes += screened.notes
        embedded = _build(settings, gathered, screened, catalog, files, roots, fingerprint, embedder, tokenizer, progress)
    except OSError as error:
        raise storage_error(error, settings.index_dir) from error
    after = _manifest(settings.index_dir)
    assert after is not None  # the build has just switched to it
    return _report(gathered, skipped, before, after, embedded, time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class _Manifest:
    fingerprint: str
    inputs: tuple[str, ...]
    files: dict[str, str]
    skipped: tuple[Skipped, ...]
    sources: int
    chunks: int


def _roots(settings: Settings, inputs: Inputs) -> tuple[str, ...]:
    own = tuple(str(path) for path in settings.documents)
    asked = tuple(str(path) for path in inputs.paths)
    if not asked:
        return (CORPUS, *own)
    if not inputs.add:
        return asked
    before = _manifest(settings.index_dir)
    return tuple(dict.fromkeys((*(before.inputs if before else (CORPUS, *own)), *asked)))


def _files(settings: Settings, catalog: Catalog, roots: Sequence[str], inputs: Inputs) -> tuple[list[InputFile], list[Skipped]]:
    files: list[InputFile] = []
    skipped: list[Skipped] = []
    asked = {str(path) for path in inputs.paths}
    for root in roots:
        if root == CORPUS:
            files += corpus_files(settings.corpus_dir, catalog, None if inputs.paths else inputs.source_id)
            continue
        source = _named(catalog, inputs.source_id) if root in asked else None
        if root not in asked and not Path(root).exists():
            skipped.append(Skipped(root, "前回はありましたが、今はありません。索引から外しました。"))
            continue
        found, left_out = given_files([Path(root)], source)
        files += found
        skipped += left_out
    return files, skipped


def _named(catalog: Catalog, source_id: str | None) -> Source | None:
    if source_id is None:
        return None
    source = catalog.source(source_id)
    if source is None:
        known = "、".join(each.id for each in catalog.sources)
        raise SourceError(
            f"資料 {source_id!r} は sources.yaml にありません。", hint=f"利用条件とともに書き足すか、{known} のどれかを指定してください。"
        )
    return source


def _fingerprint(settings: Settings, files: Sequence[InputFile], model: str, tokenizer: str) -> str:
    corpus, guarded = settings.corpus_dir, (settings.guard_documents, settings.guard_words, sorted(settings.guard_modes.items()))
    digest = hashlib.sha256(f"{FORMAT}|{CHUNKING}|{model}|{tokenizer}|{guarded}".encode())
    for declared in (corpus / "sources.yaml", corpus / "glossary.yaml", *sorted((corpus / "questions").glob("*.yaml"))):
        if declared.exists():
            digest.update(declared.read_bytes())
    for file in files:
        digest.update(f"{file.shown}|{file.sha256}|{file.source.id if file.source else ''}".encode())
    return digest.hexdigest()


def _manifest(index_dir: Path) -> _Manifest | None:
    version = current_version(index_dir)
    if version is None:
        return None
    try:
        stamp = read_stamp(version)
        catalog = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
        files = {row["path"]: row["sha256"] for row in catalog["files"]}
        skipped = tuple(Skipped(path, reason) for path, reason in catalog["skipped"])
        return _Manifest(stamp.fingerprint, stamp.inputs, files, skipped, len(catalog["sources"]), stamp.chunks)
    except (IndexMismatch, OSError, KeyError, TypeError, ValueError):
        # A foreign or damaged index is replaced; it has nothing that could be kept.
        return None


def _add_glossary(gathered: Gathered, catalog: Catalog) -> None:
    for source_id in dict.fromkeys(term.source_id for term in catalog.glossary):
        source = catalog.source(source_id)
        if source is None:
            raise SourceError(f"glossary.yaml の source {source_id!r} は sources.yaml にありません。", hint="どちらかを直してください。")
        gathered.sources.setdefault(source_id, source)
        terms = [term for term in catalog.glossary if term.source_id == source_id]
        gathered.nodes.setdefault(source_id, []).extend(glossary_nodes(terms))


def _screened(settings: Settings, gathered: Gathered, catalog: Catalog, guard: TextGuard) -> Screened:
    from ingest.screening import screen

    chunks = [chunk for source_id, nodes in gathered.nodes.items() for chunk in cut(nodes, source_id)]
    public = {source.id for source in catalog.sources}
    screened = screen(chunks, public, guard, keep=settings.guard_documents == "keep")
    if not screened.chunks:
        raise SourceError("索引に入れられる箇所がひとつもありませんでした。", hint=screened.skipped[0].reason if screened.skipped else "")
    return screened


def _build(
    settings: Settings,
    gathered: Gathered,
    screened: Screened,
    catalog: Catalog,
    files: Sequence[InputFile],
    roots: Sequence[str],
    fingerprint: str,
    embedder: Embedder | None,
    tokenizer: Tokenizer,
    progress: Progress,
) -> int:
    # Chroma takes seconds to import, so only an ingest that has something to write does.
    from ingest.entries import glossary_terms, make_entries
    from rag.adapters.index_writer import Contents, IndexedFile, write_index
    from rag.adapters.vector_cache import ShippedVectors, VectorCache

    cache = (
        VectorCache(embedder, settings.cache_dir / "vectors.sqlite", ShippedVectors(settings.corpus_dir / "vectors.npz"))
        if embedder
        else None
    )
    announced: set[str] = set()

    def embed(role: str, texts: Sequence[str]) -> Vectors:
        assert cache is not None
        missing = len(cache.missing(role, texts))
        if missing and role not in announced:
            announced.add(role)
            progress.stage("埋め込み", missing)
        return cache.vectors(role, texts, progress=progress.step)

    entries = make_entries(screened.chunks, catalog.questions, tokenizer, embed if cache else None)
    progress.stage("索引の書き込み", 0)
    contents = Contents(
        entries,
        tuple(gathered.sources.values()),
        catalog.glossary,
        glossary_terms(catalog.glossary, tokenizer),
        tuple(IndexedFile(file.shown, file.sha256, gathered.owners[file.shown]) for file in files if file.shown in gathered.owners),
        tuple((each.path, each.reason) for each in (*gathered.skipped, *screened.skipped)),
        screened.allowed.to_json(),
    )
    write_index(
        settings.index_dir,
        contents,
        fingerprint=fingerprint,
        model=embedder.model_id if embedder else "none",
        tokenizer=tokenizer.version,
        inputs=roots,
        embed=embed if cache else None,
    )
    if cache is None:
        return 0
    cache.close()
    return cache.computed


def _unchanged(skipped: Sequence[Skipped], before: _Manifest, seconds: float) -> Report:
    return Report(tuple(before.files), (), (), (), (*skipped, *before.skipped), (), before.sources, before.chunks, 0, seconds, unchanged=True)


def _report(
    gathered: Gathered, skipped: Sequence[Skipped], before: _Manifest | None, after: _Manifest, embedded: int, seconds: float
) -> Report:
    old, new = (before.files if before else {}), after.files
    return Report(
        read=tuple(new),
        added=tuple(path for path in new if path not in old),
        changed=tuple(path for path, digest in new.items() if path in old and old[path] != digest),
        removed=tuple(path for path in old if path not in new),
        skipped=tuple(skipped),
        notes=tuple(gathered.notes),
        sources=len(gathered.sources),
        chunks=after.chunks,
        embedded=embedded,
        seconds=seconds,
    )
