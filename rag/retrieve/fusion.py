"""Adds the scores of several searchers after putting them on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np


def z_scores(found: Sequence[tuple[str, float]], size: int = 0) -> dict[str, float]:
    """Scores in standard deviations from the list's mean; all 0 when they are equal.

    A list shorter than `size` is filled up with zeros first: a keyword search lists every chunk that holds
    a word, so a chunk it leaves out has the score 0. Without that, a word that a single chunk holds would
    count for nothing, because a list of one has no spread.
    """
    if not found:
        return {}
    values = np.array([score for _, score in found] + [0.0] * (size - len(found)))
    mean, spread = float(values.mean()), float(values.std()) or 1.0
    return {name: (score - mean) / spread for name, score in (*found, *([("", 0.0)] if size > len(found) else ()))}


def fuse(
    lists: Mapping[str, Sequence[tuple[str, float]]], weights: Mapping[str, float], sizes: Mapping[str, int] | None = None
) -> dict[str, tuple[float, tuple[str, ...]]]:
    """chunk id -> (weighted sum of z-scores, names of the searchers that listed it).

    A chunk that a searcher did not list counts as its worst one. `sizes` fills up lists, see `z_scores`.
    """
    scaled = {name: z_scores(found, (sizes or {}).get(name, 0)) for name, found in lists.items()}
    worst = {name: min(scores.values()) for name, scores in scaled.items() if scores}
    fused: dict[str, tuple[float, tuple[str, ...]]] = {}
    for chunk_id in dict.fromkeys(chunk for scores in scaled.values() for chunk in scores if chunk):
        total = sum(weights[name] * scaled[name].get(chunk_id, lowest) for name, lowest in worst.items())
        fused[chunk_id] = total, tuple(name for name, scores in scaled.items() if chunk_id in scores)
    return fused
