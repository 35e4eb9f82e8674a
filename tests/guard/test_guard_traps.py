"""Ordinary security questions that look confidential, one a line (`\\n` is a line break); each passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.guard.guard import TextGuard

TRAPS = Path(__file__).with_name("traps.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", TRAPS, ids=range(len(TRAPS)))
def test_passes(guard: TextGuard, line: str) -> None:
    verdict = guard.check(line.replace("\\n", "\n"))
    assert (verdict.action, verdict.rules) == ("pass", ())
