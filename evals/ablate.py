"""What each part of the retrieval adds: from keywords alone to the shipped setting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from evals.lab import Lab, Measured
from evals.result import FORMAT, Made, figures_json, times
from rag.retrieve.weights import Weights

SEARCHERS, NAMES = ("lexical", "dense", "question"), ("exact", "loose")
NONE = Weights(**{field.name: 0.0 for field in fields(Weights)})
EMPLOYEE = "employee"


def variants(plain: Lab, full: Lab, shipped: Weights) -> list[tuple[str, Sequence[Measured]]]:
    """(name, metrics of every case) for each step; `plain` is an index without known questions."""
    values = asdict(shipped)
    names = {name: values[name] for name in NAMES}
    rules = {name: value for name, value in values.items() if name not in (*SEARCHERS, *NAMES)}
    steps: list[tuple[str, Sequence[Measured]]] = [("BM25, Sudachi tokens", plain.measure(replace(NONE, lexical=1.0)))]
    if full.embedder is not None and plain.embedder is not None:
        both = replace(NONE, lexical=shipped.lexical, dense=shipped.dense)
        steps += [
            ("dense (e5 passages)", plain.measure(replace(NONE, dense=1.0))),
            ("both, reciprocal ranks", plain.measure_reciprocal_ranks()),
            ("both, z-scores added", plain.measure(both)),
            ("+ glossary names", plain.measure(replace(both, **names))),
            ("+ rules for edition, source and kind of text", plain.measure(replace(both, **names, **rules))),
            ("questions alone (vectors)", full.measure(replace(NONE, question=1.0))),
            ("BM25 with the questions' words", full.measure(replace(NONE, lexical=1.0))),
            ("both with questions, no glossary, no rules", full.measure(replace(both, question=shipped.question))),
            ("shipped: all of it", full.measure(shipped)),
            ("shipped without the glossary", full.measure(replace(shipped, exact=0, loose=0))),
            ("shipped without the questions' vectors", full.measure(replace(shipped, question=0))),
            ("shipped without the passages' vectors", full.measure(replace(shipped, dense=0))),
            ("shipped without BM25", full.measure(replace(shipped, lexical=0))),
        ]
    return steps


def ablation_json(steps: Sequence[tuple[str, Sequence[Measured]]], lab: Lab, stamp: Made, started: float) -> dict[str, Any]:
    """The stored table: one row a variant, for all cases and for those in employees' words."""
    styles = [case.style for case in lab.cases]
    rows = []
    for name, measured in steps:
        plain_words = [metrics for metrics, style in zip(measured, styles, strict=True) if style == EMPLOYEE]
        rows.append({"id": name, "summary": figures_json(measured), EMPLOYEE: figures_json(plain_words)})
    return {"format": FORMAT, "made": stamp.to_json(), "summary": rows[-1]["summary"] if rows else {}, "rows": rows, "times": times([], started)}
