"""The HTTP API over a real index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fakes import FakeEmbedder, advisor_over, run_ingest, settings_for, write_corpus
from starlette.testclient import TestClient

from bots.api.advisors import Advisors
from bots.api.app import create_app
from rag.errors import EngineError, KokoroeError

SECRET = "ひみつの文字列9931"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class Fixed:
    """Gives one advisor, or raises."""

    def __init__(self, advisor: Any) -> None:
        self.advisor = advisor

    def current(self) -> Any:
        if isinstance(self.advisor, Exception):
            raise self.advisor
        return self.advisor


class Raising:
    """An advisor that fails at everything."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, name: str) -> Any:
        raise self.error


def client_of(settings: Any, advisor: Any) -> TestClient:
    return TestClient(create_app(settings, Fixed(advisor)), raise_server_exceptions=False)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def client(small: Any, small_advisor: Any) -> Iterator[TestClient]:
    with client_of(small, small_advisor) as client:
        yield client


def is_problem(reply: Any, status: int) -> dict[str, Any]:
    assert reply.status_code == status
    assert reply.headers["content-type"].startswith("application/problem+json")
    body: dict[str, Any] = reply.json()
    assert {"type", "title", "status", "detail", "hint", "request_id"} <= set(body) and body["status"] == status
    assert SECRET not in reply.text and "Traceback" not in reply.text
    return body


def test_ask_gives_the_published_json(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": "EDRとは？", "history": [], "conversation_id": "c", "language": "ja"})
    assert reply.status_code == 200
    body = reply.json()
    assert {"id", "status", "text", "citations", "notices", "guard", "followups", "engine", "steps"} <= set(body)
    assert body["status"] in ("answered", "not_found", "out_of_scope", "refused", "blocked") and body["text"]


def test_ask_with_html(client: TestClient) -> None:
    body = client.post("/v1/ask?html=true", json={"question": "EDRとは？"}).json()
    assert body["html"].startswith("<p>")


def test_ask_takes_a_history(client: TestClient) -> None:
    turns = [{"role": "user", "content": "合言葉を使い回さない理由を教えてください"}, {"role": "assistant", "content": "はい"}]
    body = client.post("/v1/ask", json={"question": "それはなぜ？", "history": turns}).json()
    assert "followup_used" in {notice["code"] for notice in body["notices"]}


def test_sources_with_their_terms_and_sections(client: TestClient) -> None:
    rows = {row["id"]: row for row in client.get("/v1/sources").json()}
    assert set(rows) == {"tebiki", "tebiki-old"}
    assert rows["tebiki"]["terms"] and {"1-1", "1-2", "用語集/EDR"} <= set(rows["tebiki"]["sections"])
    assert rows["tebiki-old"]["superseded_by"] == "tebiki"


@pytest.mark.parametrize("section", ["1-2", "用語集/EDR", "用語集/MFA（エムエフエー）"])
def test_a_section_by_its_name(client: TestClient, section: str) -> None:
    for written in (section, quote(section), quote(section, safe="")):
        reply = client.get(f"/v1/sources/tebiki/sections/{written}")
        assert reply.status_code == 200, written
        assert reply.json()["section"] == section and reply.json()["chunks"][0]["text"]


def test_every_section_of_the_list_can_be_fetched(client: TestClient) -> None:
    for row in client.get("/v1/sources").json():
        for section in row["sections"]:
            assert client.get(f"/v1/sources/{quote(row['id'])}/sections/{quote(section)}").status_code == 200


def test_an_older_section_is_labelled(client: TestClient) -> None:
    assert client.get("/v1/sources/tebiki-old/sections/1-2").json()["superseded"] is True
    assert client.get("/v1/sources/tebiki/sections/1-2").json()["superseded"] is False


def test_glossary_whole_and_by_any_name(client: TestClient) -> None:
    assert len(client.get("/v1/glossary").json()) == 2
    for name in ("多要素認証", "ＭＦＡ", "エムエフエー"):
        assert client.get("/v1/glossary", params={"q": name}).json()[0]["name"] == "MFA"
    assert client.get("/v1/glossary", params={"q": "天気"}).json() == []


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    reply = client.get("/readyz")
    assert reply.status_code == 200 and "chunks" in reply.json()["index"]


def test_the_page_and_the_api_description(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200 and "心得" in page.text and "https://" not in page.text.replace("https://www.w3.org", "")
    assert client.get("/docs").status_code == 200
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/v1/ask", "/v1/sources", "/v1/sources/{source_id}/sections/{section}", "/v1/glossary", "/healthz", "/readyz"} <= set(paths)


def test_security_headers_stand_on_every_reply(client: TestClient, small: Any) -> None:
    failing = client_of(small, Raising(RuntimeError(SECRET)))
    replies = [
        client.get("/"),
        client.get("/healthz"),
        client.get("/nowhere"),
        client.post("/v1/ask", json={"question": ""}),
        client.post("/v1/ask", content=b"x" * 1_100_000),
        failing.post("/v1/ask", json={"question": "x"}),
    ]
    for reply in replies:
        assert reply.headers["x-content-type-options"] == "nosniff", reply.status_code
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        assert reply.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/nowhere", "/v1", "/v1/sources/tebiki/sections/9-9", "/v1/sources/zzz/sections/1-1", "/static/../app.py", "/static/nowhere.js"])
def test_404(client: TestClient, path: str) -> None:
    is_problem(client.get(path), 404)


def test_405(client: TestClient) -> None:
    is_problem(client.get("/v1/ask"), 405)
    assert "POST" in client.get("/v1/ask").headers["allow"]
    is_problem(client.delete("/v1/sources"), 405)


def test_413_by_length_and_without_one(client: TestClient) -> None:
    is_problem(client.post("/v1/ask", json={"question": SECRET * 150_000}), 413)

    def pieces() -> Iterator[bytes]:
        yield b'{"question": "'
        for _ in range(30):
            yield b"x" * 100_000
        yield b'"}'

    assert client.post("/v1/ask", content=pieces(), headers={"content-type": "application/json"}).status_code in (413, 422)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "[]",
        "null",
        "{}",
        json.dumps({"question": 1}),
        json.dumps({"question": [SECRET]}),
        json.dumps({"question": "x", SECRET: 1}),
        json.dumps({"question": "x", "language": SECRET}),
        json.dumps({"question": "x", "history": [{"role": SECRET, "content": "x"}]}),
        json.dumps({"question": "x", "history": SECRET}),
        json.dumps({"question": "x", "history": [{"role": "user", "content": "x"}] * 51}),
        json.dumps({"question": SECRET * 2000}),
        json.dumps({"question": ""}),
        json.dumps({"question": "   "}),
        json.dumps({"question": "😀"}),
        json.dumps({"question": "\x00\x01\x02"}),
        json.dumps({"question": "\ud800"}),
        '{"question": "' + SECRET,
    ],
)
def test_422_says_where_but_never_what(client: TestClient, body: str) -> None:
    problem = is_problem(client.post("/v1/ask", content=body.encode(), headers={"content-type": "application/json"}), 422)
    assert problem["detail"] and problem["hint"]


