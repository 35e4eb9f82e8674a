"""Scores one case: the retrieved chunks, the answer, or both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evals.cases import Case, CaseKind
from evals.metrics import citations, facts, grounding, retrieval, silence
from evals.metrics.text import markers, without_markers
from evals.rows import FoundChunk, Row
from rag.types import Answer, Citation, Hit, Source, Status

# Ranks that are stored; the metrics look no deeper than ten sections.
SHOWN = 10
_RUNS = (CaseKind.LIST, CaseKind.PROCEDURE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the advisor gave: its answer, whether asking again gave the same, and the seconds it took."""

    answer: Answer
    same_again: bool | None
    seconds: float


def score(case: Case, hits: Sequence[Hit], outcome: Outcome | None, successor: Mapping[str, str], frames: Sequence[str] = ()) -> Row:
    """The row of a case; without an outcome only retrieval is measured."""
    places = [hit.chunk.place for hit in hits]
    found = tuple(FoundChunk(rank, hit.chunk.id, hit.chunk.place, hit.score, hit.via) for rank, hit in enumerate(hits[:SHOWN], 1))
    metrics = retrieval_metrics(places, case) if case.gold else {}
    proof = retrieval.proof_rank(places, case.gold, need_all=case.need_all) if case.gold else None
    row = Row(
        id=case.id, question=case.question, kind=case.kind.value, style=case.style, sources=case.sources, gold=case.gold,
        metrics=metrics, found=found, proof=proof,
    )  # fmt: skip
    if outcome is None:
        return row
    answer = outcome.answer
    used = used_citations(answer)
    statements = grounding.check(answer.text, _evidence(answer), frames) if answer.status is Status.ANSWERED else ()
    metrics |= _answer_metrics(case, answer, used, statements, successor)
    if outcome.same_again is not None:
        metrics["consistency"] = float(outcome.same_again)
    return replace(
        row, metrics=metrics, expected=case.status, status=answer.status.value, answer=answer.text,
        cited=tuple(citation.chunk.id for citation in used),
        missing=facts.missing_groups(answer.text, case.must_include) if case.answerable else (),
        forbidden=facts.forbidden_in(answer.text, case.must_not_include),
        statements=statements, seconds=outcome.seconds,
    )  # fmt: skip


def retrieval_metrics(places: Sequence[str], case: Case) -> dict[str, float]:
    """The metrics of a ranked list of sections against the case's gold."""
    gold, need_all = case.gold, case.need_all
    return {
        "proof@1": retrieval.proof_at(places, gold, 1, need_all=need_all),
        "proof@5": retrieval.proof_at(places, gold, 5, need_all=need_all),
        "recall@5": retrieval.recall_at(places, gold, 5, need_all=need_all),
        "recall@10": retrieval.recall_at(places, gold, 10, need_all=need_all),
        "mrr": retrieval.reciprocal_rank(places, gold),
        "ndcg@10": retrieval.ndcg(places, gold, need_all=need_all),
    }


def used_citations(answer: Answer) -> tuple[Citation, ...]:
    """The citations whose number stands in the text."""
    named = set(markers(answer.text))
    return tuple(citation for citation in answer.citations if citation.number in named)


def successors(sources: Sequence[Source]) -> dict[str, str]:
    """Each superseded section -> the section that replaces it."""
    return {
        f"{source.id}/{section}": f"{source.superseded_by}/{section}"
        for source in sources
        if source.superseded_by
        for section in source.superseded_sections
    }


def _answer_metrics(
    case: Case, answer: Answer, used: Sequence[Citation], statements: Sequence[grounding.Statement], successor: Mapping[str, str]
) -> dict[str, float]:
    got, cited = answer.status.value, [citation.chunk.place for citation in used]
    answered = answer.status is Status.ANSWERED
    values: dict[str, float | None] = {
        "status_accuracy": silence.status_correct(case.status, got),
        "abstention_precision": silence.abstention_precision(case.status, got),
        "abstention_recall": silence.abstention_recall(case.status, got),
        "false_abstention": silence.false_abstention(case.status, got),
    }
    said = answer.text if answered else ""
    if case.must_not_include:
        values["no_forbidden"] = float(not facts.forbidden_in(said, case.must_not_include))
    if case.answerable:
        values["fact_recall"] = facts.fact_recall(said, case.must_include)
        values["citation_precision"] = citations.citation_precision(cited, case.gold) if answered else None
        values["citation_recall"] = citations.citation_recall(cited if answered else (), case.gold, need_all=case.need_all)
        values["edition"] = citations.edition_correct(cited, [each.superseded for each in used], case.gold, successor)
        if case.kind in _RUNS:
            values["complete"] = facts.complete(said, case.must_include)
            values["in_order"] = facts.in_order(said, case.must_include)
    if answered:
        # An answer without any statement or citation proves nothing.
        values["groundedness"] = grounding.groundedness(statements) or 0.0
        values["quotes_exact"] = _share(citation.quote.strip() != "" and citation.quote in citation.chunk.text for citation in answer.citations)
    return {name: value for name, value in values.items() if value is not None}


def _share(flags: Iterable[bool]) -> float:
    listed = list(flags)
    return sum(listed) / len(listed) if listed else 0.0


def _evidence(answer: Answer) -> dict[int, str]:
    """What each citation may be quoted for: the chunk, its headings, and how the source names and dates itself."""
    return {
        citation.number: "\n".join(
            (*citation.chunk.headings, citation.chunk.text, citation.source.title, citation.source.publisher, citation.source.published)
        )
        for citation in answer.citations
    }


def length(answer: str) -> int:
    """Characters of the answer without its citation markers."""
    return len(without_markers(answer))
