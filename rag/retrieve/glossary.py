"""Finds glossary terms in a question, under any of their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.text import normalise
from rag.types import GlossaryTerm

_LATIN_EDGE = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Match:
    """A term a question means: by which of its names, and whether that name means just this term."""

    term: GlossaryTerm
    name: str
    exact: bool


class GlossaryMatcher:
    """Looks up every name of every term; the longest name wins where two overlap."""

    def __init__(self, terms: Sequence[GlossaryTerm]) -> None:
        self._names: dict[str, list[tuple[GlossaryTerm, bool]]] = {}
        for term in terms:
            for name in term.exact_names:
                self._add(name, term, exact=True)
            for name in term.loose_aliases:
                self._add(name, term, exact=False)
        self._longest = max(map(len, self._names), default=0)

    def matches(self, text: str) -> tuple[Match, ...]:
        """The terms named in `text`, in order of place; a term once, exact before loose."""
        flat = normalise(text)
        found: dict[str, Match] = {}
        place = 0
        while place < len(flat):
            name = self._name_at(flat, place)
            if name is None:
                place += 1
                continue
            for term, exact in self._names[name]:
                if term.term not in found or (exact and not found[term.term].exact):
                    found[term.term] = Match(term, name, exact)
            place += len(name)
        return tuple(found.values())

    def lookup(self, name: str) -> tuple[GlossaryTerm, ...]:
        """Terms whose name is just this; then those that contain it."""
        flat = normalise(name)
        exact = [term for term, is_exact in self._names.get(flat, ()) if is_exact]
        loose = [term for term, is_exact in self._names.get(flat, ()) if not is_exact]
        near = [term for key, terms in self._names.items() if flat and flat in key for term, is_exact in terms if is_exact]
        return _unique([*exact, *loose, *near])

    def _add(self, name: str, term: GlossaryTerm, *, exact: bool) -> None:
        key = normalise(name)
        if len(key) > 1 and (term, exact) not in self._names.setdefault(key, []):
            self._names[key].append((term, exact))

    def _name_at(self, flat: str, place: int) -> str | None:
        if place and _LATIN_EDGE.match(flat[place]) and _LATIN_EDGE.match(flat[place - 1]):
            return None
        for length in range(min(self._longest, len(flat) - place), 1, -1):
            name = flat[place : place + length]
            after = flat[place + length : place + length + 1]
            inside_word = bool(after) and _LATIN_EDGE.match(after) and _LATIN_EDGE.match(name[-1])
            if name in self._names and not inside_word:
                return name
        return None


def _unique(terms: Iterable[GlossaryTerm]) -> tuple[GlossaryTerm, ...]:
    return tuple({term.term: term for term in terms}.values())
