"""Adds the scores of several searchers after putting them on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np


def z_scores(found: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Scores in standard deviations from the list's mean; all 0 when they are equal.

    A chunk that a searcher did not list counts as its worst listed one (see `fuse`).
    """
    if not found:
        return {}
    values = np.array([score for _, score in found])
    mean, spread = float(values.mean()), float(values.std()) or 1.0
    return {name: (score - mean) / spread for name, score in found}


def fuse(lists: Mapping[str, Sequence[tuple[str, float]]], weights: Mapping[str, float]) -> dict[str, tuple[float, tuple[str, ...]]]:
    """chunk id -> (weighted sum of z-scores, names of the searchers that listed it)."""
    scaled = {name: z_scores(found) for name, found in lists.items()}
    worst = {name: min(scores.values()) for name, scores in scaled.items() if scores}
    fused: dict[str, tuple[float, tuple[str, ...]]] = {}
    for chunk_id in dict.fromkeys(chunk for scores in scaled.values() for chunk in scores):
        total = sum(weights[name] * scaled[name].get(chunk_id, lowest) for name, lowest in worst.items())
        fused[chunk_id] = total, tuple(name for name, scores in scaled.items() if chunk_id in scores)
    return fused
