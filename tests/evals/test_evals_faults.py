"""Planted faults: each lowers the metric that names it."""

from __future__ import annotations

import pytest

from evals.runner import run_cases
from rag.types import Status

GOOD = "防火扉の点検は毎年6月に行います。[1]\n点検の記録は3年間保管します。[1]"
STEPS = "1. 電源を切る [1]\n2. 責任者に連絡する [1]\n3. 記録を残す [1]"
RIGHT = {"groundedness": 1.0, "citation_precision": 1.0, "fact_recall": 1.0, "status_accuracy": 1.0}


@pytest.fixture
def measure(advisor_of, answer_of, case_of):
    def run(text, places=("guide/1-1",), got=Status.ANSWERED, quotes=(), **fields):
        rows = run_cases(advisor_of([answer_of(text, places, got, quotes)], ["guide/1-1"]), [case_of(**fields)])
        return rows[0].metrics

    return run


def test_a_good_answer_has_full_marks(measure) -> None:
    metrics = measure(GOOD)
    assert metrics.items() >= RIGHT.items()
    assert metrics["false_abstention"] == 0.0
    assert metrics["quotes_exact"] == metrics["consistency"] == metrics["proof@1"] == 1.0


def test_wrong_number(measure) -> None:
    metrics = measure(GOOD.replace("3年間", "5年間"))
    assert metrics["groundedness"] == 0.5
    assert measure(GOOD.replace("6月", "7月"))["fact_recall"] == 0.0


def test_swapped_citation(measure) -> None:
    metrics = measure(GOOD, places=("guide/1-2",))
    assert metrics["citation_precision"] == metrics["citation_recall"] == metrics["groundedness"] == 0.0


def test_missing_list_item(measure) -> None:
    fields = {"kind": "procedure", "gold": ["guide/1-2"], "must_include": [["電源"], ["連絡"], ["記録"]]}
    whole = measure(STEPS, places=("guide/1-2",), **fields)
    assert whole["complete"] == whole["in_order"] == 1.0
    part = measure(STEPS.replace("2. 責任者に連絡する [1]\n", ""), places=("guide/1-2",), **fields)
    assert part["complete"] == 0.0
    assert part["fact_recall"] == pytest.approx(2 / 3)
    swapped = "\n".join(reversed(STEPS.split("\n")))
    assert measure(swapped, places=("guide/1-2",), **fields)["in_order"] == pytest.approx(1 / 3)


def test_invented_sentence(measure) -> None:
    assert measure(GOOD + "\n扉は必ず社長の指示で青く塗り替えてください。[1]")["groundedness"] == pytest.approx(2 / 3)
    assert measure(GOOD + "\n扉は青く塗ります。")["groundedness"] == pytest.approx(2 / 3)


def test_stale_edition(measure) -> None:
    fields = {"kind": "edition", "gold": ["guide/1-3"], "must_include": [["8月"]], "must_not_include": ["2023年度中"]}
    fresh = measure("対象は令和6年8月からの新しいサーバーです。[1]", places=("guide/1-3",), **fields)
    assert fresh["edition"] == fresh["no_forbidden"] == 1.0
    stale = measure("TLSの対象は2023年度中に決める予定です。[1]", places=("old/1-3",), **fields)
    assert stale["edition"] == stale["no_forbidden"] == stale["fact_recall"] == 0.0
    assert stale["groundedness"] == 1.0


def test_over_eager_abstention(measure) -> None:
    metrics = measure("資料にはありません。", places=(), got=Status.NOT_FOUND)
    assert metrics["false_abstention"] == 1.0
    assert metrics["abstention_precision"] == metrics["fact_recall"] == metrics["citation_recall"] == metrics["status_accuracy"] == 0.0
    assert "groundedness" not in metrics
    assert "citation_precision" not in metrics


def test_answer_where_silence_is_due(measure) -> None:
    fields = {"kind": "unanswerable", "gold": [], "must_include": [], "status": "not_found"}
    assert measure(GOOD, **fields)["abstention_recall"] == 0.0
    silent = measure("資料にはありません。", places=(), got=Status.NOT_FOUND, **fields)
    assert silent["abstention_recall"] == silent["abstention_precision"] == silent["status_accuracy"] == 1.0


def test_altered_quote(measure) -> None:
    assert measure(GOOD, quotes=["防火扉の点検は毎月行います"])["quotes_exact"] == 0.0


def test_changing_answer(advisor_of, answer_of, case_of) -> None:
    advisor = advisor_of([answer_of(GOOD), answer_of(GOOD.split("\n", 1)[0])], ["guide/1-1"])
    assert run_cases(advisor, [case_of()])[0].metrics["consistency"] == 0.0
    assert len(advisor.asked) == 2


def test_answer_without_a_single_statement_is_not_grounded(measure) -> None:
    assert measure("**点検**")["groundedness"] == 0.0
