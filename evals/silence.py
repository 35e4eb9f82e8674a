"""Trains the rule that decides when to be silent, and writes it with its evidence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.decide.features import NAMES, Features
from rag.decide.silence import CLASSES
from rag.retrieve.retriever import Found

CASES = Path(__file__).with_name("cases") / "silence_train.jsonl"
RULE = Path(__file__).resolve().parent.parent / "rag" / "decide" / "silence.json"
FOLDS, VECTOR_SCALE = 10, 4.0
_STEPS, _RATE = 900, 0.05

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the status it should get, and what retrieval found for it."""

    question: str
    label: int
    found: Found


@dataclass(frozen=True, slots=True)
class Trained:
    """Weights (4, inputs) and bias (4,) over scaled inputs."""

    weights: Matrix
    bias: Matrix
    mean: Matrix
    spread: Matrix

    def chances(self, inputs: Matrix) -> Matrix:
        """(n, 4) probabilities for (n, inputs)."""
        return _softmax(_scaled(inputs, self.mean, self.spread) @ self.weights.T + self.bias)


def load_examples(search, file: Path = CASES) -> list[Example]:  # type: ignore[no-untyped-def]
    """The training questions, each searched once. `search(text) -> Found`."""
    names = [status.value for status in CLASSES]
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Example(row["question"], names.index(row["label"]), search(row["question"])) for row in rows]


def inputs_of(examples: Sequence[Example], features: Features, *, with_vector: bool) -> Matrix:
    """(n, len(NAMES)) or, with the question's vector behind, (n, len(NAMES) + dimensions)."""
    rows = []
    for example in examples:
        measured = features.measure(example.found).astype(np.float64)
        vector = example.found.vector
        rows.append(
            np.concatenate([measured, vector.astype(np.float64) * VECTOR_SCALE]) if with_vector and vector is not None else measured
        )
    return np.stack(rows)


def train(inputs: Matrix, labels: NDArray[np.int64], *, decay: float) -> Trained:
    """Multinomial logistic regression by Adam on all rows; `decay` is the L2 penalty. Deterministic."""
    mean, spread = inputs[:, : len(NAMES)].mean(axis=0), inputs[:, : len(NAMES)].std(axis=0)
    spread[spread < 1e-6] = 1.0
    scaled, wanted = _scaled(inputs, mean, spread), np.eye(len(CLASSES))[labels]
    balance = (len(labels) / (len(CLASSES) * np.bincount(labels, minlength=len(CLASSES)).clip(1)) ** 1.0)[labels] ** 0.5
    weights, bias = np.zeros((len(CLASSES), scaled.shape[1])), np.zeros(len(CLASSES))
    moments = [np.zeros_like(weights), np.zeros_like(weights), np.zeros_like(bias), np.zeros_like(bias)]
    for step in range(1, _STEPS + 1):
        error = (_softmax(scaled @ weights.T + bias) - wanted) * balance[:, None] / len(labels)
        for position, (value, slope) in enumerate(((weights, error.T @ scaled + decay * weights), (bias, error.sum(axis=0)))):
            first, second = moments[2 * position], moments[2 * position + 1]
            first += 0.1 * (slope - first)
            second += 0.001 * (slope**2 - second)
            value[...] = value - _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return Trained(weights, bias, mean, spread)


def cross_validated(inputs: Matrix, labels: NDArray[np.int64], *, decay: float) -> Matrix:
    """(n, 4) probabilities, each row by a rule that has not seen it."""
    folds = np.arange(len(labels)) * 7919 % FOLDS
    chances = np.zeros((len(labels), len(CLASSES)))
    for fold in range(FOLDS):
        held = folds == fold
        chances[held] = train(inputs[~held], labels[~held], decay=decay).chances(inputs[held])
    return chances


def evidence(chances: Matrix, labels: NDArray[np.int64], threshold: float) -> dict[str, float]:
    """Accuracy, how many that should be silent were, and how many that should be answered were not."""
    chosen = np.where(chances[:, 0] >= threshold, 0, 1 + chances[:, 1:].argmax(axis=1))
    answered = labels == 0
    return {
        "accuracy": round(float((chosen == labels).mean()), 3),
        "abstention_recall": round(float((chosen[~answered] != 0).mean()), 3),
        "false_abstention": round(float((chosen[answered] != 0).mean()), 3),
    }


def to_json(trained: Trained) -> dict[str, object]:
    """As silence.json keeps it."""
    return {
        "vector_scale": VECTOR_SCALE,
        "mean": np.round(trained.mean, 5).tolist(),
        "spread": np.round(trained.spread, 5).tolist(),
        "bias": np.round(trained.bias, 5).tolist(),
        "weights": np.round(trained.weights, 4).tolist(),
    }


def _scaled(inputs: Matrix, mean: Matrix, spread: Matrix) -> Matrix:
    return np.concatenate([(inputs[:, : len(NAMES)] - mean) / spread, inputs[:, len(NAMES) :]], axis=1)


def _softmax(scores: Matrix) -> Matrix:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
