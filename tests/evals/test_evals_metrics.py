"""Metrics against numbers computed by hand."""

from __future__ import annotations

import math

import pytest

from evals.metrics import citations, facts, grounding, resampling, retrieval, silence
from evals.metrics.text import markers, mentions

LIST = ["a/1", "a/2", "a/1", "b/1", "c/1"]


def test_proof_rank_counts_chunks_not_sections() -> None:
    assert retrieval.proof_rank(LIST, ["b/1"]) == 4
    assert retrieval.proof_rank(LIST, ["b/1", "a/2"]) == 2
    assert retrieval.proof_rank(LIST, ["b/1", "a/2"], need_all=True) == 4
    assert retrieval.proof_rank(LIST, ["b/1", "z/1"], need_all=True) is None
    assert retrieval.proof_rank(LIST, ["z/1"]) is None
    assert retrieval.proof_at(LIST, ["c/1"], 4) == 0.0
    assert retrieval.proof_at(LIST, ["c/1"], 5) == 1.0


def test_recall_counts_sections_once() -> None:
    assert retrieval.distinct(LIST) == ("a/1", "a/2", "b/1", "c/1")
    assert retrieval.recall_at(LIST, ["b/1"], 3) == 1.0
    assert retrieval.recall_at(LIST, ["b/1"], 2) == 0.0
    assert retrieval.recall_at(LIST, ["a/2", "c/1", "z/9"], 3, need_all=True) == pytest.approx(1 / 3)


def test_reciprocal_rank_and_ndcg() -> None:
    assert retrieval.reciprocal_rank(LIST, ["b/1"]) == pytest.approx(1 / 3)
    assert retrieval.reciprocal_rank(LIST, ["z/1"]) == 0.0
    assert retrieval.ndcg(LIST, ["b/1", "z/1"]) == pytest.approx(1 / math.log2(4))
    # Ranks 2 and 4 of four sections, ideal ranks 1 and 2: (0.6309 + 0.4307) / (1 + 0.6309)
    assert retrieval.ndcg(LIST, ["a/2", "c/1"], need_all=True) == pytest.approx(0.650921, abs=1e-6)
    assert retrieval.ndcg([], ["a/2"], need_all=True) == 0.0


def test_silence_metrics_apply_only_where_they_say_something() -> None:
    pairs = [("answered", "answered"), ("answered", "not_found"), ("not_found", "not_found"), ("not_found", "answered"), ("refused", "out_of_scope")]
    assert [silence.status_correct(*pair) for pair in pairs] == [1, 0, 1, 0, 0]
    assert [silence.abstention_precision(*pair) for pair in pairs] == [None, 0, 1, None, 1]
    assert [silence.abstention_recall(*pair) for pair in pairs] == [None, None, 1, 0, 1]
    assert [silence.false_abstention(*pair) for pair in pairs] == [0, 1, None, None, None]


@pytest.mark.parametrize(
    ("text", "wanted", "there"),
    [
        ("合計は４０ 万社です", "40万社", True),
        ("**ＥＤＲ** は", "edr", True),
        ("| 事前 | 対策 |", "事前対策", True),
        ("140万社", "40万社", False),
        ("2018年", "18", False),
        ("3.1版", "3", False),
        ("1,234件", "234件", False),
        ("1,234件", "1,234件", True),
        ("第1, 2, 3項", "2", True),
        ("根拠 [18]", "18", False),
        ("an email", "AI", False),
        ("EDRs detect", "EDR", True),
        ("it creates new content", "creat", True),
        ("1 8", "18", False),
        ("pdf/2018_03.pdf", "2018_03.pdf", True),
        ("2018 03.pdf", "2018_03.pdf", True),
    ],
)
def test_mentions_ignores_looks_but_not_figures(text: str, wanted: str, there: bool) -> None:
    assert mentions(text, wanted) is there


def test_fact_metrics() -> None:
    groups = [["電源"], ["連絡", "報告"], ["記録"]]
    assert facts.fact_recall("電源を切り、報告する", groups) == pytest.approx(2 / 3)
    assert facts.missing_groups("電源を切り、報告する", groups) == (("記録",),)
    assert facts.fact_recall("", []) is None
    assert facts.complete("電源、連絡", groups) == 0.0
    assert facts.complete("電源、連絡、記録", groups) == 1.0
    assert facts.forbidden_in("2023年度中です", ["2023年度中", "2022"]) == ("2023年度中",)


def test_order_is_the_longest_run_over_all_places() -> None:
    groups = [["甲"], ["乙"], ["丙"]]
    assert facts.in_order("甲 乙 丙", groups) == 1.0
    assert facts.in_order("丙と乙と甲: 甲 乙 丙", groups) == 1.0
    assert facts.in_order("乙 甲 丙", groups) == pytest.approx(2 / 3)
    assert facts.in_order("丙 乙 甲", groups) == pytest.approx(1 / 3)
    assert facts.in_order("甲 丙", groups) == 1.0
    assert facts.in_order("甲", groups) is None


