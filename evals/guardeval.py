"""Measures the guard: what it lets through by kind, and what it stops wrongly by family of trap."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.cases import GuardCase
from evals.result import FORMAT, Made, figures_json, times
from rag.interfaces import Guard
from rag.types import GuardVerdict

PASS = "pass"
_SLICES = ("kind", "family", "style")


@dataclass(frozen=True, slots=True)
class GuardRow:
    """A text's outcome: kinds only, never the text. `seconds` is the time of the check."""

    id: str
    family: str
    style: str
    kinds: tuple[str, ...]
    expected: str
    action: str
    found: tuple[str, ...]
    rules: tuple[str, ...]
    metrics: Mapping[str, float]
    seconds: float

    @property
    def missing(self) -> tuple[str, ...]:
        """Kinds that are in the text and were not named."""
        return tuple(kind for kind in self.kinds if kind not in self.found)

    @property
    def wrong(self) -> tuple[str, ...]:
        """Kinds that were named and are not in the text."""
        return tuple(kind for kind in self.found if kind not in self.kinds)

    def to_json(self) -> dict[str, Any]:
        """The stored form, without times."""
        return {
            "id": self.id, "family": self.family, "style": self.style, "kinds": list(self.kinds), "expected": self.expected,
            "action": self.action, "missing": list(self.missing), "wrong": list(self.wrong), "rules": list(self.rules),
            "metrics": dict(self.metrics),
        }  # fmt: skip


def run_guard(guard: Guard, cases: Sequence[GuardCase], done: Callable[[], None] = lambda: None) -> tuple[GuardRow, ...]:
    """One row a text, in order."""
    rows = []
    for case in cases:
        started = time.perf_counter()
        verdict = guard.check(case.text)
        rows.append(_row(case, verdict, time.perf_counter() - started))
        done()
    return tuple(rows)


def guard_metrics(case: GuardCase, verdict: GuardVerdict) -> dict[str, float]:
    """The metrics of one text: `stopped` and `kinds_found` where there is something to find, `false_alarm` where there is not."""
    metrics = {"action_accuracy": float(verdict.action == case.action)}
    if case.action == PASS:
        return metrics | {"false_alarm": float(verdict.action != PASS)}
    found = {finding.kind for finding in verdict.findings}
    metrics["stopped"] = float(verdict.action != PASS)
    metrics["kinds_found"] = len(found & set(case.kinds)) / len(case.kinds)
    return metrics


def guard_json(rows: Sequence[GuardRow], stamp: Made, started: float) -> dict[str, Any]:
    """The stored form, shaped like an answer run's."""
    return {
        "format": FORMAT,
        "made": stamp.to_json(),
        "summary": figures_json([row.metrics for row in rows]),
        "slices": {by: {name: figures_json(part) for name, part in slices(rows, by).items()} for by in _SLICES},
        "rows": [row.to_json() for row in rows],
        "times": times([row.seconds for row in rows], started),
    }


def slices(rows: Sequence[GuardRow], by: str) -> dict[str, list[Mapping[str, float]]]:
    """The metrics of the rows by "kind", "family" or "style".

    By kind, `kinds_found` says for each row whether that kind was named; texts without
    confidential data have no kind and stand under their family alone.
    """
    grouped: dict[str, list[Mapping[str, float]]] = {}
    for row in rows:
        for name, metrics in _parts(row, by):
            grouped.setdefault(name, []).append(metrics)
    return dict(sorted(grouped.items()))


def troubled(parts: Mapping[str, Mapping[str, Mapping[str, float]]]) -> dict[str, Mapping[str, Mapping[str, float]]]:
    """The families with a miss or a false alarm; there are too many families to look at all."""
    return {
        name: figures
        for name, figures in parts.items()
        if figures.get("false_alarm", {}).get("value", 0) > 0 or figures.get("kinds_found", {}).get("value", 1) < 1
    }


def _parts(row: GuardRow, by: str) -> Iterable[tuple[str, Mapping[str, float]]]:
    if by != "kind":
        return [(str(getattr(row, by)), row.metrics)]
    return [(kind, {**row.metrics, "kinds_found": float(kind in row.found)}) for kind in row.kinds]


def _row(case: GuardCase, verdict: GuardVerdict, seconds: float) -> GuardRow:
    found = tuple(sorted({finding.kind for finding in verdict.findings}))
    return GuardRow(
        case.id, case.family, case.style, case.kinds, case.action, verdict.action, found, verdict.rules,
        guard_metrics(case, verdict), seconds,
    )  # fmt: skip
