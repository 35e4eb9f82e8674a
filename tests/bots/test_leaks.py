"""Canaries go through every door and every failure path; afterwards nothing anywhere may hold them."""

from __future__ import annotations

import base64
import json
import logging
import os
import subprocess
import sys
import unicodedata
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbedder, FakeTokenizer, run_ingest, settings_for, write_corpus
from starlette.testclient import TestClient

from bots.api.app import create_app
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.sql_store import SqlStore
from rag.advisor import Advisor
from rag.errors import StorageError
from rag.guard.guard import TextGuard
from rag.guard.standard import standard_guard
from rag.retrieve.weights import Weights
from rag.types import GuardVerdict, Question, Turn

ROOT = Path(__file__).resolve().parents[2]

# Fictitious values in real formats; the words around them are what an employee would write.
CANARIES = {
    "my_number": ("621498320257", "私のマイナンバーは 6214-9832-0257 ですが、会社に出していい？"),
    "phone": ("09074185296", "取引先から 090-7418-5296 に折り返せと言われました。怪しいですか？"),
    "credential": ("Qz7!kanaria-Pw", "パスワードは Qz7!kanaria-Pw です。強いですか？"),
    "credit_card": ("4556737586899855", "カード番号 4556 7375 8689 9855 を入力してしまった"),
    "email": ("kanaria.hinata@toritsugi-kogyo.co.jp", "kanaria.hinata@toritsugi-kogyo.co.jp から請求書が来た"),
    "my_number_wide": ("621498320257", "マイナンバー ６２１４９８３２０２５７ を送ってしまいました"),
}


def forms(value: str) -> set[str]:
    """The value as it might have been kept: plain, wide, separated, encoded."""
    wide = "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in value)
    grouped = {"-".join(value[at : at + 4] for at in range(0, len(value), 4)), " ".join(value[at : at + 4] for at in range(0, len(value), 4))}
    phone = {f"{value[:3]}-{value[3:7]}-{value[7:]}"} if value.isdigit() else set()
    encoded = {base64.b64encode(value.encode()).decode().rstrip("="), urllib.parse.quote(value), value.encode().hex(), value[::-1]}
    return {value, wide, unicodedata.normalize("NFKC", value), *grouped, *phone, *encoded}


def assert_clean(text: str, where: str) -> None:
    for kind, (value, _) in CANARIES.items():
        for form in forms(value):
            assert form not in text, f"{where} holds the canary {kind}"


