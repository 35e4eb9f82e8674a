"""Puts cases to an advisor in process; returns one row a case."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from evals.cases import Case
from evals.errors import GoldMissing
from evals.rows import Row
from evals.scoring import Outcome, score, successors
from rag.interfaces import ChunkIndex
from rag.render import to_json
from rag.retrieve.followup import resolve
from rag.types import Answer, Hit, Question

# Chunks asked for; deep enough that ten different sections are among them.
DEPTH = 40
_VARYING = ("id", "seconds")


class Asked(Protocol):
    """The part of the advisor that is measured."""

    @property
    def index(self) -> ChunkIndex:
        """The index it answers from."""

    def ask(self, question: Question) -> Answer:
        """The answer."""

    def search(self, text: str, k: int = 10) -> list[Hit]:
        """Up to k hits, best first."""


def run_cases(
    advisor: Asked,
    cases: Sequence[Case],
    *,
    twice: bool = True,
    frames: Sequence[str] = (),
    done: Callable[[], None] = lambda: None,
) -> tuple[Row, ...]:
    """Retrieval and answers of every case, in order. Raises GoldMissing before anything is asked."""
    check_gold(cases, advisor.index)
    successor = successors(advisor.index.sources)
    rows = []
    for case in cases:
        rows.append(score(case, advisor.search(_search_text(case), DEPTH), _ask(advisor, case, twice), successor, frames))
        done()
    return tuple(rows)


def run_retrieval(advisor: Asked, cases: Sequence[Case], *, done: Callable[[], None] = lambda: None) -> tuple[Row, ...]:
    """Retrieval alone, for the cases that have gold sections. Raises GoldMissing."""
    check_gold(cases, advisor.index)
    rows = []
    for case in cases:
        if case.gold:
            rows.append(score(case, advisor.search(_search_text(case), DEPTH), None, {}))
        done()
    return tuple(rows)


def check_gold(cases: Iterable[Case], index: ChunkIndex) -> None:
    """Raises GoldMissing when a case points at a section that the index does not have."""
    known = {chunk.place for chunk in index.chunks}
    absent = [(case.id, place) for case in cases for place in case.gold if place not in known]
    if not absent:
        return
    name, place = absent[0]
    more = f"（ほかに {len(absent) - 1} 件）" if len(absent) > 1 else ""
    raise GoldMissing(
        f"ケース {name!r} の正解 {place!r} は索引にありません{more}。",
        hint="節の番号を直すか、kokoroe ingest で資料を取り込んでください。python -m evals lint が一覧を出します。",
    )


def _search_text(case: Case) -> str:
    return resolve(case.question, case.asked().history)


def _ask(advisor: Asked, case: Case, twice: bool) -> Outcome:
    started = time.perf_counter()
    answer = advisor.ask(case.asked())
    seconds = time.perf_counter() - started
    same = _lasting(to_json(answer)) == _lasting(to_json(advisor.ask(case.asked()))) if twice else None
    return Outcome(answer, same, seconds)


def _lasting(value: Any) -> Any:
    """The public answer without its id and its times."""
    if isinstance(value, dict):
        return {name: _lasting(each) for name, each in value.items() if name not in _VARYING}
    return [_lasting(each) for each in value] if isinstance(value, list | tuple) else value
