"""Shows what the guard says of texts: kinds, counts and the masked text, never what was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bots.cli.batch import parse_row, read_rows, run_rows
from rag.adapters.index_files import current_version, read_allowed
from rag.gate import counted, explain
from rag.interfaces import Guard
from rag.render import guard_json
from rag.settings import Settings
from rag.types import GuardVerdict
from rag.wiring import build_guard


def open_guard(settings: Settings) -> Guard:
    """The guard as the advisor has it, with what the current index makes public; it works without an index, too."""
    version = current_version(settings.index_dir)
    return build_guard(settings, read_allowed(version) if version else {})


def print_verdict(settings: Settings, text: str, *, as_json: bool) -> None:
    """One verdict, as sentences or as JSON."""
    verdict = open_guard(settings).check(text)
    print(json.dumps(guard_json(verdict), ensure_ascii=False, indent=1) if as_json else verdict_text(verdict))


def verdict_text(verdict: GuardVerdict) -> str:
    """What the verdict means, for a person."""
    if verdict.action == "pass":
        return "機密情報は見つかりませんでした。"
    if verdict.action == "mask":
        return f"{counted(verdict.findings, 'ja')} が見つかりました。伏せて送ります:\n\n{verdict.masked}"
    return explain(verdict, "ja")


def run_guard_batch(settings: Settings, source: Path, target: Path | None) -> None:
    """Checks each line of `source` into `target`; see `bots.cli.batch.run_rows`."""
    guard = open_guard(settings)

    def reply(line: str, number: int) -> dict[str, Any]:
        row = parse_row(line, number, "text")
        return {"id": row.get("id"), **guard_json(guard.check(row["text"]))}

    run_rows(read_rows(source), target, reply)
