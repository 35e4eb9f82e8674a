"""Chooses the fusion weights by cross-validation; writes them with their evidence."""

from __future__ import annotations

import hashlib
import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import product

from evals.cases import Case
from evals.lab import Lab, Measured
from rag.retrieve.weights import Weights

FOLDS = 5
# What is tried. Only the ratio of the searchers matters, so keyword search stays at 1.
SEARCHERS: dict[str, tuple[float, ...]] = {"dense": (0.25, 0.5, 0.75, 1.0, 1.5, 2.0), "question": (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)}
# The other weights are tried one after the other, as multiples of their default.
MULTIPLES = (0.0, 0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Tuned:
    """The weights chosen on all cases, and what choosing is worth on cases that were not chosen on.

    `held_out` and `held_out_before` are means over folds of the objective, for the weights chosen on
    the other folds and for the weights there were. `tried` counts the settings.
    """

    weights: Weights
    before: Weights
    fitted: float
    fitted_before: float
    held_out: float
    held_out_before: float
    tried: int
    cases: int

    @property
    def worth_it(self) -> bool:
        """Whether choosing helped on cases it had not seen."""
        return self.held_out > self.held_out_before


def objective(measured: Iterable[Measured]) -> float:
    """What is maximised: the mean of `goodness` over cases."""
    return statistics.fmean(map(goodness, measured))


def goodness(metrics: Measured) -> float:
    """The mean of nDCG@10, of the proof in the first five, and of the proof in the first chunk."""
    return (metrics["ndcg@10"] + metrics["proof@5"] + metrics["proof@1"]) / 3


def fold_of(case: Case) -> int:
    """The case's fold, 0 to FOLDS - 1; from its id, so that it never changes."""
    return int(hashlib.sha256(case.id.encode()).hexdigest(), 16) % FOLDS


def tune(lab: Lab, before: Weights, done: Callable[[], None] = lambda: None) -> Tuned:
    """Tries the grid of the searchers' weights, then one added weight after the other.

    Another setting is only taken when it beats the present one by more than one standard error
    of the paired differences: the best of many settings is otherwise the luckiest one.
    """
    folds = [fold_of(case) for case in lab.cases]
    table: dict[Weights, list[Measured]] = {}

    def measured(weights: Weights) -> list[Measured]:
        if weights not in table:
            table[weights] = lab.measure(weights)
            done()
        return table[weights]

    def chosen(rows: Sequence[int]) -> Weights:
        def values(weights: Weights) -> list[float]:
            every = measured(weights)
            return [goodness(every[row]) for row in rows]

        def better(present: Weights, tried: Iterable[Weights]) -> Weights:
            # Of settings that do equally well, the one nearest to what there was.
            best = max(tried, key=lambda weights: (round(statistics.fmean(values(weights)), 6), -_distance(weights, present)))
            gains = [after - now for after, now in zip(values(best), values(present), strict=True)]
            return best if statistics.fmean(gains) > _standard_error(gains) else present

        grid = [replace(before, lexical=1.0, dense=dense, question=question) for dense, question in product(*SEARCHERS.values())]
        best = better(before, grid)
        for name, default in asdict(Weights()).items():
            if name not in ("lexical", *SEARCHERS):
                best = better(best, [replace(best, **{name: default * multiple}) for multiple in MULTIPLES])
        return best

    held, held_before = [], []
    for fold in sorted(set(folds)):
        inside = [row for row, own in enumerate(folds) if own != fold]
        outside = [row for row, own in enumerate(folds) if own == fold]
        if inside and outside:
            every, every_before = measured(chosen(inside)), measured(before)
            held += [every[row] for row in outside]
            held_before += [every_before[row] for row in outside]
    final = chosen(range(len(folds)))
    return Tuned(
        final, before, objective(measured(final)), objective(measured(before)),
        objective(held or measured(final)), objective(held_before or measured(before)), len(table), len(lab.cases),
    )  # fmt: skip


def as_toml(tuned: Tuned, index: str, cases: Sequence[str]) -> str:
    """The content of rag/retrieve/weights.toml: the weights under a comment with their evidence."""
    lines = [
        "# Chosen by `python -m evals tune --write`; see evals/README.md.",
        f"# cases: {', '.join(cases)} ({tuned.cases} with gold sections), index: {index}",
        "# objective: mean of nDCG@10, proof@5 and proof@1",
        f"# held out, {FOLDS} folds: {tuned.held_out:.4f} (weights before: {tuned.held_out_before:.4f})",
        f"# on all cases: {tuned.fitted:.4f} (weights before: {tuned.fitted_before:.4f}), {tuned.tried} settings tried",
        "[weights]",
    ]
    lines += [f"{name} = {value}" for name, value in asdict(tuned.weights).items()]
    return "\n".join(lines) + "\n"


def _standard_error(values: Sequence[float]) -> float:
    return statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0


def _distance(one: Weights, other: Weights) -> float:
    return float(sum(abs(getattr(one, field.name) - getattr(other, field.name)) for field in fields(Weights)))
