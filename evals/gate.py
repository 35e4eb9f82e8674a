"""The gate: no metric missing, none under its floor, none worse than the accepted baseline beyond noise."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.compare import compare
from evals.errors import ResultError
from evals.metrics.catalog import BY_NAME

THRESHOLDS = Path(__file__).with_name("thresholds.toml")


@dataclass(frozen=True, slots=True)
class Floor:
    """What a metric of a result must reach; `part` narrows it, as "style=employee". `limit` is a ceiling where lower is better."""

    result: str
    metric: str
    limit: float
    part: str = ""

    def __str__(self) -> str:
        return f"{self.result} {self.metric}" + (f" [{self.part}]" if self.part else "")


@dataclass(frozen=True, slots=True)
class Breach:
    """A reason for the gate to stay shut."""

    where: str
    text: str


def load_floors(file: Path = THRESHOLDS) -> tuple[Floor, ...]:
    """The floors. Raises ResultError when the file is unreadable or has none."""
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8"))["floor"]
        floors = tuple(Floor(row["result"], row["metric"], float(row["limit"]), row.get("part", "")) for row in rows)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ResultError(f"{str(file)!r} を読めませんでした。", hint="[[floor]] に result・metric・limit を書いてください。") from error
    if not floors:
        raise ResultError(f"{str(file)!r} に [[floor]] がありません。", hint="少なくともひとつ書いてください。")
    return floors


def breaches(
    results: Mapping[str, Mapping[str, Any]], floors: Sequence[Floor], baselines: Mapping[str, Mapping[str, Any] | None]
) -> tuple[Breach, ...]:
    """Everything that keeps the gate shut; () when it is open.

    `results` and `baselines` are stored results by name; a baseline that is None has never been accepted.
    """
    found = [breach for floor in floors for breach in _under(floor, results.get(floor.result))]
    for name, result in results.items():
        if not result["rows"]:
            found.append(Breach(name, "ケースがひとつもありません"))
            continue
        baseline = baselines.get(name)
        if baseline is None:
            found.append(Breach(name, "基準がありません。python -m evals accept で今の結果を基準にしてください"))
        else:
            found += _worse(name, baseline, result)
    return tuple(found)


def _under(floor: Floor, result: Mapping[str, Any] | None) -> list[Breach]:
    if result is None:
        return [Breach(str(floor), "結果がありません")]
    figures = result["summary"]
    if floor.part:
        by, _, name = floor.part.partition("=")
        figures = result["slices"].get(by, {}).get(name, {})
    figure = figures.get(floor.metric)
    if not figure or not figure["n"]:
        return [Breach(str(floor), "測られていません")]
    value, lower_is_better = figure["value"], BY_NAME[floor.metric].better == "lower" if floor.metric in BY_NAME else False
    if value > floor.limit if lower_is_better else value < floor.limit:
        sign = "以下" if lower_is_better else "以上"
        return [Breach(str(floor), f"{value:.3f}（{floor.limit:.3f} {sign}が必要、{figure['n']} 件）")]
    return []


def _worse(name: str, baseline: Mapping[str, Any], result: Mapping[str, Any]) -> list[Breach]:
    found = [Breach(f"{name} {metric}", "基準にはあったのに測られていません") for metric in baseline["summary"] if metric not in result["summary"]]
    try:
        changes = compare(baseline, result).changes
    except ResultError as error:
        return [*found, Breach(name, error.message)]
    for change in changes:
        if change.verdict == "worse":
            span = f"{change.difference.low:+.3f}〜{change.difference.high:+.3f}"
            found.append(
                Breach(f"{name} {change.metric}", f"{change.before:.3f} から {change.after:.3f} に悪化（差の 95% 区間 {span}）: {', '.join(change.worse[:8])}")
            )
    return found
