"""Names of persons in Latin letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from rag.guard.detectors.name_words import EN_FIRST, EN_LABEL, EN_PERSON, EN_PUBLIC, EN_STOP, PUBLIC_ROMAJI, ROMAJI_STOP
from rag.guard.led import Led
from rag.guard.match import Match, View

_CAPITAL = re.compile(r"[A-Z][A-Za-z'-]+")
_BETWEEN = frozenset({" ", ", ", ",", ".", "・", "　", "\t"})
_LOWER = Led(r"[A-Za-z](?<![A-Za-z0-9@._/-].)", r"(?<![A-Za-z0-9@._/-])([A-Za-z]{2,12})[ ._-]([A-Za-z]{2,12})[ -]?(?=san\b|sama\b|kun\b|さん|様|氏|くん|さま)")

_FIRST_ONLY = EN_FIRST - {"james", "lee", "thomas", "george"}


class RomajiLists(Protocol):
    """Lower-case spellings; see rag/adapters/person_names.py."""

    surname_romaji: frozenset[str]
    given_romaji: frozenset[str]


class RomajiDetector:
    """Japanese names by the lists in both orders; English ones by first name and what is said of them."""

    name = "romaji"

    def __init__(self, lists: RomajiLists) -> None:
        self._lists = lists

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        for match in _LOWER.finditer(view.text) if view.mentions("san", "sama", "kun", "さん", "様", "氏", "くん", "さま") else ():
            if self._japanese(match.group(1).lower(), match.group(2).lower()):
                yield self._match(view, match.start(1), match.end(2), "name_romaji")
        words = [(match.start(), match.end()) for match in _CAPITAL.finditer(view.text)]
        for (start, middle), (other, end) in pairwise(words):
            if view.text[middle:other] not in _BETWEEN or middle - start > 15 or end - other > 16:
                continue
            if self._counts(view, start, end, view.text[start:middle], view.text[other:end]):
                yield self._match(view, start, end, "name_romaji")
        if len(words) < 2:
            return
        for match in EN_LABEL.finditer(view.lower):
            if view.text[match.start(1)].isupper() and not EN_STOP & set(match.group(1).split()):
                yield self._match(view, *match.span(1), "name_labelled")

    @staticmethod
    def _whole(view: View, start: int, end: int) -> bool:
        return not re.match(r"[A-Za-z0-9@._/-]", view.before(start, 1)) and not re.match(r"[A-Za-z0-9@_/]", view.after(end, 1))

    def _counts(self, view: View, start: int, end: int, first: str, second: str) -> bool:
        one, two = first.lower(), re.sub(r"'s?$", "", second.lower())
        japanese = self._japanese(one, two)
        english = one in EN_FIRST and two not in EN_STOP and two not in _FIRST_ONLY and len(two) > 1
        if not japanese and not english or f"{one} {two}" in PUBLIC_ROMAJI or f"{two} {one}" in PUBLIC_ROMAJI:
            return False
        if (
            not self._whole(view, start, end)
            or EN_PUBLIC.search(view.before(start, 24))
            or EN_PUBLIC.match(view.after(end, 12).strip(" ,('"))
        ):
            return False
        return japanese or view.near(EN_PERSON, start, end, 160, 160) and EN_PERSON.search(view.sentence(start, end)) is not None

    def _japanese(self, one: str, two: str) -> bool:
        if one in ROMAJI_STOP or two in ROMAJI_STOP or len(one) < 3 and len(two) < 3:
            return False
        surnames, given = self._lists.surname_romaji, self._lists.given_romaji
        return one in surnames and two in given or two in surnames and one in given

    @staticmethod
    def _match(view: View, start: int, end: int, rule: str) -> Match:
        end -= len(view.text[start:end]) - len(re.sub(r"'s?$", "", view.text[start:end]))
        return Match("person_name", start, end, rule, key=re.sub(r"[ ,.　・]+", " ", view.text[start:end]).lower())
