"""Runs an ingest with a progress bar and prints its report."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ingest.pipeline import Inputs, ingest
from ingest.pipeline import Progress as Told
from ingest.report import Report
from rag.adapters.index_files import current_version
from rag.guard.guard import TextGuard
from rag.settings import Settings
from rag.wiring import build_embedder, build_guard, build_tokenizer

_MOST = 20


def run_ingest(settings: Settings, inputs: Inputs) -> Report:
    """Brings the index up to date, showing what it does."""
    console = Console(stderr=True, highlight=False)
    guard = _guard(settings)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        tasks: list[TaskID] = []

        def stage(name: str, total: int) -> None:
            tasks.append(bar.add_task(name, total=total or None))

        def step(done: int) -> None:
            bar.advance(tasks[-1], done)

        report = ingest(settings, inputs, embedder=build_embedder(settings), tokenizer=build_tokenizer(), guard=guard, progress=Told(stage, step))
    print(report_text(report))
    return report


def _guard(settings: Settings) -> Callable[[], TextGuard]:
    """How to get the guard: at a first ingest it loads beside the reading (its library frees the interpreter
    meanwhile), later only when something has changed."""
    if current_version(settings.index_dir) is not None:
        return lambda: build_guard(settings)
    return ThreadPoolExecutor(max_workers=1).submit(build_guard, settings).result


def report_text(report: Report) -> str:
    """The report as lines: what was read, changed, removed, skipped and why."""
    if report.unchanged:
        lines = [f"変更はありません（{len(report.read)} ファイル、{report.sources} 資料、{report.chunks} 箇所、{report.seconds:.1f} 秒）。"]
    else:
        lines = [
            f"索引を更新しました: {report.sources} 資料、{report.chunks} 箇所、{report.seconds:.1f} 秒"
            f"（読み込み {len(report.read)}、追加 {len(report.added)}、変更 {len(report.changed)}、削除 {len(report.removed)}、"
            f"飛ばした {len(report.skipped)}、新しく埋め込んだ文 {report.embedded}）。"
        ]
        for label, names in (("追加", report.added), ("変更", report.changed), ("削除", report.removed)):
            lines += _listed(label, names)
    lines += _listed("飛ばした", [f"{each.path}: {each.reason}" for each in report.skipped])
    lines += _listed("注意", report.notes)
    return "\n".join(lines)


def _listed(label: str, names: tuple[str, ...] | list[str]) -> list[str]:
    lines = [f"  {label}: {name}" for name in names[:_MOST]]
    return lines + ([f"  {label}: ほか {len(names) - _MOST} 件"] if len(names) > _MOST else [])
