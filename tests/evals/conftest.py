"""A tiny index and an advisor with a queue of answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from rag.interfaces import Vectors
from rag.types import Answer, Chunk, Citation, GlossaryTerm, Hit, Kind, Question, Source, Status

TEXTS = {
    "guide/1-1": "防火扉の点検は毎年6月に行います。点検の記録は3年間保管します。",
    "guide/1-2": "1. 電源を切る\n2. 責任者に連絡する\n3. 記録を残す",
    "guide/1-3": "TLSは通信を守る仕組みです。対象は令和6年8月からの新しいサーバーです。",
    "old/1-3": "TLSの対象は2023年度中に決める予定です。",
}
SOURCES = {
    "guide": Source("guide", "点検の手引き", "点検協会", "2024年", "新版", "ja", "", "own"),
    "old": Source("old", "点検の手引き（旧）", "点検協会", "2023年", "旧版", "ja", "", "own", "guide", ("1-3",)),
}


def _chunk(place: str) -> Chunk:
    source, section = place.split("/")
    return Chunk(f"{place}/1", TEXTS[place], source, section, (f"{section} の見出し",), Kind.TEXT, None, place)


@dataclass
class FakeIndex:
    """Holds four chunks; the searchers find nothing."""

    chunks: tuple[Chunk, ...] = field(default_factory=lambda: tuple(map(_chunk, TEXTS)))
    sources: tuple[Source, ...] = tuple(SOURCES.values())
    glossary: tuple[GlossaryTerm, ...] = ()
    stamp: str = "fake index"

    def lexical(self, tokens: Sequence[str], k: int) -> list[tuple[str, float]]:
        return []

    def dense(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        return []

    def questions(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        return []

    def chunk(self, chunk_id: str) -> Chunk:
        return next(chunk for chunk in self.chunks if chunk.id == chunk_id)

    def section(self, source_id: str, section: str) -> tuple[Chunk, ...]:
        return tuple(chunk for chunk in self.chunks if chunk.place == f"{source_id}/{section}")

    def asked(self, chunk_id: str) -> tuple[str, ...]:
        return ()

    def knows(self, token: str) -> bool:
        return False

    def weight(self, token: str) -> float:
        return 0.0


class FakeAdvisor:
    """Gives the queued answers in turn, the last one for ever, and always the same hits."""

    def __init__(self, answers: Sequence[Answer], places: Sequence[str]) -> None:
        self.index = FakeIndex()
        self.asked: list[Question] = []
        self._answers = list(answers)
        self._places = places

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def search(self, text: str, k: int = 10) -> list[Hit]:
        return [Hit(_chunk(place), 1.0 / rank, ("lexical",)) for rank, place in enumerate(self._places, 1)][:k]


@pytest.fixture
def advisor_of():
    """(answers, places found) -> a fake advisor."""
    return FakeAdvisor


@pytest.fixture
def index():
    return FakeIndex()


@pytest.fixture
def answer_of():
    """(text, places cited, status, labelled places) -> an answer whose [n] is the n-th place."""

    def make(text: str, places: Sequence[str] = ("guide/1-1",), status: Status = Status.ANSWERED, quotes: Sequence[str] = ()) -> Answer:
        citations = []
        for number, place in enumerate(places, 1):
            chunk = _chunk(place)
            quote = quotes[number - 1] if quotes else chunk.text[:10]
            citations.append(Citation(number, chunk, SOURCES[chunk.source_id], quote, superseded=place == "old/1-3"))
        return Answer("id", status, text, tuple(citations))

    return make


@pytest.fixture
def case_of():
    """Fields -> a case; by default an answerable fact of guide/1-1."""
    from evals.cases import Case

    def make(**fields: object) -> Case:
        base: dict[str, object] = {
            "id": "c1", "question": "点検はいつ？", "language": "ja", "style": "plain", "kind": "fact",
            "gold": ["guide/1-1"], "must_include": [["6月"]], "status": "answered",
        }  # fmt: skip
        return Case.model_validate({**base, **fields})

    return make
