"""What detectors get and give: a view of the text, and matches in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Protocol

from rag.guard.mapped import Mapped

_DIGIT = re.compile("[0-9]")
_DIRECT = 64


@dataclass(frozen=True, slots=True)
class Match:
    """A kind found at `start:end` of a text. Never shows what was found.

    `key` is equal for equal values. `label` names the placeholder where the kind's own name is
    too wide.
    """

    kind: str
    start: int
    end: int
    rule: str
    label: str = ""
    key: str = field(default="", repr=False)
    maskable: bool = True


class View:
    """One reading of the text. `inner` marks a text that was decoded out of another one."""

    def __init__(self, mapped: Mapped, *, inner: bool = False) -> None:
        self.mapped = mapped
        self.text = mapped.text
        self.inner = inner
        self._asked: dict[re.Pattern[str], int] = {}
        self._spans: dict[re.Pattern[str], tuple[list[int], list[int]]] = {}

    @cached_property
    def lower(self) -> str:
        """The text in lower case, character for character."""
        lowered = self.text.lower()
        if len(lowered) == len(self.text):
            return lowered
        return "".join(char.lower() if len(char.lower()) == 1 else char for char in self.text)

    @cached_property
    def has_digits(self) -> bool:
        """Whether there is any ASCII digit."""
        return _DIGIT.search(self.text) is not None

    def mentions(self, *words: str) -> bool:
        """Whether one of the lower-case words occurs anywhere; the cheap question before a dear one."""
        lowered = self.lower
        return any(word in lowered for word in words)

    def near(self, pattern: re.Pattern[str], start: int, end: int, before: int = 40, after: int = 40) -> bool:
        """Whether the pattern occurs near a place.

        Asked often, it looks the pattern's places up instead of searching again, so that the
        time stays linear in the text however many candidates there are.
        """
        low, high = max(0, start - before), end + after
        asked = self._asked[pattern] = self._asked.get(pattern, 0) + 1
        if asked <= _DIRECT:
            return pattern.search(self.text[low:high]) is not None
        starts, ends = self.spans(pattern)
        place = bisect_left(starts, low)
        return place < len(starts) and ends[place] <= high

    def spans(self, pattern: re.Pattern[str]) -> tuple[list[int], list[int]]:
        """Starts and ends of all matches of a pattern in the text."""
        if pattern not in self._spans:
            found = [match.span() for match in pattern.finditer(self.text)]
            self._spans[pattern] = [start for start, _ in found], [end for _, end in found]
        return self._spans[pattern]

    def around(self, start: int, end: int, before: int = 40, after: int = 40) -> str:
        """The text near a place."""
        return self.text[max(0, start - before) : end + after]

    def before(self, start: int, size: int = 40) -> str:
        """The text in front of a place."""
        return self.text[max(0, start - size) : start]

    def after(self, end: int, size: int = 40) -> str:
        """The text behind a place."""
        return self.text[end : end + size]

    def line(self, start: int, end: int) -> str:
        """The line or lines a place stands in."""
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", end)
        return self.text[first : last if last >= 0 else len(self.text)]

    def sentence(self, start: int, end: int, limit: int = 160) -> str:
        """The sentence a place stands in, at most `limit` characters to each side."""
        head, tail = self.text[max(0, start - limit) : start], self.text[end : end + limit]
        cut = max(head.rfind(mark) for mark in "。！？!?\n")
        stop = min((place for place in map(tail.find, "。！？!?\n") if place >= 0), default=len(tail))
        return head[cut + 1 :] + self.text[start:end] + tail[:stop]


class Detector(Protocol):
    """Finds kinds of one family."""

    @property
    def name(self) -> str:
        """Family name, for rule names and faults."""

    def find(self, view: View, found: Sequence[Match]) -> Iterable[Match]:
        """The matches in `view.text`; `found` is what earlier detectors saw in the same view."""


def nearest(view: View, start: int, end: int, wanted: re.Pattern[str], unwanted: re.Pattern[str] | None = None, size: int = 40) -> bool:
    """Whether a wanted label stands within `size` characters, nearer than any unwanted one.

    What stands behind counts as half as far again, for labels mostly precede.
    """
    good = _distance(view, start, end, wanted, size)
    if good is None:
        return False
    bad = _distance(view, start, end, unwanted, size) if unwanted else None
    return bad is None or good <= bad


def _distance(view: View, start: int, end: int, pattern: re.Pattern[str], size: int) -> float | None:
    if not view.near(pattern, start, end, size, size):
        return None
    best: float | None = None
    head = view.before(start, size)
    for match in pattern.finditer(head):
        best = float(len(head) - match.end())
    follow = pattern.search(view.after(end, size))
    if follow is not None and (best is None or 1.5 * follow.start() + 1 < best):
        best = 1.5 * follow.start() + 1
    return best


def digits(text: str) -> str:
    """The ASCII digits of a text."""
    return re.sub(r"\D", "", text)


def is_dummy(number: str) -> bool:
    """Whether digits are only counting up or down, or nearly all the same."""
    steps = {(int(right) - int(left)) % 10 for left, right in pairwise(number)}
    if len(set(number)) <= 2 or steps <= {1} or steps <= {9}:
        return True
    head = number[:-2]
    rising = sum((int(right) - int(left)) % 10 == 1 for left, right in pairwise(head))
    return rising >= len(head) - 2


DUMMY_CONTEXT = re.compile(
    r"例えば|たとえば|例[:：]|の例|例示|記入例|形式|書式|ダミー|サンプル|のような|みたいな|架空|テスト|見本|format|"
    r"example|sample|dummy|such as|placeholder",
    re.IGNORECASE,
)
