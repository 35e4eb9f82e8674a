"""Writes the stored results into the README, between two markers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.errors import ResultError
from evals.guardeval import troubled
from evals.metrics.catalog import GUARD_METRICS, METRICS, Metric
from evals.result import load

README = Path(__file__).with_name("README.md")
_MARKERS = "<!-- {name}:begin -->", "<!-- {name}:end -->"
_MAIN = ("proof@5", "status_accuracy", "fact_recall", "citation_precision", "groundedness")
_BY = {"kind": "Kind", "source": "Source", "style": "Style", "family": "Family with a miss or a false alarm"}


def filled(text: str, results: Mapping[str, Mapping[str, Any]]) -> str:
    """The README with its two generated blocks replaced. Raises ResultError when a marker is missing."""
    return _between(_between(text, "metrics", metric_tables()), "results", result_tables(results))


def stored(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The results by name. Raises ResultError."""
    return {name: load(name) for name in names}


def metric_tables() -> str:
    """What each metric says and cannot see."""
    return f"{_metrics(METRICS)}\n\nOf the guard:\n\n{_metrics(GUARD_METRICS)}"


def result_tables(results: Mapping[str, Mapping[str, Any]]) -> str:
    """A section for each result: an ablation as one table, a run as figures and slices."""
    return "\n\n".join(f"### {name}\n\n{_result(result)}" for name, result in results.items())


def _metrics(metrics: Sequence[Metric]) -> str:
    rows = [[f"`{each.name}`", each.says, each.blind_to, each.better] for each in metrics]
    return _table(["metric", "says", "cannot see", "better"], rows)


def _result(result: Mapping[str, Any]) -> str:
    made, rows = result["made"], result["rows"]
    head = f"Cases {', '.join(made['cases'])}; corpus {made['corpus']}; index {made['index']}; commit {made['commit']}."
    if made["command"] == "ablate":
        return f"{head}\n\n{_ablation(rows)}"
    figures = [[f"`{name}`", f"{each['value']:.3f}", f"{each['low']:.3f}–{each['high']:.3f}", str(each["n"])] for name, each in result["summary"].items()]
    parts = [head, _table(["metric", "value", "95 % interval", "cases"], figures)]
    for by, title in _BY.items():
        rows_of = result["slices"].get(by, {})
        if shown := troubled(rows_of) if by == "family" else rows_of:
            parts.append(_slice(title, shown))
    return "\n\n".join(parts)


def _slice(title: str, parts: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    wanted = [*_MAIN, *(metric.name for metric in GUARD_METRICS)]
    metrics = [name for name in wanted if any(name in figures for figures in parts.values())]
    rows = []
    for name, figures in parts.items():
        count = max((int(each["n"]) for each in figures.values()), default=0)
        rows.append([name, str(count), *(f"{figures[metric]['value']:.2f}" if metric in figures else "" for metric in metrics)])
    return _table([title, "cases", *metrics], rows)


def _ablation(rows: Sequence[Mapping[str, Any]]) -> str:
    metrics = ("proof@1", "proof@5", "mrr", "ndcg@10")
    body = [
        [row["id"], *(f"{row['summary'][metric]['value']:.3f}" for metric in metrics), f"{row['employee']['proof@5']['value']:.3f}" if row["employee"] else ""]
        for row in rows
    ]
    return _table(["retrieval", *metrics, "proof@5, employees' words"], body)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _between(text: str, name: str, content: str) -> str:
    begin, end = (marker.format(name=name) for marker in _MARKERS)
    before, found, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ResultError(f"README に {begin!r} と {end!r} の組がありません。", hint="evals/README.md に両方の行を戻してください。")
    return f"{before}{begin}\n{content}\n{end}{after}"
