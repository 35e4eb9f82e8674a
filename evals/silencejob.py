"""Trains the rule of silence on labelled questions and on the corpus's own, and writes silence.json.

A known question would find itself in the index, so the corpus's questions are searched in an
index that was built without any question of their section, a fifth of the sections at a time;
that is also how a firm's own documents are met. A last index has no questions at all.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from evals.silence import CASES, RULE, Example, cross_validated, evidence, inputs_of, load_examples, to_json, train
from evals.workspace import SHIPPED, open_workspace
from rag.decide.features import NAMES, Features
from rag.decide.silence import CLASSES
from rag.errors import EngineError
from rag.settings import Settings
from rag.wiring import build_embedder, build_tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.catalog import KnownQuestion
    from rag.adapters.chroma_index import ChromaIndex
    from rag.adapters.vector_cache import VectorCache
    from rag.interfaces import Embedder, Vectors

FOLDS = 5
DECAYS = {"features": 0.001, "features+vector": 0.0003}
# The least chance of "answered" at which an answer is given. Someone who gets no answer to a plain question
# goes away; someone who gets a nearby place sees from its heading that it is another one.
THRESHOLD = 0.3


class _Cached:
    """The embedder behind the cache of vectors, so that a question is embedded once for all folds."""

    def __init__(self, cache: VectorCache, model_id: str, dimensions: int) -> None:
        self._cache, self.model_id, self.dimensions = cache, model_id, dimensions

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._cache.vectors("query", texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._cache.vectors("passage", texts)


def train_silence(settings: Settings, told: Callable[[str], None]) -> dict[str, dict[str, float]]:
    """Trains both rules (with and without the question's vector), writes them, returns their evidence."""
    labels: list[int] = []
    inputs: dict[str, list[NDArray[np.float64]]] = {name: [] for name in DECAYS}
    engine = build_embedder(settings)
    if engine is None:
        raise EngineError("沈黙の規則の学習には埋め込みエンジンが必要です。", hint="kokoroe doctor で導入状態を確かめてください。")
    for examples, by_words, features in _batches(settings, engine, told):
        labels += [example.label for example in examples]
        inputs["features+vector"].append(inputs_of(examples, features, with_vector=True))
        inputs["features"].append(inputs_of(by_words, features, with_vector=False))
    wanted = np.array(labels)
    models, found = {}, {}
    for name, decay in DECAYS.items():
        rows = np.concatenate(inputs[name])
        found[name] = evidence(cross_validated(rows, wanted, decay=decay), wanted, THRESHOLD)
        models[name] = {**to_json(train(rows, wanted, decay=decay)), "threshold": THRESHOLD, "decay": decay, "evidence": found[name]}
        told(f"{name}: {found[name]}")
    made = {
        "inputs": list(NAMES),
        "classes": [each.value for each in CLASSES],
        "vector_model": engine.model_id,
        "trained_on": len(labels),
        "models": models,
    }
    RULE.write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")
    return found


def _batches(
    settings: Settings, engine: Embedder, told: Callable[[str], None]
) -> Iterator[tuple[list[Example], list[Example], Features]]:
    """Examples as searched with the engine, the same as searched by words alone, and what measures them."""
    from ingest.catalog import load_catalog
    from rag.adapters.chroma_index import ChromaIndex
    from rag.adapters.vector_cache import ShippedVectors, VectorCache
    from rag.retrieve.retriever import Retriever
    from rag.retrieve.weights import load_weights

    space, tokenizer = open_workspace(SHIPPED, settings), build_tokenizer()
    cache = VectorCache(engine, space.settings.cache_dir / "vectors.sqlite", ShippedVectors(space.settings.corpus_dir / "vectors.npz"))
    embedder = _Cached(cache, engine.model_id, engine.dimensions)
    index = ChromaIndex.open(space.settings.index_dir, model=engine.model_id, tokenizer=tokenizer.version)

    def searchers(over: ChromaIndex) -> tuple[Retriever, Retriever]:
        return Retriever(over, embedder, tokenizer, load_weights()), Retriever(over, None, tokenizer, load_weights())

    for file in sorted(CASES.parent.glob("silence_train*.jsonl")):
        told(file.name)
        full, words = (load_examples(searcher.search, file) for searcher in searchers(index))
        yield full, words, Features(index, tokenizer)
    questions = load_catalog(space.settings.corpus_dir).questions
    places = list(dict.fromkeys((question.source_id, question.section) for question in questions))
    fold_of = {place: number % FOLDS for number, place in enumerate(places)}
    for fold in range(FOLDS + 1):
        last = fold == FOLDS
        held = [each.text for number, each in enumerate(questions) if (number % 4 == 0 if last else fold_of[each.source_id, each.section] == fold)]
        rest = [] if last else [each for each in questions if fold_of[each.source_id, each.section] != fold]
        told(f"corpus questions {fold + 1}/{FOLDS + 1}")
        without = _index_without(space.settings.data_dir / "folds" / str(fold), index, rest, cache, engine.model_id)
        full, words = ([Example(text, 0, searcher.search(text)) for text in held] for searcher in searchers(without))
        yield full, words, Features(without, tokenizer)
        if last:
            for file in sorted(CASES.parent.glob("silence_train*.jsonl")):
                full, words = (load_examples(searcher.search, file) for searcher in searchers(without))
                yield full, words, Features(without, tokenizer)
    cache.close()


def _index_without(folder: Path, index: ChromaIndex, questions: Sequence[KnownQuestion], cache: VectorCache, model: str) -> ChromaIndex:
    from ingest.entries import glossary_terms, make_entries
    from rag.adapters.chroma_index import ChromaIndex
    from rag.adapters.index_writer import Contents, write_index

    shutil.rmtree(folder, ignore_errors=True)
    tokenizer = build_tokenizer()
    entries = make_entries(index.chunks, questions, tokenizer, cache.vectors)
    contents = Contents(entries, index.sources, index.glossary, glossary_terms(index.glossary, tokenizer))
    version = write_index(
        folder, contents, fingerprint="questions-held-out", model=model, tokenizer=tokenizer.version, inputs=(), embed=cache.vectors
    )
    return ChromaIndex(version, model=model, tokenizer=tokenizer.version)
