"""How sure a mean is: bootstrap intervals over cases, always with the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
_SEED = 20250423
# With fewer changed cases than this, resampling cannot tell a change from chance.
FEWEST_CHANGED = 4


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % interval."""

    low: float
    mean: float
    high: float


def interval(values: Sequence[float]) -> Interval:
    """Percentile bootstrap (Efron 1979) of the mean. Raises ValueError for no values."""
    if not values:
        raise ValueError("no values")
    data = np.asarray(values, dtype=float)
    rows = np.random.default_rng(_SEED).integers(0, len(data), size=(RESAMPLES, len(data)))
    low, high = np.percentile(data[rows].mean(axis=1), [2.5, 97.5])
    return Interval(round(float(low), 6), round(float(data.mean()), 6), round(float(high), 6))


def is_real(differences: Sequence[float]) -> bool:
    """Whether paired differences are beyond noise: enough of them, and 0 outside the interval."""
    if sum(difference != 0 for difference in differences) < FEWEST_CHANGED:
        return False
    around = interval(differences)
    return around.low > 0 or around.high < 0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie, interpolated. Raises ValueError for no values."""
    if not values:
        raise ValueError("no values")
    return float(np.percentile(np.asarray(values, dtype=float), share * 100))
