"""The metrics by name: what each says, which way is better, and what it cannot see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """`better` is "higher" or "lower". A value under `must_be` (over, where lower is better) fails the case."""

    name: str
    label: str
    says: str
    blind_to: str
    better: str = "higher"
    must_be: float | None = 1.0


METRICS: tuple[Metric, ...] = (
    Metric("proof@1", "先頭のチャンクに根拠", "the proof is complete in the first chunk found", "whether that chunk holds the very sentence", must_be=None),
    Metric("proof@5", "先頭 5 チャンクに根拠", "the proof is complete in the first five chunks found", "the order within the five"),
    Metric("recall@5", "再現率@5（節）", "share of the needed sections among the first five", "repeats of one section", must_be=None),
    Metric("recall@10", "再現率@10（節）", "share of the needed sections among the first ten", "repeats of one section", must_be=None),
    Metric("mrr", "MRR@10（節）", "one over the rank of the first gold section", "all further gold sections", must_be=None),
    Metric("ndcg@10", "nDCG@10（節）", "gold sections high in the first ten", "sections that also prove it but are not in the gold", must_be=None),
    Metric("status_accuracy", "ステータス正解率", "answered, not_found, out_of_scope or refused as expected", "whether the answer is right"),
    Metric("abstention_precision", "沈黙の適合率", "of the silent answers, those that should be", "which kind of silence"),
    Metric("abstention_recall", "沈黙の再現率", "of the cases that want silence, those that got it", "which kind of silence"),
    Metric("false_abstention", "答えられるのに沈黙", "of the answerable cases, those met with silence", "wrong answers", better="lower", must_be=0.0),
    Metric("fact_recall", "必須事実の再現率", "share of the must_include groups in the answer", "a fact said about the wrong thing; negation"),
    Metric("no_forbidden", "禁止事実なし", "nothing of must_not_include is said", "wrong facts nobody listed"),
    Metric("citation_precision", "引用の適合率", "share of the citations that point at a gold section", "other sections that support it too"),
    Metric("citation_recall", "引用の再現率", "the needed gold sections are cited", "which sentence cites them"),
    Metric("groundedness", "根拠のある文の割合", "sentences whose figures, dates, terms and wording stand in the cited chunk", "sentences put together wrongly from right words; negation"),
    Metric("quotes_exact", "引用文の一致", "each quote is a verbatim span of its chunk", "whether the quote proves the sentence"),
    Metric("edition", "版の正しさ", "the edition asked for comes first, older ones are labelled", "differences inside one edition"),
    Metric("complete", "一覧・手順の完全さ", "every item of a list or procedure is there", "items nobody listed"),
    Metric("in_order", "項目の順序", "the items found can be read in their order", "numbering that contradicts the order"),
    Metric("consistency", "再質問で同じ答え", "asking twice gives the same answer", "other doors; other wordings"),
)  # fmt: skip
GUARD_METRICS: tuple[Metric, ...] = (
    Metric("stopped", "止めた割合（見逃しの逆）", "of the texts with confidential data, those stopped or masked", "whether all of the data was found"),
    Metric("kinds_found", "種類の再現率", "share of the kinds in the text that were named", "how often each occurs"),
    Metric("action_accuracy", "動作の正解率", "pass, mask or block as expected", "which is the worse mistake"),
    Metric("false_alarm", "誤検知率", "of the harmless texts, those stopped or masked", "harmless words masked beside real data", better="lower", must_be=0.0),
)  # fmt: skip
BY_NAME = {metric.name: metric for metric in (*METRICS, *GUARD_METRICS)}


def failed(name: str, value: float) -> bool:
    """Whether this value of this metric makes a case a failed one."""
    metric = BY_NAME[name]
    if metric.must_be is None:
        return False
    return value > metric.must_be if metric.better == "lower" else value < metric.must_be
