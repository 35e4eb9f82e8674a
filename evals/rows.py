"""One row a case: what was found, said and measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evals.metrics.catalog import failed
from evals.metrics.grounding import Statement


@dataclass(frozen=True, slots=True)
class FoundChunk:
    """A chunk that was retrieved, at its rank from 1."""

    rank: int
    chunk_id: str
    place: str
    score: float
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A case with its outcome. `metrics` holds only the metrics that apply; `seconds` is 0 when nothing was asked."""

    id: str
    question: str
    kind: str
    style: str
    sources: tuple[str, ...]
    gold: tuple[str, ...]
    metrics: Mapping[str, float]
    found: tuple[FoundChunk, ...] = ()
    proof: int | None = None
    expected: str = ""
    status: str = ""
    answer: str = ""
    cited: tuple[str, ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = field(default=(), repr=False)
    seconds: float = 0.0

    @property
    def failures(self) -> tuple[str, ...]:
        """The metrics that make this a failed case."""
        return tuple(name for name, value in self.metrics.items() if failed(name, value))

    @property
    def ungrounded(self) -> tuple[Statement, ...]:
        """The sentences that the cited text does not support."""
        return tuple(statement for statement in self.statements if statement.faults)

    def to_json(self, *, answers: bool) -> dict[str, Any]:
        """The stored form, without times; the answer's text only when `answers` or when the case failed."""
        row: dict[str, Any] = {
            "id": self.id, "kind": self.kind, "style": self.style, "sources": list(self.sources), "gold": list(self.gold),
            "proof_rank": self.proof,
            "found": [[found.rank, found.chunk_id, round(found.score, 4), list(found.via)] for found in self.found],
            "metrics": {name: round(value, 6) for name, value in self.metrics.items()},
        }  # fmt: skip
        if not self.status:
            return row
        row |= {"expected": self.expected, "status": self.status, "cited": list(self.cited), "length": len(self.answer)}
        row |= {"failures": list(self.failures), "missing": [list(group) for group in self.missing], "forbidden": list(self.forbidden)}
        row["ungrounded"] = [{"sentence": each.text, "cites": list(each.cites), "faults": list(each.faults)} for each in self.ungrounded]
        if answers or self.failures:
            row |= {"question": self.question, "answer": self.answer}
        return row
