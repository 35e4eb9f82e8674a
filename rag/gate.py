"""The guard at the advisor's door: what a person typed on its way in, an answer on its way out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.guard.kinds import KINDS, kind_label
from rag.interfaces import Guard
from rag.messages import say
from rag.types import Chunk, GuardFinding, GuardVerdict, Question, Turn

PASS, MASK, BLOCK = "pass", "mask", "block"
# A document may speak about such matters; only values are looked for in what goes out.
ABOUT_TEXTS = frozenset({"internal_marking", "unpublished_business", "health_info"})
# A public list of members is a table of people, too; tables of a firm's own documents are left out at ingest.
_MAY_BE_SHOWN = ABOUT_TEXTS | {"customer_table"}
_PLACEHOLDER = re.compile(r"〔[^〔〕]{1,20}\d{1,4}〕(?:さん|様|氏|殿)?")
_MARK = re.compile(r" ?\[\d{1,2}\]")


@dataclass(frozen=True, slots=True)
class Admitted:
    """The question as it may go on, and what the guard said of its text.

    History is checked too: a masked turn goes on masked, a blocked one is left out (`dropped` counts them).
    """

    question: Question
    verdict: GuardVerdict
    dropped: int = 0


def admit(guard: Guard, question: Question) -> Admitted:
    """Checks the question and every turn before it. Raises nothing; see `Guard`."""
    verdict = guard.check(question.text)
    kept: list[Turn] = []
    for turn in question.history:
        seen = guard.check(turn.content)
        if seen.action != BLOCK:
            kept.append(replace(turn, content=seen.text))
    text = "" if verdict.action == BLOCK else verdict.text
    return Admitted(replace(question, text=text, history=tuple(kept)), verdict, len(question.history) - len(kept))


class OutgoingCheck:
    """Looks at every answer before it leaves, so that a stopped value can never come back.

    Most lines of an answer stand word for word in the chunks it cites; a chunk is looked at once, and
    only what an answer adds to its chunks is looked at each time.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._chunk_leaks = lru_cache(maxsize=4096)(lambda chunk: leaks(guard, chunk.text))

    def leaks(self, text: str, cited: Sequence[Chunk]) -> bool:
        """Whether an answer that cites these chunks holds a confidential value."""
        said = "\n".join(chunk.text for chunk in cited)
        added = [line for line in _MARK.sub("", text).split("\n") if line.strip("*# ") not in said]
        return any(self._chunk_leaks(chunk) for chunk in cited) or (bool(added) and leaks(self._guard, "\n".join(added)))


def leaks(guard: Guard, text: str) -> bool:
    """Whether a text holds a confidential value."""
    verdict = guard.check(text)
    found = {finding.kind for finding in verdict.findings}
    return bool(found - _MAY_BE_SHOWN) or (verdict.action == BLOCK and not found)


def without_placeholders(text: str) -> str:
    """The masked text for searching: what was masked says nothing about what is asked."""
    return _PLACEHOLDER.sub("", text)


def explain(verdict: GuardVerdict, language: str) -> str:
    """Why a text was stopped, in kinds and counts, with what to do now; never what was found."""
    if not verdict.findings:
        return say("guard_too_long" if "too_long" in verdict.rules else "guard_fault", language)
    parts = [say("guard_stopped", language, kinds=counted(verdict.findings, language))]
    if any(KINDS[finding.kind].secret for finding in verdict.findings if finding.kind in KINDS):
        parts.append(say("guard_secret", language))
    if verdict.masked:
        quoted = "\n".join(f"> {line}" for line in verdict.masked.splitlines())
        parts.append(f"{say('guard_masked_offer', language)}\n\n{quoted}")
    else:
        parts.append(say("guard_rewrite", language))
    return "\n\n".join(parts)


def counted(findings: tuple[GuardFinding, ...], language: str) -> str:
    """「氏名 1件、携帯電話番号 2件」."""
    joint, unit = (", ", "") if language == "en" else ("、", "件")
    return joint.join(f"{kind_label(finding.kind, language)} {finding.count}{unit}" for finding in findings)


def holds_secret(verdict: GuardVerdict) -> bool:
    """Whether something was typed that counts as leaked and has to be changed."""
    return any(finding.kind in KINDS and KINDS[finding.kind].secret for finding in verdict.findings)
