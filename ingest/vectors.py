"""Rebuilds the vectors that are shipped with the corpus: `python -m ingest.vectors [--check]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.catalog import Catalog, load_catalog
from ingest.chunker import chunks, windows
from ingest.inputs import card_node, corpus_files, gather, glossary_nodes
from rag.adapters.vector_cache import PASSAGE, QUERY, ShippedVectors, VectorCache, vector_key
from rag.settings import Settings
from rag.wiring import build_embedder

if TYPE_CHECKING:
    from rag.interfaces import Embedder

FILE = "vectors.npz"


def texts_to_embed(corpus: Path, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """(role, text) of every window and question of the corpus."""
    nodes = gather(corpus_files(corpus, catalog), catalog, lambda name: None).nodes
    for term in catalog.glossary:
        nodes.setdefault(term.source_id, [])
    for source_id, own in nodes.items():
        source = catalog.source(source_id)
        assert source is not None  # every folder and the glossary belong to a declared source
        own += glossary_nodes([term for term in catalog.glossary if term.source_id == source_id])
        own.append(card_node(source))
        for chunk in chunks(own, source_id):
            for text in windows(chunk):
                yield PASSAGE, text
    for question in catalog.questions:
        yield QUERY, question.text


def missing(corpus: Path, model_id: str) -> int:
    """How many texts of the corpus have no shipped vector."""
    shipped = ShippedVectors(corpus / FILE)
    return sum(vector_key(model_id, role, text) not in shipped for role, text in texts_to_embed(corpus, load_catalog(corpus)))


def rebuild(corpus: Path, embedder: Embedder) -> int:
    """Writes `corpus/vectors.npz`, computing only what is new; returns how many vectors it holds."""
    wanted = list(dict.fromkeys(texts_to_embed(corpus, load_catalog(corpus))))
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(embedder, Path(folder) / "vectors.sqlite", ShippedVectors(corpus / FILE))
        found = {}
        for wanted_role in (PASSAGE, QUERY):
            texts = [text for role, text in wanted if role == wanted_role]
            for text, vector in zip(texts, cache.vectors(wanted_role, texts), strict=True):
                found[vector_key(embedder.model_id, wanted_role, text)] = vector
        cache.close()
    ShippedVectors.write(corpus / FILE, found)
    return len(found)


def main() -> int:
    """Rebuilds the file, or with --check says whether it is current (exit status 1 when it is not)."""
    settings = Settings()
    embedder = build_embedder(settings)
    if embedder is None:
        print("埋め込みエンジンがないため、ベクトルを作れません。", file=sys.stderr)
        return 6
    if "--check" in sys.argv[1:]:
        stale = missing(settings.corpus_dir, embedder.model_id)
        print("最新です。" if stale == 0 else f"{stale} 件の文にベクトルがありません。make vectors を実行してください。")
        return 1 if stale else 0
    print(f"{rebuild(settings.corpus_dir, embedder)} 件のベクトルを書きました。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
