"""Results: stored form, comparison, gate, tables, page."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from evals import gate, tables
from evals.compare import compare
from evals.errors import ResultError
from evals.html import page
from evals.metrics.catalog import BY_NAME
from evals.result import Made, load, made, save, to_json
from evals.runner import run_cases, run_retrieval
from rag.settings import Settings
from rag.types import Status

STAMP = Made("run", ("mine",), "shipped", "fake index", "abc", {"embedder": "auto"}, {"bm25s": "1"})
GOOD = "防火扉の点検は毎年6月に行います。[1]"


@pytest.fixture
def rows(advisor_of, answer_of, case_of):
    answers = [answer_of(GOOD), answer_of("点検は<b>9月</b>です。[1]"), answer_of("ありません。", (), Status.NOT_FOUND)]
    cases = [case_of(), case_of(id="c2", style="employee", question="扉の<点検>っていつ？"), case_of(id="c3", kind="list")]
    return run_cases(advisor_of(answers, ["guide/1-2", "guide/1-1"]), cases, twice=False)


def _result(rows):
    return to_json(rows, STAMP, started=time.time(), answers=False)


def _with(result, metric: str, values: list[float]):
    rows = [{"id": f"c{number}", "metrics": {metric: value}} for number, value in enumerate(values)]
    figure = {"value": sum(values) / len(values) if values else 0.0, "low": 0, "high": 1, "n": len(values)}
    return {**result, "rows": rows, "summary": {metric: figure} if values else {}, "slices": {}}


def test_stored_form_is_equal_but_for_times_and_readable_again(rows, tmp_path: Path) -> None:
    first = _result(rows)
    time.sleep(0.01)
    second = _result(rows)
    save(first, tmp_path / "mine.json")
    assert load(str(tmp_path / "mine.json")) == first
    assert {**first, "times": 0} == {**second, "times": 0}
    assert first["summary"]["fact_recall"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert first["slices"]["style"]["employee"]["groundedness"] == {"value": 0.0, "low": 0.0, "high": 0.0, "n": 1}
    assert set(first["slices"]["source"]) == {"guide"}


def test_answers_are_stored_for_failed_cases_only(rows) -> None:
    stored = {row["id"]: row for row in _result(rows)["rows"]}
    assert "answer" not in stored["c1"]
    assert stored["c2"]["answer"].startswith("点検は")
    assert stored["c2"]["ungrounded"][0]["faults"]
    assert stored["c1"]["found"][1] == [2, "guide/1-1/1", 0.5, ["lexical"]]
    assert stored["c1"]["proof_rank"] == 2
    assert "answer" in to_json(rows, STAMP, started=0, answers=True)["rows"][0]


def test_retrieval_rows_have_no_answer(advisor_of, answer_of, case_of) -> None:
    silent = case_of(id="none", kind="unanswerable", gold=[], must_include=[], status="not_found")
    rows = run_retrieval(advisor_of([answer_of(GOOD)], ["guide/1-1"]), [case_of(), silent])
    stored = to_json(rows, STAMP, started=0, answers=False)["rows"]
    assert [row["id"] for row in stored] == ["c1"]
    assert set(stored[0]) == {"id", "kind", "style", "sources", "gold", "proof_rank", "found", "metrics"}


def test_stamp_names_versions_and_settings() -> None:
    stamp = made("run", ["answers"], "shipped", "fake", Settings(embedder="none"))
    assert stamp.settings["embedder"] == "none"
    assert "bm25s" in stamp.versions
    assert stamp.commit


def test_load_refuses_what_is_not_a_result(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="'absent' がありません"):
        load("absent")
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ResultError, match="壊れています"):
        load(str(tmp_path / "x.json"))


def test_compare_flags_only_real_changes(rows) -> None:
    base = _result(rows)
    before = _with(base, "fact_recall", [1.0] * 30)
    change = compare(before, _with(base, "fact_recall", [0.0] * 8 + [1.0] * 22)).changes[0]
    assert (change.verdict, change.n, len(change.worse), change.better) == ("worse", 30, 8, ())
    assert change.difference.high < 0
    assert compare(before, _with(base, "fact_recall", [0.0] * 2 + [1.0] * 28)).changes[0].verdict == "same"
    up = compare(_with(base, "false_abstention", [1.0] * 10 + [0.0] * 20), _with(base, "false_abstention", [0.0] * 31))
    assert up.changes[0].verdict == "better"
    assert up.only_after == ("c30",)
    with pytest.raises(ResultError, match="共通のケース"):
        compare(before, {**base, "rows": []})


def test_gate_is_open_when_nothing_is_wrong(rows) -> None:
    result = _with(_result(rows), "fact_recall", [1.0] * 20)
    assert gate.breaches({"r": result}, [gate.Floor("r", "fact_recall", 0.9)], {"r": result}) == ()


def test_gate_is_shut_by_each_reason(rows) -> None:
    base = _result(rows)
    full = _with(base, "fact_recall", [1.0] * 20)
    poor = _with(base, "fact_recall", [0.0] * 8 + [1.0] * 12)
    floor = [gate.Floor("r", "fact_recall", 0.9)]

    def said(results, floors, baselines) -> str:
        return " ".join(f"{breach.where} {breach.text}" for breach in gate.breaches(results, floors, baselines))

    assert "0.600（0.900 以上が必要" in said({"r": poor}, floor, {"r": poor})
    assert "1.000 から 0.600 に悪化" in said({"r": poor}, [], {"r": full})
    assert "結果がありません" in said({}, floor, {})
    assert "測られていません" in said({"r": full}, [gate.Floor("r", "groundedness", 1.0)], {"r": full})
    assert "測られていません" in said({"r": full}, [gate.Floor("r", "fact_recall", 0.9, "style=employee")], {"r": full})
    assert "ひとつもありません" in said({"r": _with(base, "fact_recall", [])}, [], {"r": full})
    assert "基準がありません" in said({"r": full}, [], {"r": None})
    assert "基準にはあったのに" in said({"r": {**full, "summary": {}}}, [], {"r": full})
    late = _with(base, "false_abstention", [1.0] * 10 + [0.0] * 10)
    assert "0.050 以下が必要" in said({"r": late}, [gate.Floor("r", "false_abstention", 0.05)], {"r": late})


def test_shipped_thresholds_name_known_metrics(tmp_path: Path) -> None:
    assert {floor.metric for floor in gate.load_floors()} <= set(BY_NAME)
    (tmp_path / "t.toml").write_text("floor = 3", encoding="utf-8")
    with pytest.raises(ResultError, match="読めませんでした"):
        gate.load_floors(tmp_path / "t.toml")


def test_page_is_self_contained_and_shows_failed_cases(rows) -> None:
    html = page(rows, STAMP, {"seconds": 1})
    assert html.count("<svg") == 3
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert "https://" not in html
    assert "<script" not in html
    assert 'id="c1"' not in html
    assert 'id="c2"' in html
    assert "扉の&lt;点検&gt;っていつ？" in html
    assert "点検は&lt;b&gt;9月&lt;/b&gt;です。" in html
    assert "数値 &#x27;9&#x27; が出典にない" in html
    assert "python -m evals show c2 --on shipped" in html
    assert "<li class=gold>guide/1-1/1" in html


def test_tables_are_written_between_the_markers(rows) -> None:
    readme = "a\n<!-- metrics:begin -->\nSTALE\n<!-- metrics:end -->\nb\n<!-- results:begin --><!-- results:end -->\nc"
    text = tables.filled(readme, {"mine": _result(rows)})
    assert "STALE" not in text
    assert "| `groundedness` | sentences" in text
    assert "### mine" in text
    assert "| `fact_recall` | 0.333 |" in text
    assert tables.filled(text, {"mine": _result(rows)}) == text
    with pytest.raises(ResultError, match="metrics:begin"):
        tables.filled("nothing", {})


def test_readme_has_the_metrics_that_there_are() -> None:
    assert tables.metric_tables() in tables.README.read_text(encoding="utf-8"), "run: python -m evals report-tables"


def test_stored_results_are_readable() -> None:
    for file in Path(gate.__file__).with_name("results").glob("*.json"):
        assert json.loads(file.read_text(encoding="utf-8"))["rows"], file