def test_citation_metrics() -> None:
    assert citations.citation_precision(["a/1", "b/1"], ["a/1"]) == 0.5
    assert citations.citation_precision([], ["a/1"]) is None
    assert citations.citation_recall(["a/1"], ["a/1", "b/1"]) == 1.0
    assert citations.citation_recall(["a/1"], ["a/1", "b/1"], need_all=True) == 0.5


def test_edition() -> None:
    newer = {"old/1": "new/1"}
    assert citations.edition_correct(["x/1"], [False], ["x/1"], newer) is None
    assert citations.edition_correct(["new/1", "old/1"], [False, True], ["new/1"], newer) == 1.0
    assert citations.edition_correct(["old/1", "new/1"], [True, False], ["new/1"], newer) == 0.0
    assert citations.edition_correct(["old/1"], [False], ["old/1"], newer) == 0.0
    assert citations.edition_correct(["old/1"], [True], ["old/1"], newer) == 1.0
    assert citations.edition_correct([], [], ["new/1"], newer) == 0.0


EVIDENCE = {1: "点検は毎年6月に行います。記録は3年間、サーバーに保管します。", 2: "TLSの対象は令和6年8月からです。"}


def _faults(text: str) -> list[str]:
    return [fault for statement in grounding.check(text, EVIDENCE) for fault in statement.faults]


def test_grounded_sentences_pass() -> None:
    assert _faults("## 見出し\n\n**点検**\n\n点検は毎年６月に行います。記録は3年間、サーバーに保管します。 [1]\n- TLSの対象は2024年8月からです。[2]") == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("点検は毎年6月に行います。", "出典番号がない"),
        ("点検は毎年6月に行います。[7]", "出典 [7] がない"),
        ("点検は毎年7月に行います。[1]", "数値 '7'"),
        ("TLSの対象は2024年6月からです。[2]", "日付 '2024年6月'"),
        ("TLSの対象は平成6年8月からです。[2]", "数値 '1994'"),
        ("TLSとEDRの対象は8月からです。[2]", "語 'edr'"),
        ("点検は毎年6月に行います。ファイアウォールも。[1]", "語 'ファイアウォール'"),
        ("部長が気分で決めるので、あきらめてください。[1]", "文字の重なり"),
    ],
)
def test_each_fault_is_named(text: str, part: str) -> None:
    assert any(part in fault for fault in _faults(text))


def test_a_marker_covers_the_sentences_before_it() -> None:
    found = list(grounding.statements_of("甲です。乙です。[1] 丙です。[2][3]\n丁です。"))
    assert found == [("甲です。", (1,)), ("乙です。", (1,)), ("丙です。", (2, 3)), ("丁です。", ())]


def test_table_head_and_following_marker_line() -> None:
    table = "| 名前 | 期限 |\n|---|---|\n| 点検 | 6月 [1] |"
    assert [cites for _, cites in grounding.statements_of(table)] == [(1,), (1,)]
    assert list(grounding.statements_of("甲です。\n[2]")) == [("甲です。", (2,))]


def test_ordered_list_numbers_are_not_figures() -> None:
    assert _faults("9. 点検は毎年6月に行います。 [1]") == []


def test_english_about_japanese_is_checked_by_figures_and_names() -> None:
    assert _faults("TLS applies from 2024. [2]") == []
    assert any("2025" in fault for fault in _faults("TLS applies from 2025. [2]"))
    assert any("'edr'" in fault for fault in _faults("EDR applies from 2024. [2]"))


def test_groundedness_and_support() -> None:
    checked = grounding.check("点検は毎年6月に行います。[1]\n点検は毎年9月に行います。[1]", EVIDENCE)
    assert grounding.groundedness(checked) == 0.5
    assert grounding.groundedness(()) is None
    # abcd has the 3-grams abc and bcd; only abc stands in abcx.
    assert grounding.support("あいうえ", "あいうか") == 0.5
    assert markers("甲[1]乙[12][3]") == (1, 12, 3)


def test_intervals_are_repeatable_and_real_changes_need_enough_cases() -> None:
    once = resampling.interval([0.0, 1.0] * 20)
    assert once == resampling.interval([0.0, 1.0] * 20)
    assert once.mean == 0.5
    assert 0.3 < once.low < 0.5 < once.high < 0.7
    assert not resampling.is_real([1.0] * 3)
    assert resampling.is_real([1.0] * 8 + [0.0] * 12)
    assert not resampling.is_real([1.0, -1.0] * 10)
    assert resampling.percentile([1, 2, 3, 4, 5], 0.5) == 3
    with pytest.raises(ValueError, match="no values"):
        resampling.interval([])
