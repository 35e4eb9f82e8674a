"""Many requests from a file, one JSON a line, answered in order."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import track

from rag.errors import BatchLineError, KokoroeError, UsageError, storage_error
from rag.types import Question, Turn

_errors = Console(stderr=True, highlight=False)


def run_batch(source: Path, target: Path | None, reply: Callable[[Question], dict[str, Any]]) -> None:
    """Answers each request of `source` into `target`; see `run_rows`. A request's id is echoed."""

    def answer(line: str, number: int) -> dict[str, Any]:
        request_id, question = parse_request(line, number)
        result = reply(question)
        return {**result, "id": request_id} if request_id is not None else result

    run_rows(read_rows(source), target, answer)


def run_rows(lines: Sequence[str], target: Path | None, reply: Callable[[str, int], dict[str, Any]]) -> None:
    """Replies to each line, in order. A line that fails becomes `{"id", "line", "error"}`.

    Raises UsageError after the last line when some failed, so that the exit code says so.
    """
    failed = 0
    with _target(target) as file, ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        results = pool.map(lambda numbered: _one(*numbered, reply), enumerate(lines, start=1))
        for result in track(results, total=len(lines), console=_errors, description="処理中", disable=not sys.stderr.isatty()):
            failed += "error" in result
            file.write(json.dumps(result, ensure_ascii=False) + "\n")
            file.flush()
    if failed:
        raise UsageError(f"{len(lines)} 行のうち {failed} 行は処理できませんでした。", hint='出力の "error" を見て、その行を直してください。')


def parse_request(line: str, number: int) -> tuple[object, Question]:
    """The line's id (None where it has none) and its question. Raises BatchLineError."""
    row = parse_row(line, number, "question")
    language = row.get("language")
    if language not in (None, "ja", "en"):
        raise BatchLineError(f"{number} 行目の language {language!r} は使えません。", hint='"ja" か "en" にしてください。')
    return row.get("id"), Question(row["question"], _history(row.get("history"), number), row.get("conversation_id"), language, door="cli")


def parse_row(line: str, number: int, field: str) -> dict[str, Any]:
    """The line as a JSON object with a string `field`. Raises BatchLineError."""
    hint = f'{{"id": "1", "{field}": "…"}} の形にしてください。'
    try:
        row = json.loads(line)
    except ValueError:
        raise BatchLineError(f"{number} 行目は JSON ではありません。", hint=hint) from None
    if not isinstance(row, dict) or not isinstance(row.get(field), str):
        raise BatchLineError(f'{number} 行目に文字列の "{field}" がありません。', hint=hint)
    return row


def _history(value: object, number: int) -> tuple[Turn, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BatchLineError(
            f"{number} 行目の history が一覧ではありません。", hint='[{"role": "user", "content": "…"}] の形にしてください。'
        )
    turns = []
    for turn in value:
        valid = isinstance(turn, dict) and turn.get("role") in ("user", "assistant") and isinstance(turn.get("content"), str)
        if not valid:
            raise BatchLineError(
                f"{number} 行目の history に使えない項目があります。", hint="role は user か assistant、content は文字列にしてください。"
            )
        turns.append(Turn(turn["role"], turn["content"]))
    return tuple(turns)


def _one(number: int, line: str, reply: Callable[[str, int], dict[str, Any]]) -> dict[str, Any]:
    try:
        return reply(line, number)
    except KokoroeError as error:
        return {"id": _id_of(line), "line": number, "error": {"code": error.code, "message": error.message, "hint": error.hint}}


def _id_of(line: str) -> object:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row.get("id") if isinstance(row, dict) else None


def read_rows(source: Path) -> list[str]:
    """The lines of a UTF-8 file ("-" is standard input) that are not blank. Raises UsageError."""
    try:
        text = sys.stdin.read() if str(source) == "-" else source.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(f"{str(source)!r} がありません。", hint="パスのつづりを確かめてください。") from None
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{str(source)!r} は UTF-8 ではありません（{error.start} バイト目）。", hint="UTF-8 で保存し直してください。"
        ) from None
    except OSError as error:
        raise UsageError(f"{str(source)!r} を開けません（{error.strerror}）。", hint="権限を確かめてください。") from None
    return [line for line in text.split("\n") if line.strip()]


@contextmanager
def _target(path: Path | None) -> Iterator[TextIO]:
    if path is None or str(path) == "-":
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise storage_error(error, path) from error
