"""The guard: normalise, detect, decide, mask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from rag.guard import decide
from rag.guard.allow import NOTHING, Allowed
from rag.guard.kinds import LABELS
from rag.guard.mapped import Mapped
from rag.guard.mask import VALUE_LIMIT, mask, repeats
from rag.guard.match import Detector, Match, View
from rag.guard.normalise import normalise
from rag.guard.policy import OFF, GuardPolicy
from rag.guard.variants import variants
from rag.types import GuardVerdict

FAULT = "guard_fault"
TOO_LONG = "too_long"
TOO_MANY = "too_many"
UNMASKABLE = "unmaskable"
MATCH_LIMIT = 300
_AROUND = 300
_LOOK_AGAIN = 20_000
_VARIANT_CHARS = 40_000
_PLACEHOLDER = re.compile(rf"〔(?:{'|'.join(map(re.escape, LABELS))})\d{{1,4}}〕")


class _TooMuchWork(Exception):
    """More of the text would have to be read a second way than there is time for."""


class TextGuard:
    """Keeps confidential data out; see `rag.interfaces.Guard`. Safe in several threads."""

    def __init__(self, detectors: Sequence[Detector], policy: GuardPolicy | None = None, allowed: Allowed = NOTHING) -> None:
        self._detectors = tuple(detectors)
        self._policy = policy or GuardPolicy()
        self._allowed = allowed

    def check(self, text: str) -> GuardVerdict:
        """What may go on. Nothing is ever raised: a fault, like a text that is too long, blocks."""
        try:
            return self._check(text)
        except _TooMuchWork:
            return GuardVerdict(decide.BLOCK, "", rules=(TOO_MANY,))
        except Exception:
            return GuardVerdict(decide.BLOCK, "", rules=(FAULT,))

    def matches_in(self, view: View) -> list[Match]:
        """What the detectors see in one reading; kinds that are off and public values left out."""
        found: list[Match] = []
        for detector in self._detectors:
            new = list(islice(filter(self._counts, detector.find(view, tuple(found))), MATCH_LIMIT))
            if len(new) == MATCH_LIMIT:
                new.append(replace(new[-1], rule=TOO_MANY, maskable=False))
            found.extend(new)
        return found

    def _check(self, text: str) -> GuardVerdict:
        if len(text) > self._policy.max_chars:
            return GuardVerdict(decide.BLOCK, "", rules=(TOO_LONG,))
        mapped = normalise(text)
        seen = self._find(mapped)
        if not seen:
            return GuardVerdict(decide.PASS, text)
        matches = decide.resolve(seen, len(text))
        action = decide.outcome(matches, self._policy)
        findings, rules = decide.findings(matches), decide.rules(matches)
        masked = self._masked(text, mapped, seen, matches) if decide.can_mask(matches) else None
        if action == decide.MASK and masked is not None:
            return GuardVerdict(decide.MASK, masked, findings, masked, rules)
        if action == decide.MASK:
            rules = (*rules, UNMASKABLE)
        return GuardVerdict(decide.BLOCK, "", findings, masked, rules)

    def _find(self, mapped: Mapped) -> list[Match]:
        mapped = mapped.rewrite(_PLACEHOLDER, lambda match: "□")
        others = _affordable(variants(mapped))
        plain = View(mapped)
        seen = list(_lifted(plain, self.matches_in(plain)))
        for variant in others:
            view = View(variant, inner=True)
            seen.extend(_lifted(view, self.matches_in(view)))
        return seen

    def _masked(self, text: str, mapped: Mapped, seen: Sequence[Match], matches: Sequence[Match]) -> str | None:
        """The text without what was found; None when that cannot be done, or not be trusted."""
        if len({match.key for match in matches}) > VALUE_LIMIT:
            return None
        everywhere = [*seen, *repeats(mapped, matches)]
        masked = mask(text, [(match.start, match.end) for match in everywhere], decide.resolve(everywhere, len(text)))
        changed = list(_changed(masked))
        if sum(map(len, changed)) > _LOOK_AGAIN or any(self._find(normalise(part)) for part in changed):
            return None
        return masked

    def _counts(self, match: Match) -> bool:
        return self._policy.mode(match.kind) != OFF and not self._allowed.covers(match)


def _affordable(readings: Iterable[Mapped]) -> list[Mapped]:
    """All the readings; raises `_TooMuchWork` where they are too many."""
    kept, left = [], _VARIANT_CHARS
    for reading in readings:
        left -= len(reading.text)
        if left < 0:
            raise _TooMuchWork
        kept.append(reading)
    return kept


def _lifted(view: View, matches: Iterable[Match]) -> Iterable[Match]:
    for match in matches:
        start, end = view.mapped.origin(match.start, match.end)
        if start < end:
            yield Match(match.kind, start, end, match.rule, match.label, match.key, match.maskable)


def _changed(masked: str) -> Iterator[str]:
    """The stretches of whole lines around placeholders; the rest has been looked at as it stands."""
    low = high = 0
    for match in _PLACEHOLDER.finditer(masked):
        if match.start() - _AROUND > high:
            if high:
                yield masked[low:high]
            low = masked.rfind("\n", 0, max(0, match.start() - _AROUND)) + 1
        end = masked.find("\n", match.end() + _AROUND)
        high = len(masked) if end < 0 else end
    yield masked[low : high or len(masked)]