def assert_folder_clean(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        raw = path.read_bytes()
        for kind, (value, _) in CANARIES.items():
            for form in forms(value):
                for encoding in ("utf-8", "utf-16-le", "cp932"):
                    assert form.encode(encoding, errors="replace") not in raw, f"{path} holds the canary {kind}"


class Spy(FakeEmbedder):
    """Keeps every text that would go to an embedding service."""


class Failing:
    """A store that cannot write."""

    def record_guard_event(self, event: Any) -> None:
        raise StorageError("full")

    def guard_events(self, since: Any = None, limit: int = 1000) -> tuple[Any, ...]:
        return ()

    def close(self) -> None:
        return None


class Exploding:
    """A detector that raises with the text in its message, as a careless one would."""

    def find(self, view: Any, before: Any) -> Any:
        raise ValueError(f"cannot read {view.text}")


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> TextGuard:
    return standard_guard(tmp_path_factory.mktemp("rules"))


@pytest.fixture
def place(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[tuple[Any, pytest.LogCaptureFixture]]:
    caplog.set_level(logging.DEBUG)
    write_corpus(tmp_path)
    settings = settings_for(tmp_path)
    run_ingest(settings, embedder=FakeEmbedder())
    yield settings, caplog


def advisor(settings: Any, guard: Any, embedder: Any = None, store: Any = None) -> Advisor:
    embedder = embedder or Spy()
    index = ChromaIndex.open(settings.index_dir, model=embedder.model_id, tokenizer=FakeTokenizer.version)
    store = store or SqlStore.open(settings.database_file)
    return Advisor(index, embedder, FakeTokenizer(), Weights(), settings, guard=guard, store=store)


class Fixed:
    """Gives the application one advisor."""

    def __init__(self, made: Advisor) -> None:
        self._made = made

    def current(self) -> Advisor:
        return self._made


@pytest.mark.parametrize("kind", CANARIES)
def test_nothing_keeps_or_forwards_what_was_stopped(kind: str, place: Any, guard: TextGuard) -> None:
    settings, caplog = place
    spy = Spy()
    client = TestClient(create_app(settings, Fixed(advisor(settings, guard, spy))), raise_server_exceptions=False)
    text = CANARIES[kind][1]
    history = [{"role": "user", "content": text}, {"role": "assistant", "content": text}]
    replies = [
        client.post("/v1/ask", json={"question": text}),
        client.post("/v1/ask?html=true", json={"question": "点検の間隔は？", "history": history}),
        client.post("/v1/guard/check", json={"text": text}),
        client.post("/v1/ask", json={"question": text, "language": "xx"}),
        client.post("/v1/ask", json={"question": text, "extra": text}),
        client.post("/v1/guard/false-alarm", json={"kinds": [text]}),
    ]
    assert replies[0].json()["guard"]["action"] != "pass"
    assert replies[2].json()["action"] != "pass"
    for reply in replies:
        assert_clean(reply.text, f"the reply {reply.status_code}")
    assert_clean(" ".join(spy.embedded), "what was embedded")
    assert_clean(caplog.text, "the log")
    assert_folder_clean(settings.data_dir)
    store = SqlStore.open(settings.database_file)
    assert {finding.kind for event in store.guard_events() for finding in event.findings} & {kind.removesuffix("_wide")}
    store.close()


def test_a_detector_that_raises_stops_the_text(place: Any) -> None:
    settings, caplog = place
    made = advisor(settings, TextGuard((Exploding(),)))
    text = CANARIES["my_number"][1]
    answer = made.ask(Question(text))
    assert answer.status == "blocked"
    assert answer.text.startswith("申し訳ありません")
    assert_clean(repr(answer), "the answer")
    assert_clean(caplog.text, "the log")
    assert_folder_clean(settings.data_dir)


def test_a_store_that_fails_neither_leaks_nor_lets_through(place: Any, guard: TextGuard) -> None:
    settings, caplog = place
    made = advisor(settings, guard, store=Failing())
    for _, text in CANARIES.values():
        answer = made.ask(Question(text))
        assert answer.guard.action != "pass"
        assert_clean(repr(answer), "the answer")
    assert "could not be kept" in caplog.text
    assert_clean(caplog.text, "the log")


def test_a_retrieval_that_fails_shows_and_logs_no_text(place: Any, guard: TextGuard) -> None:
    settings, caplog = place
    made = advisor(settings, guard)
    made._retriever._embedder = FakeEmbedder(fail=RuntimeError(CANARIES["phone"][1]))
    client = TestClient(create_app(settings, Fixed(made)), raise_server_exceptions=False)
    reply = client.post("/v1/ask", json={"question": CANARIES["phone"][1]})
    assert reply.status_code == 500
    assert_clean(reply.text, "the reply")
    assert_clean(caplog.text, "the log")
    assert_folder_clean(settings.data_dir)


def test_a_stopped_value_cannot_come_back_in_an_answer(place: Any, guard: TextGuard) -> None:
    settings, _ = place

    class Blind:
        """Lets everything in, so that only the check of the answer is left."""

        def check(self, text: str) -> GuardVerdict:
            return guard.check(text) if "答え" in text or len(text) > 200 else GuardVerdict("pass", text)

    made = advisor(settings, Blind())
    draft = made._engine.compose
    made._engine.compose = lambda found: type(draft(found))(f"答え: {CANARIES['my_number'][1]}", ())
    answer = made.ask(Question("点検の間隔は？"))
    if answer.status == "blocked":
        assert_clean(answer.text, "the answer")
    else:
        assert "答え" not in answer.text


@pytest.mark.slow
def test_the_command_line_keeps_nothing(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "KOKOROE_DATA_DIR": str(tmp_path / "data"), "KOKOROE_CORPUS_DIR": str(tmp_path / "corpus"),
        "KOKOROE_EMBEDDER": "none", "KOKOROE_LOG_LEVEL": "debug",
    }  # fmt: skip

    def kokoroe(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "bots", *arguments], env=environment, input=text, capture_output=True, text=True, check=False)

    assert kokoroe("ingest").returncode == 0
    rows = "\n".join(json.dumps({"id": kind, "question": text, "text": text}, ensure_ascii=False) for kind, (_, text) in CANARIES.items())
    for done in (
        kokoroe("ask", CANARIES["credential"][1], "--explain"),
        kokoroe("search", CANARIES["phone"][1]),
        kokoroe("ask", "--batch", "-", text=rows),
        kokoroe("guard", "--batch", "-", text=rows),
        kokoroe("chat", text="\n".join(text for _, text in CANARIES.values())),
    ):
        assert_clean(done.stdout, "standard output")
        assert_clean(done.stderr, "standard error")
    assert_folder_clean(tmp_path / "data")


def test_history_is_checked(place: Any, guard: TextGuard) -> None:
    settings, _ = place
    spy = Spy()
    made = advisor(settings, guard, spy)
    answer = made.ask(Question("それはどのくらいの間隔で？", (Turn("user", CANARIES["credential"][1]),)))
    assert "history_dropped" in {notice.code for notice in answer.notices}
    assert_clean(" ".join(spy.embedded), "what was embedded")
