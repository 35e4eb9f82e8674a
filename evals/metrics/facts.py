"""Whether an answer says what it must, in order, and nothing it must not."""

from __future__ import annotations

from collections.abc import Sequence

from evals.metrics.text import mentions, mentions_any, places

Groups = Sequence[Sequence[str]]


def missing_groups(text: str, groups: Groups) -> tuple[tuple[str, ...], ...]:
    """The groups of which no alternative stands in `text`."""
    return tuple(tuple(group) for group in groups if not mentions_any(text, group))


def fact_recall(text: str, groups: Groups) -> float | None:
    """Share of the groups that stand in `text`; None when there are none."""
    return 1 - len(missing_groups(text, groups)) / len(groups) if groups else None


def forbidden_in(text: str, forbidden: Sequence[str]) -> tuple[str, ...]:
    """What stands in `text` though it must not."""
    return tuple(wrong for wrong in forbidden if mentions(text, wrong))


def complete(text: str, groups: Groups) -> float | None:
    """1 when every group is there, else 0: a list with a missing item is a wrong list."""
    return float(not missing_groups(text, groups)) if groups else None


def in_order(text: str, groups: Groups) -> float | None:
    """Share of the groups found that can be read in their order; None when fewer than two are found.

    An item may be named earlier as well (in a lead sentence), so every place it stands at counts:
    the longest run of groups with rising places, over the groups found.
    """
    found = [spots for spots in (_spots(text, group) for group in groups) if spots]
    if len(found) < 2:
        return None
    # ends[n]: the earliest place at which n groups in order can end.
    ends = [-1]
    for spots in found:
        for length in range(len(ends) - 1, -1, -1):
            after = next((spot for spot in spots if spot > ends[length]), None)
            if after is None:
                continue
            if length + 1 == len(ends):
                ends.append(after)
            else:
                ends[length + 1] = min(ends[length + 1], after)
    return (len(ends) - 1) / len(found)


def _spots(text: str, group: Sequence[str]) -> list[int]:
    return sorted({spot for wanted in group for spot in places(text, wanted)})
