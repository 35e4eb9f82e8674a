"""The guard's figures against numbers computed by hand."""

from __future__ import annotations

import pytest

from evals.cases import GuardCase
from evals.guardeval import guard_json, run_guard, troubled
from evals.result import Made
from rag.types import GuardFinding, GuardVerdict

STAMP = Made("guard", ("mine",), "shipped", "-", "abc", {}, {})


class QueueGuard:
    def __init__(self, *verdicts: tuple[str, tuple[str, ...]]) -> None:
        self._verdicts = list(verdicts)

    def check(self, text: str) -> GuardVerdict:
        action, kinds = self._verdicts.pop(0)
        return GuardVerdict(action, "", tuple(GuardFinding(kind, 1) for kind in kinds), rules=("rule",))


def _case(name: str, action: str, *kinds: str, family: str = "plain") -> GuardCase:
    return GuardCase.model_validate({"id": name, "text": f"秘密 {name}", "action": action, "kinds": kinds, "style": "plain", "family": family})


def test_figures_by_kind_and_family() -> None:
    cases = [
        _case("g1", "mask", "phone", "email"), _case("g2", "mask", "phone"), _case("g3", "block", "my_number"),
        _case("g4", "pass", family="order-no"), _case("g5", "pass", family="order-no"),
    ]  # fmt: skip
    guard = QueueGuard(("mask", ("phone",)), ("pass", ()), ("block", ("my_number", "phone")), ("pass", ()), ("mask", ("phone",)))
    rows = run_guard(guard, cases)
    result = guard_json(rows, STAMP, 0.0)
    value = {name: figure["value"] for name, figure in result["summary"].items()}
    assert value == {"stopped": 0.6667, "kinds_found": 0.5, "action_accuracy": 0.6, "false_alarm": 0.5}
    by_kind = result["slices"]["kind"]
    assert by_kind["phone"]["kinds_found"] == {"value": 0.5, "low": 0.0, "high": 1.0, "n": 2}
    assert by_kind["email"]["kinds_found"]["value"] == 0.0
    assert by_kind["my_number"]["kinds_found"]["value"] == 1.0
    assert result["slices"]["family"]["order-no"]["false_alarm"]["value"] == 0.5
    assert set(troubled(result["slices"]["family"])) == {"order-no", "plain"}
    assert set(troubled(by_kind)) == {"phone", "email"}
    assert [(row.missing, row.wrong) for row in rows] == [(("email",), ()), (("phone",), ()), ((), ("phone",)), ((), ()), ((), ("phone",))]


def test_a_result_never_holds_the_text() -> None:
    rows = run_guard(QueueGuard(("block", ("my_number",))), [_case("g1", "block", "my_number")])
    assert "秘密" not in str(guard_json(rows, STAMP, 0.0))


def test_kinds_must_fit_the_action() -> None:
    with pytest.raises(ValueError, match="pass"):
        _case("g1", "pass", "phone")
    with pytest.raises(ValueError, match="pass"):
        _case("g1", "mask")
