"""Replaces what was found by numbered placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.guard.kinds import KINDS
from rag.guard.mapped import Mapped
from rag.guard.match import Match

VALUE_LIMIT = 200
_GAP = 3


def mask(text: str, spans: Sequence[tuple[int, int]], matches: Sequence[Match]) -> str:
    """The text with every match, and every other span that overlaps one, replaced.

    The same value gets the same placeholder; `spans` are all places anything was
    found at, so that nothing sticks out of a placeholder.
    """
    names: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    parts: list[str] = []
    done = 0
    for start, end, match in _joined(spans, matches):
        label = match.label or KINDS[match.kind].ja
        value = (label, match.key or text[match.start : match.end])
        if value not in names:
            counts[label] = counts.get(label, 0) + 1
            names[value] = f"〔{label}{counts[label]}〕"
        parts.append(text[done:start] + names[value])
        done = end
    return "".join(parts) + text[done:]


def _joined(spans: Sequence[tuple[int, int]], matches: Sequence[Match]) -> Iterator[tuple[int, int, Match]]:
    """Disjoint ranges in order; a range that several matches touch is split where the next match begins."""
    owners = sorted(matches, key=lambda one: one.start)
    merged: list[list[int]] = []
    for start, end in sorted({*spans, *((one.start, one.end) for one in matches)}):
        if merged and start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    place = 0
    for start, end in merged:
        inside: list[Match] = []
        while place < len(owners) and owners[place].start < end:
            inside.append(owners[place])
            place += 1
        for number, match in enumerate(inside):
            low = start if number == 0 else match.start
            yield low, inside[number + 1].start if number + 1 < len(inside) else end, match


def repeats(mapped: Mapped, matches: Sequence[Match]) -> Iterator[Match]:
    """The same values elsewhere in the text, where nothing around them gave them away."""
    wanted = {match.key: match for match in matches if len(match.key) >= 2}
    figures, places = [], []
    for place, char in enumerate(mapped.text):
        if "0" <= char <= "9":
            figures.append(char)
            places.append(place)
    stream, lowered = "".join(figures), mapped.text.lower()
    for key, match in wanted.items():
        if re.fullmatch(r"\d{6,}", key):
            spans = _digit_spans(stream, places, key)
        else:
            spans = (
                [(found.start(), found.end()) for found in re.finditer(re.escape(key.lower()), lowered)]
                if len(lowered) == len(mapped.text)
                else []
            )
        for start, end in spans:
            low, high = mapped.origin(start, end)
            yield Match(match.kind, low, high, match.rule, match.label, key, match.maskable)


def _digit_spans(stream: str, places: Sequence[int], key: str) -> list[tuple[int, int]]:
    spans = []
    at = stream.find(key)
    while at >= 0:
        run = places[at : at + len(key)]
        if all(right - left <= _GAP for left, right in pairwise(run)):
            spans.append((run[0], run[-1] + 1))
        at = stream.find(key, at + 1)
    return spans
