"""What is public because it stands in the documents the advisor answers from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.guard.match import Match, View
from rag.guard.normalise import normalise

if TYPE_CHECKING:
    from rag.guard.guard import TextGuard

_KEPT = {"phone": "phones", "email": "mails", "address": "addresses", "person_name": "names"}
_PIECE = 20_000


@dataclass(frozen=True, slots=True)
class Allowed:
    """Public values in the form detectors compare: digits of phones, lower-case mails, addresses and names without spaces."""

    phones: frozenset[str] = field(default=frozenset())
    mails: frozenset[str] = field(default=frozenset())
    addresses: frozenset[str] = field(default=frozenset())
    names: frozenset[str] = field(default=frozenset())

    def covers(self, match: Match) -> bool:
        """Whether the match is one of them; an address also without its prefecture."""
        if match.kind not in _KEPT or not match.key:
            return False
        if match.key in getattr(self, _KEPT[match.kind]):
            return True
        return match.kind == "address" and any(
            match.key.endswith(public) or public.endswith(match.key) for public in self.addresses if len(match.key) > 7
        )

    def joined(self, other: Allowed) -> Allowed:
        """What either allows."""
        return Allowed(**{name: getattr(self, name) | getattr(other, name) for name in _KEPT.values()})

    def to_json(self) -> dict[str, list[str]]:
        """Sorted lists, for a JSON file."""
        return {name: sorted(getattr(self, name)) for name in _KEPT.values()}

    @classmethod
    def from_json(cls, data: Mapping[str, Iterable[str]]) -> Allowed:
        """What `to_json` gave; unknown names are left out, missing ones are empty."""
        return cls(**{name: frozenset(map(str, data.get(name, ()))) for name in _KEPT.values()})


NOTHING = Allowed()


def allow_from(texts: Iterable[str], guard: TextGuard) -> Allowed:
    """The phones, mails, addresses and names in public documents, as `guard`'s own detectors read them."""
    found: dict[str, set[str]] = {name: set() for name in _KEPT.values()}
    for text in texts:
        for start in range(0, len(text), _PIECE):
            view = View(normalise(text[start : start + _PIECE]))
            for match in guard.matches_in(view):
                if match.kind in _KEPT and match.key:
                    found[_KEPT[match.kind]].add(match.key)
    return Allowed(**{name: frozenset(values) for name, values in found.items()})
