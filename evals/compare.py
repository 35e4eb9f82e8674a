"""Compares two results case by case; only changes beyond noise are called real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.errors import ResultError
from evals.metrics.catalog import BY_NAME
from evals.metrics.resampling import Interval, interval, is_real


@dataclass(frozen=True, slots=True)
class Change:
    """A metric before and after over the cases both results have; `verdict` is better, worse or same (within noise)."""

    metric: str
    before: float
    after: float
    difference: Interval
    n: int
    better: tuple[str, ...]
    worse: tuple[str, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes, and the cases that only one of the results has."""

    changes: tuple[Change, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Every metric both results have. Raises ResultError when they have no case in common."""
    old = {row["id"]: row["metrics"] for row in before["rows"]}
    new = {row["id"]: row["metrics"] for row in after["rows"]}
    shared = [name for name in old if name in new]
    if not shared:
        raise ResultError("ふたつの結果に共通のケースがありません。", hint="同じケースのファイルで作った結果を指定してください。")
    changes = [change for metric in BY_NAME if (change := _change(metric, shared, old, new)) is not None]
    return Comparison(
        tuple(changes), tuple(name for name in old if name not in new), tuple(name for name in new if name not in old)
    )


def _change(metric: str, shared: Sequence[str], old: Mapping[str, Mapping[str, float]], new: Mapping[str, Mapping[str, float]]) -> Change | None:
    pairs = {name: (old[name][metric], new[name][metric]) for name in shared if metric in old[name] and metric in new[name]}
    if not pairs:
        return None
    sign = -1 if BY_NAME[metric].better == "lower" else 1
    differences = [after - before for before, after in pairs.values()]
    around = interval(differences)
    verdict = ("better" if around.mean * sign > 0 else "worse") if is_real(differences) else "same"
    return Change(
        metric, _mean([before for before, _ in pairs.values()]), _mean([after for _, after in pairs.values()]), around, len(pairs),
        tuple(name for name, (before, after) in pairs.items() if (after - before) * sign > 0),
        tuple(name for name, (before, after) in pairs.items() if (after - before) * sign < 0),
        verdict,
    )  # fmt: skip


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
