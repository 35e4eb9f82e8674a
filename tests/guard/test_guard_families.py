"""Each family finds its invented sentences, offers what it may, and lets every trap pass."""

from __future__ import annotations

import pytest
from guard_more_samples import MORE
from guard_prose_samples import PROSE, PROSE_PASSES
from guard_samples import FOUND, PASSES

from rag.guard.guard import TextGuard
from rag.guard.kinds import KINDS

ALL = FOUND + MORE + PROSE
ALL_PASSES = PASSES + PROSE_PASSES


@pytest.mark.parametrize(("kind", "text"), ALL, ids=[f"{kind}-{number}" for number, (kind, _) in enumerate(ALL)])
def test_found(guard: TextGuard, kind: str, text: str) -> None:
    verdict = guard.check(text)
    kinds = {finding.kind for finding in verdict.findings}
    assert kind in kinds
    assert verdict.action == ("block" if any(KINDS[name].hard for name in kinds) else "mask")
    if all(KINDS[name].maskable for name in kinds):
        assert verdict.masked
        assert guard.check(verdict.masked).action == "pass"
    else:
        assert verdict.masked is None


@pytest.mark.parametrize(("trap", "text"), ALL_PASSES, ids=[f"{trap}-{number}" for number, (trap, _) in enumerate(ALL_PASSES)])
def test_trap_passes(guard: TextGuard, trap: str, text: str) -> None:
    verdict = guard.check(text)
    assert (verdict.action, verdict.findings) == ("pass", ())
    assert verdict.text == text


def test_every_kind_has_a_sample() -> None:
    assert set(KINDS) - {kind for kind, _ in FOUND} == {"company_word"}
