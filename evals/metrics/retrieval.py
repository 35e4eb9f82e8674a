"""How well a ranked list of chunks finds the gold sections.

`places` is the section ("source/section") of each chunk found, best first, so that a section
stands in it as often as its chunks were found. `gold` are the sections that prove the answer:
any one of them, or with `need_all` every one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def distinct(places: Sequence[str]) -> tuple[str, ...]:
    """The sections in order of their best chunk."""
    return tuple(dict.fromkeys(places))


def proof_rank(places: Sequence[str], gold: Sequence[str], *, need_all: bool = False) -> int | None:
    """The chunk rank, from 1, at which the proof is complete; None when it never is."""
    ranks = [places.index(place) + 1 if place in places else None for place in gold]
    found = [rank for rank in ranks if rank is not None]
    if not found or (need_all and len(found) < len(ranks)):
        return None
    return max(found) if need_all else min(found)


def proof_at(places: Sequence[str], gold: Sequence[str], k: int, *, need_all: bool = False) -> float:
    """1 when the proof stands in the first k chunks, else 0."""
    rank = proof_rank(places, gold, need_all=need_all)
    return float(rank is not None and rank <= k)


def recall_at(places: Sequence[str], gold: Sequence[str], k: int, *, need_all: bool = False) -> float:
    """Share of what is needed that stands in the first k sections: 0 or 1 where any gold section will do."""
    found = len(set(gold) & set(distinct(places)[:k]))
    return found / len(set(gold)) if need_all else float(found > 0)


def reciprocal_rank(places: Sequence[str], gold: Sequence[str], k: int = 10) -> float:
    """1 / rank of the first gold section among the first k sections; 0 when there is none."""
    ranks = [rank for rank, place in enumerate(distinct(places)[:k], 1) if place in gold]
    return 1 / ranks[0] if ranks else 0.0


def ndcg(places: Sequence[str], gold: Sequence[str], k: int = 10, *, need_all: bool = False) -> float:
    """Normalised discounted cumulative gain over the first k sections, gain 1, discount log2(1 + rank).

    Where any gold section will do, only the best placed one counts and the ideal is 1: a list
    is not worse for leaving out a second proof. (Järvelin & Kekäläinen 2002 for the measure.)
    """
    gains = [1 / math.log2(1 + rank) for rank, place in enumerate(distinct(places)[:k], 1) if place in gold]
    if not need_all:
        return gains[0] if gains else 0.0
    ideal = sum(1 / math.log2(1 + rank) for rank in range(1, min(len(set(gold)), k) + 1))
    return sum(gains) / ideal if ideal else 0.0
