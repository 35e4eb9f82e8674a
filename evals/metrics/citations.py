"""Whether an answer cites the sections that prove it, in the right edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def citation_precision(cited: Sequence[str], gold: Sequence[str]) -> float | None:
    """Share of the citations that point at a gold section; None without any citation."""
    return sum(place in gold for place in cited) / len(cited) if cited else None


def citation_recall(cited: Sequence[str], gold: Sequence[str], *, need_all: bool = False) -> float:
    """Share of what is needed that is cited: 0 or 1 where any gold section will do."""
    found = len(set(cited) & set(gold))
    return found / len(set(gold)) if need_all else float(found > 0)


def edition_correct(
    cited: Sequence[str], labelled: Sequence[bool], gold: Sequence[str], successor: Mapping[str, str]
) -> float | None:
    """1 when the edition that was asked for comes first and every superseded section cited is labelled.

    `labelled` says for each citation whether it is marked as superseded; `successor` maps a
    superseded section to today's. None when no gold section exists in two editions.
    """
    editions = {*successor, *successor.values()}
    if not any(place in editions for place in gold):
        return None
    if any(place in successor and not label for place, label in zip(cited, labelled, strict=True)):
        return 0.0
    family = {place for place in gold if place in editions}
    family |= {new for old, new in successor.items() if old in family} | {old for old, new in successor.items() if new in family}
    first = next((place for place in cited if place in family), None)
    return float(first in gold)
