"""Finds what is wrong with cases before they are run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.cases import Case, CaseKind
from evals.metrics.facts import missing_groups
from rag.interfaces import ChunkIndex
from rag.text import squash

# Character 3-gram Jaccard from which two questions count as the same question.
NEAR_COPY = 0.7


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: `rule` is stable, `case` is a case id or "" for the whole set."""

    rule: str
    case: str
    text: str


def lint(cases: Sequence[Case], index: ChunkIndex, known_questions: Sequence[str], *, originals: bool) -> tuple[Finding, ...]:
    """Every fault, by rule.

    Evidence is looked for where the index holds the originals; a restated corpus has other
    wording, so there the facts that an answer must include are looked for instead.
    """
    texts = _texts(index)
    findings = [
        *_absent_gold(cases, texts),
        *(_absent_evidence(cases, texts) if originals else _absent_facts(cases, texts)),
        *_duplicates(cases),
        *_near_copies(cases, known_questions),
        *_contradictions(cases),
        *_empty_kinds(cases),
    ]
    return tuple(findings)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared over all; 0 for two empty sets."""
    return len(one & other) / len(one | other) if one or other else 0.0


def grams(text: str) -> frozenset[str]:
    """The character 3-grams of the squashed text; the text itself when it is shorter."""
    flat = squash(text).rstrip("?。.")
    return frozenset(flat[start : start + 3] for start in range(len(flat) - 2)) or frozenset({flat})


def _texts(index: ChunkIndex) -> dict[str, str]:
    texts: dict[str, str] = {}
    for chunk in index.chunks:
        texts[chunk.place] = "\n".join((texts.get(chunk.place, ""), *chunk.headings, chunk.text))
    return texts


def _absent_gold(cases: Sequence[Case], texts: Mapping[str, str]) -> Iterator[Finding]:
    for case in cases:
        for place in case.gold:
            if place not in texts:
                yield Finding("gold", case.id, f"正解 {place!r} は索引にありません")


def _absent_evidence(cases: Sequence[Case], texts: Mapping[str, str]) -> Iterator[Finding]:
    for case in cases:
        flat = squash("\n".join(texts.get(place, "") for place in case.gold))
        for words in case.evidence:
            if squash(words) not in flat:
                yield Finding("evidence", case.id, f"証拠 {words!r} は正解の節にありません")


def _absent_facts(cases: Sequence[Case], texts: Mapping[str, str]) -> Iterator[Finding]:
    for case in cases:
        text = "\n".join(texts.get(place, "") for place in case.gold)
        for group in missing_groups(text, case.must_include):
            yield Finding("fact", case.id, f"必須の {' / '.join(group)!r} は正解の節にありません")


def _duplicates(cases: Sequence[Case]) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], str] = {}
    for case in cases:
        key = (squash(case.question), *(squash(message.content) for message in case.history))
        if key in seen:
            yield Finding("duplicate", case.id, f"質問が {seen[key]!r} と同じです")
        seen.setdefault(key, case.id)


def _near_copies(cases: Sequence[Case], known: Sequence[str]) -> Iterator[Finding]:
    known_grams = [(text, grams(text)) for text in known]
    for case in cases:
        if case.history:
            # "And the third?" is the same for every conversation.
            continue
        own = grams(case.question)
        best = max(known_grams, key=lambda entry: jaccard(own, entry[1]), default=None)
        if best and jaccard(own, best[1]) >= NEAR_COPY:
            yield Finding("near_copy", case.id, f"{case.question!r} は corpus/questions の {best[0]!r} とほぼ同じです")


def _contradictions(cases: Sequence[Case]) -> Iterator[Finding]:
    for case in cases:
        both = {squash(wrong) for wrong in case.must_not_include} & {squash(word) for group in case.must_include for word in group}
        if both:
            yield Finding("contradiction", case.id, f"{'、'.join(sorted(both))!r} が must_include と must_not_include の両方にあります")
        if case.answerable and not case.must_include:
            yield Finding("no_facts", case.id, "must_include がひとつもありません")


def _empty_kinds(cases: Sequence[Case]) -> Iterator[Finding]:
    there = {case.kind for case in cases}
    for kind in CaseKind:
        if kind not in there:
            yield Finding("empty_kind", "", f"kind {kind.value!r} のケースがひとつもありません")
