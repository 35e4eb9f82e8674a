"""From matches to an outcome: which stand for the same place, and what happens to the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rag.guard.kinds import KINDS, RANK
from rag.guard.match import Match
from rag.guard.policy import STOP, GuardPolicy
from rag.types import GuardFinding

PASS, MASK, BLOCK = "pass", "mask", "block"


def resolve(matches: Iterable[Match], size: int) -> tuple[Match, ...]:
    """The matches of a text of `size` characters, one for each place, in reading order.

    Where two overlap, the graver kind stands for both. Kinds that cannot be masked (tables,
    markings) describe a passage rather than a value, and stand beside what lies inside.
    """
    covered = bytearray(size)
    kept: dict[tuple[str, int, int], Match] = {}
    for match in sorted(matches, key=lambda one: (RANK[one.kind], one.start - one.end, one.start)):
        if not _maskable(match):
            kept.setdefault((match.kind, match.start, match.end), match)
        elif 1 not in covered[match.start : match.end]:
            covered[match.start : match.end] = b"\x01" * (match.end - match.start)
            kept[(match.kind, match.start, match.end)] = match
    return tuple(sorted(kept.values(), key=lambda one: (one.start, one.end)))


def outcome(matches: Sequence[Match], policy: GuardPolicy) -> str:
    """ "pass", "mask" or "block"."""
    if not matches:
        return PASS
    return BLOCK if any(policy.mode(match.kind) == STOP for match in matches) else MASK


def can_mask(matches: Sequence[Match]) -> bool:
    """Whether removing every match removes all that is confidential."""
    return bool(matches) and all(map(_maskable, matches))


def findings(matches: Sequence[Match]) -> tuple[GuardFinding, ...]:
    """Kinds and how often, the graver first."""
    counts = Counter(match.kind for match in matches)
    return tuple(GuardFinding(kind, counts[kind]) for kind in sorted(counts, key=RANK.__getitem__))


def rules(matches: Sequence[Match]) -> tuple[str, ...]:
    """The rules that spoke, each once."""
    return tuple(sorted({match.rule for match in matches}))


def _maskable(match: Match) -> bool:
    return KINDS[match.kind].maskable and match.maskable