def test_bytes_that_are_no_text(client: TestClient) -> None:
    is_problem(client.post("/v1/ask", content=b'{"question": "\xff\xfe"}', headers={"content-type": "application/json"}), 400)


def test_500_hides_everything(small: Any, caplog: pytest.LogCaptureFixture) -> None:
    client = client_of(small, Raising(RuntimeError(f"failed on {SECRET}")))
    problem = is_problem(client.post("/v1/ask", json={"question": SECRET}), 500)
    assert problem["request_id"] in problem["hint"]
    assert problem["request_id"] in caplog.text and SECRET not in caplog.text.replace("Traceback", "")


def test_503_for_an_engine_that_fails(small: Any) -> None:
    client = client_of(small, Raising(EngineError("埋め込みが止まりました。", hint="動かし直してください。")))
    problem = is_problem(client.post("/v1/ask", json={"question": "x"}), 503)
    assert problem["detail"] == "埋め込みが止まりました。" and problem["hint"] == "動かし直してください。"


def test_without_an_index_it_runs_but_is_not_ready(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    client = TestClient(create_app(settings), raise_server_exceptions=False)
    assert client.get("/healthz").status_code == 200
    reply = client.get("/readyz")
    assert reply.status_code == 503 and "kokoroe ingest" in reply.json()["detail"]
    problem = is_problem(client.post("/v1/ask", json={"question": "x"}), 503)
    assert "kokoroe ingest" in problem["hint"]


def test_a_new_index_is_taken_up_without_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import rag.wiring

    write_corpus(tmp_path)
    settings = settings_for(tmp_path)
    monkeypatch.setattr(rag.wiring, "build_advisor", advisor_over)
    advisors = Advisors(settings)
    with pytest.raises(KokoroeError):
        advisors.current()
    run_ingest(settings, embedder=FakeEmbedder())
    first = advisors.current()
    assert advisors.current() is first
    (settings.corpus_dir / "documents/tebiki-old/chapter-1.md").unlink()
    run_ingest(settings, embedder=FakeEmbedder())
    assert advisors.current() is not first
    assert "tebiki-old/1-2" not in {chunk.place for chunk in advisors.current().index.chunks}
