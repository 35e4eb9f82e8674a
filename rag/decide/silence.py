"""Decides whether the hits answer the question, by a trained rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from rag.decide.features import NAMES, Features
from rag.interfaces import ChunkIndex, Tokenizer, Vectors
from rag.retrieve.retriever import Found
from rag.types import Status

_FILE = Path(__file__).with_name("silence.json")
_COSINES = len(("question", "dense"))
CLASSES = (Status.ANSWERED, Status.NOT_FOUND, Status.OUT_OF_SCOPE, Status.REFUSED)


class SilenceRule:
    """A multinomial logistic rule over `Features` and, with the model it was trained on, the question's vector.

    `python -m evals silence` trains it and writes silence.json with the evidence.
    """

    def __init__(self, index: ChunkIndex, tokenizer: Tokenizer, model_id: str | None = None, file: Path = _FILE) -> None:
        rule = json.loads(file.read_text(encoding="utf-8"))
        self._features = Features(index, tokenizer)
        self._models = rule["models"]
        # Vectors of another model have another length or meaning; the features alone decide then.
        self._reads_vector = model_id == rule["vector_model"]

    def decide(self, found: Found) -> tuple[Status, str]:
        """The status and the reason, as the probabilities of the four."""
        if not found.hits:
            return Status.NOT_FOUND, "no hit"
        chances = self.chances(found)
        threshold = self._model(found)["threshold"]
        best = 0 if chances[0] >= threshold else 1 + int(np.argmax(chances[1:]))
        if CLASSES[best] is Status.REFUSED and found.intent.happened:
            # Someone who tells what was done to them is a victim, whatever the words are near to.
            best = int(np.argmax(chances[:2]))
        return CLASSES[best], " ".join(f"{name.value} {chance:.2f}" for name, chance in zip(CLASSES, chances, strict=True))

    def chances(self, found: Found) -> Vectors:
        """(4,), the probabilities in the order of `CLASSES`."""
        measured = self._features.measure(found)
        model = self._model(found)
        vector = found.vector if self._reads_vector else None
        inputs = measured if vector is None else np.concatenate([measured, vector * model["vector_scale"]])
        mean, spread = np.asarray(model["mean"]), np.asarray(model["spread"])
        if not self._reads_vector:
            # Cosines that are missing or of another model say nothing, so they count as average ones.
            measured[:_COSINES] = mean[:_COSINES]
        inputs = np.concatenate([(inputs[: len(NAMES)] - mean) / spread, inputs[len(NAMES) :]])
        scores = np.asarray(model["weights"]) @ inputs + np.asarray(model["bias"])
        chances = np.exp(scores - scores.max())
        return np.asarray(chances / chances.sum(), dtype=np.float32)

    def _model(self, found: Found) -> dict[str, Any]:
        model: dict[str, Any] = self._models["features+vector" if self._reads_vector and found.vector is not None else "features"]
        return model

    def missing_terms(self, found: Found) -> tuple[str, ...]:
        """Words of the question that occur in no document; see `Features.missing_terms`."""
        return self._features.missing_terms(found)
