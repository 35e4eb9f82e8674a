"""Finds a fact in an answer, whatever its width, case, spacing or Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.text import normalise, squash

_MARKER = re.compile(r"\[\d{1,3}\]")
_SKIPPED = r"[\s*_`#|>]*"


def markers(text: str) -> tuple[int, ...]:
    """The numbers of the citations that `text` carries, in order, repeats kept."""
    return tuple(int(mark[1:-1]) for mark in _MARKER.findall(text))


def without_markers(text: str) -> str:
    """The text without its [n]."""
    return _MARKER.sub("", text)


def mentions(text: str, wanted: str) -> bool:
    """Whether `wanted` stands in `text`, as `rag.text.squash` would compare them.

    Two things are stricter than a bare comparison: a figure is not found inside a longer one
    ("18" in "2018", "40万社" in "140万社"), nor a Latin abbreviation inside a word ("AI" in "mail").
    """
    return next(places(text, wanted), None) is not None


def mentions_any(text: str, group: Sequence[str]) -> bool:
    """Whether one of the alternatives stands in `text`."""
    return any(mentions(text, wanted) for wanted in group)


def places(text: str, wanted: str) -> Iterator[int]:
    """Where `wanted` stands in the normalised text without citation markers, in order."""
    pattern = _pattern(wanted)
    if pattern is not None:
        yield from (found.start() for found in pattern.finditer(_normalised(text)))


@lru_cache(maxsize=64)
def _normalised(text: str) -> str:
    return normalise(without_markers(text))


@lru_cache(maxsize=4096)
def _pattern(wanted: str) -> re.Pattern[str] | None:
    flat = squash(wanted)
    if not flat:
        return None
    body, before, gap = "", "", False
    for mark in normalise(wanted):
        if not squash(mark):
            gap = True
            continue
        # "1 8" is not 18: between two digits nothing is skipped that is not in `wanted` itself.
        body += (_SKIPPED if before and (gap or not (before.isdigit() and mark.isdigit())) else "") + re.escape(mark)
        before, gap = mark, False
    return re.compile(_left(flat) + body + _right(flat))


def _left(flat: str) -> str:
    if flat[0].isdigit():
        thousands = r"(?<!\d,)" if re.match(r"\d{3}(?!\d)", flat) else ""
        return rf"(?<!\d)(?<!\d\.){thousands}"
    return r"(?<![a-z])" if re.match(r"[a-z]", flat) else ""


def _right(flat: str) -> str:
    if flat[-1].isdigit():
        return r"(?!\d)(?!\.\d)(?!,\d{3}(?!\d))"
    if re.fullmatch(r"[a-z]{1,4}", flat):
        # A plural s is the same word; longer Latin strings may be stems ("creat").
        return r"(?!(?!s(?![a-z]))[a-z])"
    return ""
