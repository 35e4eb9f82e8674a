"""Looks for personal data and secrets in documents before they can become answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.report import Skipped
from rag.gate import ABOUT_TEXTS, counted
from rag.guard.allow import Allowed, allow_from
from rag.guard.guard import TextGuard
from rag.types import Chunk, GuardFinding

# What a firm's own rules may well hold: whom to ask, and where.
_REACHABLE = frozenset({"person_name", "phone", "email", "address"})


@dataclass(frozen=True, slots=True)
class Screened:
    """The chunks that may be indexed, what was left out and why, and what their texts make public."""

    chunks: tuple[Chunk, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    allowed: Allowed


def screen(chunks: Sequence[Chunk], public: Collection[str], guard: TextGuard, *, keep: bool) -> Screened:
    """Checks the chunks of sources that are not `public` (declared in sources.yaml).

    A passage that holds more than names and ways to reach someone (a table of people, an id, an account, a
    secret) is left out unless `keep`; the phone of the firm's help desk stays and is named in the notes.
    Names, phones, mails and addresses that stay are allowed in questions and answers.
    """
    kept: list[Chunk] = []
    skipped: list[Skipped] = []
    notes: list[str] = []
    for chunk in chunks:
        findings = () if chunk.source_id in public else _findings(guard, chunk.text)
        place = f"{chunk.source_id} の「{chunk.heading}」"
        hard = tuple(finding for finding in findings if finding.kind not in _REACHABLE)
        if hard and not keep:
            reason = "社員に見せてよければ KOKOROE_GUARD_DOCUMENTS=keep で取り込めます。"
            skipped.append(Skipped(place, f"{counted(hard, 'ja')}が含まれるため、索引に入れませんでした。{reason}"))
            continue
        if findings:
            notes.append(f"{place}に{counted(findings, 'ja')}が含まれています。答えに表示されます。")
        kept.append(chunk)
    return Screened(tuple(kept), tuple(skipped), tuple(notes), allow_from((chunk.text for chunk in kept), guard))


def _findings(guard: TextGuard, text: str) -> tuple[GuardFinding, ...]:
    verdict = guard.check(text)
    if verdict.action == "block" and not verdict.findings:
        # The guard could not look at it; what is not known to be harmless is left out.
        return (GuardFinding("unchecked", 1),)
    return tuple(finding for finding in verdict.findings if finding.kind not in ABOUT_TEXTS)
