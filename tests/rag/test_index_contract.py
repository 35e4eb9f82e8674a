"""The contract of `ChunkIndex`, on the fake one and on the one on disk."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakeEmbedder, FakeIndex, FakeTokenizer

from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.index_writer import Contents, Entry, write_index
from rag.interfaces import Vectors
from rag.types import Chunk, GlossaryTerm, Kind, Source

TEXTS = {
    ("a", "1-1", 1): "パスワードは長くする。",
    ("a", "1-1", 2): "パスワードを使い回さない。",
    ("a", "1-2", 1): "窓の鍵を閉める。",
    ("b", "用語集/EDR", 1): "EDRは端末を見張る仕組み。",
}
ASKED = {("a", "1-2", 1): ("戸締まりは？", "鍵はいつ閉める？")}


def contents() -> Contents:
    tokenizer = FakeTokenizer()
    entries = []
    for (source, section, number), text in TEXTS.items():
        chunk = Chunk(f"{source}/{section}/{number}", text, source, section, ("章", section), Kind.TEXT, None, text)
        asked = ASKED.get((source, section, number), ())
        terms = [token for each in (text, *asked) for token in tokenizer.tokens(each)]
        entries.append(Entry(chunk, tuple(terms), (text,), asked))
    sources = tuple(Source(name, f"資料{name}", "組合", "2030年", "", "ja", "", "見本") for name in "ab")
    return Contents(tuple(entries), sources, (GlossaryTerm("EDR", "EDR", "見張る。", aliases=("見張り役",)),), frozenset({"見張"}))


@pytest.fixture(scope="module", params=["fake", "chroma"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return FakeIndex(contents()) if request.param == "fake" else on_disk(tmp_path_factory.mktemp("index"))


ENGINE = FakeEmbedder()


def on_disk(folder: Path, embedder: FakeEmbedder | None = ENGINE, of: Contents | None = None) -> ChromaIndex:
    def embed(role: str, texts: Sequence[str]) -> Vectors:
        assert embedder is not None
        return embedder.embed_queries(texts) if role == "query" else embedder.embed_passages(texts)

    model = embedder.model_id if embedder else "none"
    write_index(
        folder,
        of or contents(),
        fingerprint="f" * 64,
        model=model,
        tokenizer=FakeTokenizer.version,
        inputs=("corpus",),
        embed=embed if embedder else None,
    )
    return ChromaIndex.open(folder, model=model, tokenizer=FakeTokenizer.version)


def vector(text: str) -> Vectors:
    return FakeEmbedder().embed_queries([text])[0]


def test_keywords_find_the_chunk_with_the_words_first(index: Any) -> None:
    found = index.lexical(FakeTokenizer().tokens("窓の鍵"), 10)
    assert found[0][0] == "a/1-2/1"
    assert all(score > 0 for _, score in found)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_unknown_words_and_no_words_find_nothing(index: Any) -> None:
    assert index.lexical(["zzz"], 5) == index.lexical([], 5) == []


def test_no_more_than_k(index: Any) -> None:
    tokens = FakeTokenizer().tokens("パスワード")
    assert len(index.lexical(tokens, 1)) == len(index.dense(vector("鍵"), 1)) == len(index.questions(vector("鍵"), 1)) == 1
    assert len(index.dense(vector("鍵"), 1000)) == len(TEXTS)


def test_the_same_text_has_cosine_one(index: Any) -> None:
    found = index.dense(vector("窓の鍵を閉める。"), 10)
    assert found[0] == ("a/1-2/1", pytest.approx(1, abs=1e-4))
    assert all(-1.001 <= score <= 1.001 for _, score in found)
    assert len({chunk_id for chunk_id, _ in found}) == len(found)


def test_a_chunk_counts_with_its_best_question(index: Any) -> None:
    assert index.questions(vector("戸締まりは？"), 10) == [("a/1-2/1", pytest.approx(1, abs=1e-4))]


def test_chunks_sections_and_questions_by_name(index: Any) -> None:
    assert index.chunk("a/1-1/2").text == "パスワードを使い回さない。"
    assert [chunk.id for chunk in index.section("a", "1-1")] == ["a/1-1/1", "a/1-1/2"]
    assert index.section("b", "用語集/EDR")[0].kind is Kind.TEXT
    assert index.asked("a/1-2/1") == ASKED["a", "1-2", 1]
    assert [chunk.id for chunk in index.chunks] == [f"{source}/{section}/{number}" for source, section, number in TEXTS]


def test_what_is_not_there(index: Any) -> None:
    assert index.section("a", "9") == index.section("zzz", "1-1") == ()
    assert index.asked("a/1-1/1") == index.asked("zzz") == ()
    with pytest.raises(KeyError):
        index.chunk("a/1-1/3")


def test_terms_are_known_with_their_weight(index: Any) -> None:
    assert index.knows("パス") and index.knows("見張") and not index.knows("zzz")
    assert index.weight("zzz") == 0
    assert index.weight("edr") if index.knows("edr") else True
    # パス occurs in two of four chunks: ln(1 + (4 - 2 + 0.5) / (2 + 0.5)) = ln 2
    assert index.weight("パス") == pytest.approx(np.log(2))


def test_sources_glossary_and_stamp_come_back_as_they_were(index: Any) -> None:
    assert (index.sources, index.glossary) == (contents().sources, contents().glossary)
    assert index.stamp and "\n" not in index.stamp


def test_threads_find_the_same(index: Any) -> None:
    def find(_: int) -> object:
        return index.dense(vector("鍵"), 3), index.lexical(["パス"], 3)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(find, range(16)))
    assert all(result == results[0] for result in results)


def test_an_index_without_vectors_finds_by_keywords(tmp_path: Path) -> None:
    index = on_disk(tmp_path, None)
    assert index.lexical(["パス"], 5) and index.dense(vector("鍵"), 5) == index.questions(vector("鍵"), 5) == []


def test_an_index_without_questions_or_chunks(tmp_path: Path) -> None:
    whole = contents()
    plain = Contents(tuple(Entry(e.chunk, e.terms, e.windows, ()) for e in whole.entries), whole.sources, (), frozenset())
    assert on_disk(tmp_path / "a", of=plain).questions(vector("鍵"), 5) == []
    nothing = on_disk(tmp_path / "b", of=Contents((), whole.sources, (), frozenset()))
    assert (nothing.chunks, nothing.lexical(["パス"], 5), nothing.dense(vector("鍵"), 5)) == ((), [], [])
