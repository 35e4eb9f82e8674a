"""The retrieval lab: memory, ablation and tuning on an index whose right weights are known."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import numpy as np
import pytest

from evals.ablate import NONE, ablation_json, variants
from evals.lab import Lab
from evals.memo import MemoEmbedder, MemoIndex
from evals.result import Made
from evals.tune import as_toml, fold_of, objective, tune
from rag.retrieve.weights import Weights

RIGHT, WRONG = "guide/1-1/1", "guide/1-2/1"


class LyingIndex:
    """Keywords put the wrong chunk first, passages the right one; counts how often it is asked."""

    def __init__(self, base) -> None:
        self._base = base
        self.calls = 0

    def __getattr__(self, name: str):
        return getattr(self._base, name)

    def lexical(self, tokens, k):
        self.calls += 1
        return [(WRONG, 3.0), (RIGHT, 1.0), ("guide/1-3/1", 0.5)]

    def dense(self, vector, k):
        self.calls += 1
        return [(RIGHT, 0.9), (WRONG, 0.5), ("guide/1-3/1", 0.4)]

    def questions(self, vector, k):
        self.calls += 1
        return [("guide/1-3/1", 0.9), (WRONG, 0.85), (RIGHT, 0.8)]


class OneEmbedder:
    model_id, dimensions = "one", 2

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_queries(self, texts):
        self.texts += texts
        return np.ones((len(texts), 2), dtype=np.float32)

    embed_passages = embed_queries


class CharTokenizer:
    version = "chars"

    def tokens(self, text: str) -> list[str]:
        return list(text)


@pytest.fixture
def lab(index, case_of) -> Lab:
    cases = [case_of(id=f"c{number}", question=f"点検{number}はいつ") for number in range(12)]
    silent = case_of(id="none", kind="unanswerable", gold=[], must_include=[], status="not_found")
    return Lab(LyingIndex(index), OneEmbedder(), CharTokenizer(), [*cases, silent])


def test_cases_without_gold_are_left_out_and_searches_happen_once(index, case_of) -> None:
    lying, embedder = LyingIndex(index), OneEmbedder()
    lab = Lab(lying, embedder, CharTokenizer(), [case_of(), case_of(id="none", kind="unanswerable", gold=[], must_include=[], status="not_found")])
    assert len(lab.cases) == 1
    lab.measure(Weights())
    lab.measure(Weights(lexical=0.2))
    assert (lying.calls, len(embedder.texts)) == (3, 1)


def test_memo_gives_what_the_original_gives(index) -> None:
    memo, lying = MemoIndex(LyingIndex(index)), LyingIndex(index)
    vector = np.ones(2, dtype=np.float32)
    assert memo.dense(vector, 3) == memo.dense(vector, 3) == lying.dense(vector, 3)
    assert memo.lexical(["a"], 3) == lying.lexical(["a"], 3)
    assert memo.stamp == index.stamp
    assert memo.chunks == index.chunks
    assert MemoEmbedder(OneEmbedder()).embed_queries(["a", "b", "a"]).shape == (3, 2)


def test_weights_change_what_is_first(lab) -> None:
    assert objective(lab.measure(replace(NONE, dense=1.0))) == 1.0
    assert lab.measure(replace(NONE, lexical=1.0))[0]["mrr"] == 0.5


def test_ablation_tells_the_halves_apart(lab) -> None:
    steps = dict(variants(lab, lab, Weights()))
    assert steps["dense (e5 passages)"][0]["proof@1"] == 1.0
    assert steps["BM25, Sudachi tokens"][0]["proof@1"] == 0.0
    result = ablation_json(list(steps.items()), lab, Made("ablate", ("mine",), "shipped", "i", "c", {}, {}), 0.0)
    assert result["rows"][0]["id"] == "BM25, Sudachi tokens"
    assert result["rows"][0]["summary"]["proof@5"]["n"] == 12
    assert result["rows"][0]["employee"] == {}


def test_tuning_finds_the_searcher_that_is_right(lab) -> None:
    tuned = tune(lab, Weights(dense=0.25, question=2.0))
    assert tuned.fitted == 1.0 > tuned.fitted_before
    assert tuned.held_out == 1.0
    assert tuned.worth_it
    assert tuned.weights.dense > tuned.weights.question
    assert tuned == tune(lab, Weights(dense=0.25, question=2.0))
    content = as_toml(tuned, "fake index", ["mine"])
    assert Weights(**tomllib.loads(content)["weights"]) == tuned.weights
    assert "# held out, 5 folds: 1.0000" in content


def test_tuning_keeps_what_is_as_good(lab) -> None:
    good = Weights(dense=2.0, question=0.25)
    tuned = tune(lab, good)
    assert tuned.weights == good
    assert not tuned.worth_it


def test_folds_never_change(case_of) -> None:
    assert [fold_of(case_of(id=name)) for name in ("a", "b", "c")] == [4, 0, 3]
