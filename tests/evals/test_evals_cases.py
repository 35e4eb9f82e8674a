"""Cases: what is read, what is refused, and what the lint says about them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.cases import GUARD_SCHEMA, SCHEMA, Case, GuardCase, load_cases, load_guard_cases, named_file, schema_of
from evals.errors import CaseError, GoldMissing
from evals.lint import grams, jaccard, lint
from evals.runner import check_gold, run_cases, run_retrieval

LINE = {
    "id": "a-1", "question": "いつ？", "language": "ja", "style": "plain", "kind": "fact",
    "gold": ["guide/1-1"], "must_include": [["6月"]], "status": "answered",
}  # fmt: skip


def _write(folder: Path, *lines: object) -> Path:
    file = folder / "mine.jsonl"
    file.write_text("".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["answers", "holdout"])
def test_shipped_answer_cases_load(name: str) -> None:
    assert len(load_cases(named_file(name))) >= 80


@pytest.mark.parametrize("name", ["guard", "guard_holdout"])
def test_shipped_guard_cases_load(name: str) -> None:
    assert len(load_guard_cases(named_file(name))) >= 100


@pytest.mark.parametrize(("record", "file"), [(Case, SCHEMA), (GuardCase, GUARD_SCHEMA)])
def test_published_schema_is_the_one_in_force(record: type, file: Path) -> None:
    assert json.loads(file.read_text(encoding="utf-8")) == schema_of(record), "run: python -m evals schema"


def test_byte_order_mark_and_blank_lines_are_fine(tmp_path: Path) -> None:
    file = _write(tmp_path, LINE, "", {**LINE, "id": "a-2"})
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert [case.id for case in load_cases(file)] == ["a-1", "a-2"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "guess"}, "項目 kind の値 'guess'"),
        ({"gold": []}, "gold がありません"),
        ({"status": "not_found"}, "gold か must_include があります"),
        ({"status": "not_found", "gold": [], "must_include": []}, "合いません"),
        ({"kind": "followup"}, "history がありません"),
        ({"must_include": [[]]}, "空のグループ"),
        ({"question": " "}, "項目 question"),
        ({"colour": "red"}, "項目 colour"),
    ],
)
def test_bad_case_names_line_and_field(tmp_path: Path, change: dict[str, object], said: str) -> None:
    with pytest.raises(CaseError, match=r"mine\.jsonl の 2 行目") as caught:
        load_cases(_write(tmp_path, LINE, {**LINE, "id": "a-2", **change}))
    assert said in caught.value.message
    assert "case.schema.json" in caught.value.hint
    assert "pydantic" not in str(caught.value)


def test_broken_json_double_ids_no_cases_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="JSON として読めません"):
        load_cases(_write(tmp_path, "{oops"))
    with pytest.raises(CaseError, match=r"'a-1' は mine\.jsonl の 1 行目にもあります"):
        load_cases(_write(tmp_path, LINE, LINE))
    with pytest.raises(CaseError, match="ひとつもありません"):
        load_cases(_write(tmp_path, ""))
    with pytest.raises(CaseError, match="読めませんでした"):
        load_cases(tmp_path / "absent.jsonl")
    with pytest.raises(CaseError, match="'absent' がありません"):
        named_file("absent")


def test_runner_refuses_gold_that_is_not_in_the_index(advisor_of, answer_of, case_of) -> None:
    advisor = advisor_of([answer_of("x")], ["guide/1-1"])
    lost = case_of(id="lost", gold=["guide/9-9"])
    with pytest.raises(GoldMissing, match="ケース 'lost' の正解 'guide/9-9' は索引にありません"):
        run_cases(advisor, [case_of(), lost])
    assert advisor.asked == []
    with pytest.raises(GoldMissing):
        run_retrieval(advisor, [lost])
    check_gold([case_of()], advisor.index)


def _rules(found) -> list[tuple[str, str]]:
    return [(finding.rule, finding.case) for finding in found if finding.rule != "empty_kind"]


def test_lint_finds_each_fault(index, case_of) -> None:
    cases = [
        case_of(),
        case_of(id="gold", question="消火器はどこ？", gold=["guide/9-9"], must_include=[]),
        case_of(id="same", question="点検はいつ?"),
        case_of(id="fact", question="保管の期間は？", must_include=[["10年間"]]),
        case_of(id="copy", question="停電のときは誰に連絡しますか"),
        case_of(id="both", question="記録は何年残す？", must_include=[["3年間"]], must_not_include=["３年間"]),
    ]
    found = lint(cases, index, ["停電のときは誰に連絡しますか？"], originals=False)
    assert _rules(found) == [
        ("gold", "gold"), ("fact", "fact"), ("duplicate", "same"), ("near_copy", "copy"), ("no_facts", "gold"), ("contradiction", "both"),
    ]  # fmt: skip
    assert sum(finding.rule == "empty_kind" for finding in found) == 11


def test_lint_looks_for_evidence_only_in_originals(index, case_of) -> None:
    case = case_of(evidence=["毎年６月", "見当たらない句"], must_include=[["10年間"]])
    assert _rules(lint([case], index, [], originals=True)) == [("evidence", "c1")]
    assert _rules(lint([case], index, [], originals=False)) == [("fact", "c1")]


def test_near_copies_ignore_followups_and_looks(index, case_of) -> None:
    followup = case_of(kind="followup", question="では3番目は？", history=[{"role": "user", "content": "手順は？"}])
    assert _rules(lint([followup], index, ["では3番目は？"], originals=False)) == []
    assert jaccard(grams("ＥＤＲとは？"), grams("edrとは")) == 1.0
    assert jaccard(frozenset("abc"), frozenset("bcd")) == 0.5
    assert jaccard(frozenset(), frozenset()) == 0.0
