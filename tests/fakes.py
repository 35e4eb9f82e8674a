"""Small stand-ins for the engines, with a corpus of a few made-up pages."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ingest.pipeline import Inputs, ingest
from ingest.report import Report
from rag.adapters.index_writer import Contents
from rag.guard.guard import TextGuard
from rag.interfaces import Vectors
from rag.settings import Settings
from rag.text import normalise
from rag.types import Chunk, GlossaryTerm, Source


class FakeEmbedder:
    """Vectors of hashed character pairs: equal texts are equal, similar texts near. Counts what it is given.

    `fail` is raised at the `fail_at`-th call (1 is the first).
    """

    dimensions = 64

    def __init__(self, model_id: str = "fake:1", *, fail: BaseException | None = None, fail_at: int = 1) -> None:
        self.model_id = model_id
        self.embedded: list[str] = []
        self._fail, self._fail_at, self._calls = fail, fail_at, 0

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        self._calls += 1
        if self._fail is not None and self._calls >= self._fail_at:
            raise self._fail
        self.embedded += texts
        rows = np.full((len(texts), self.dimensions), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            flat = normalise(text)
            for pair in zip(flat, f"{flat[1:]} ", strict=False):
                row[int(hashlib.md5("".join(pair).encode()).hexdigest()[:8], 16) % self.dimensions] += 1.0
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class FakeTokenizer:
    """Latin words, numbers, and pairs of Japanese characters."""

    version = "fake-pairs-1"

    def tokens(self, text: str) -> list[str]:
        found: list[str] = []
        for run in re.findall(r"[a-z0-9][a-z0-9.:/-]*|[ぁ-ゖァ-ヺー一-鿿々]+", normalise(text)):
            found += [run] if run[0].isascii() or len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]
        return found


class FakeIndex:
    """`ChunkIndex` in memory, by plain counting and dot products."""

    def __init__(self, contents: Contents, embedder: FakeEmbedder | None = None) -> None:
        self._contents = contents
        entries = contents.entries
        self.chunks: tuple[Chunk, ...] = tuple(entry.chunk for entry in entries)
        self.sources: tuple[Source, ...] = contents.sources
        self.glossary: tuple[GlossaryTerm, ...] = contents.glossary
        self.stamp = "fake index"
        self._by_id = {chunk.id: chunk for chunk in self.chunks}
        self._frequency = Counter(term for entry in entries for term in set(entry.terms))
        embedder = embedder or FakeEmbedder()
        self._windows = [(entry.chunk.id, row) for entry in entries for row in embedder.embed_passages(entry.windows)]
        self._asked = [(entry.chunk.id, row) for entry in entries for row in embedder.embed_queries(entry.questions)]

    def lexical(self, tokens: Sequence[str], k: int) -> list[tuple[str, float]]:
        scores = {
            entry.chunk.id: sum(self.weight(token) * entry.terms.count(token) / (1 + len(entry.terms) / 100) for token in tokens)
            for entry in self._contents.entries
        }
        return _best({name: score for name, score in scores.items() if score > 0}, k)

    def dense(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        return _nearest(self._windows, vector, k)

    def questions(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        return _nearest(self._asked, vector, k)

    def chunk(self, chunk_id: str) -> Chunk:
        return self._by_id[chunk_id]

    def section(self, source_id: str, section: str) -> tuple[Chunk, ...]:
        return tuple(chunk for chunk in self.chunks if (chunk.source_id, chunk.section) == (source_id, section))

    def asked(self, chunk_id: str) -> tuple[str, ...]:
        return next((entry.questions for entry in self._contents.entries if entry.chunk.id == chunk_id), ())

    def knows(self, token: str) -> bool:
        return token in self._frequency or token in self._contents.known_terms

    def weight(self, token: str) -> float:
        df = self._frequency.get(token, 0)
        return float(np.log(1 + (len(self.chunks) - df + 0.5) / (df + 0.5))) if df else 0.0


def _best(scores: dict[str, float], k: int) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]


def _nearest(rows: Sequence[tuple[str, Vectors]], vector: Vectors, k: int) -> list[tuple[str, float]]:
    best: dict[str, float] = {}
    for chunk_id, row in rows:
        best[chunk_id] = max(best.get(chunk_id, -1.0), float(row @ vector))
    return _best(best, k)


def settings_for(folder: Path, **values: Any) -> Settings:
    """Settings whose corpus and data lie in `folder` and that use no engine unless told to."""
    base: dict[str, Any] = {"data_dir": folder / "data", "corpus_dir": folder / "corpus", "embedder": "none"}
    return Settings(**(base | values))


def quiet_guard() -> TextGuard:
    """A guard without detectors: everything passes."""
    return TextGuard(())


def run_ingest(settings: Settings, *paths: Path, embedder: Any = None, add: bool = False, source_id: str | None = None) -> Report:
    """An ingest with the fakes."""
    return ingest(settings, Inputs(paths, add, source_id), embedder=embedder, tokenizer=FakeTokenizer(), guard=quiet_guard)


SOURCES = """
sources:
  - id: tebiki
    title: 事務所の守り方 新版
    publisher: みどり事務組合
    published: 2030年4月1日
    edition: 新版
    language: ja
    url: https://example.invalid/tebiki
    terms: 社内で作った見本。自由に使える。
    keywords: [守り方]
  - id: tebiki-old
    title: 事務所の守り方 旧版
    publisher: みどり事務組合
    published: 2020年
    edition: 旧版
    language: ja
    url: ""
    terms: 社内で作った見本。自由に使える。
    superseded_by: tebiki
    superseded_sections: [1-2]
    keywords: [旧版]
"""

CHAPTER = """# 1. 端末を守る

## 1-1. パソコンをなくしたとき {#1-1}

パソコンをなくしたら、次の順に動きます。

1. 上司に電話で知らせる
2. 遠くから画面を閉じる
   - 鍵は管理者が持つ
3. 社内の合言葉をすべて変える

探すのは知らせた後です。

## 1-2. 合言葉の決め方 {#1-2}

合言葉は16文字以上にします。使い回しはしません。「覚えられない。だから書く。」という人には、金庫に入れる紙を渡します。

- 誕生日を使わない
- ほかの会社と同じものを使わない
- 人に教えない

## 1-3. 点検の表 {#1-3}

| 対象 | 頻度 | 担当 |
| --- | --- | --- |
| 窓の鍵 | 毎日 | 当番 |
| 更新プログラム | 毎週 | 管理者 |
| 予備の写し | 毎月 | 経理 |

## 1-4. 公表された弱点 {#1-4}

CVE-2024-3094 は圧縮の部品に見つかった弱点です。ISO/IEC 27001:2022 の管理策では 5-1-3 に当たります。
"""

OLD_CHAPTER = """# 1. 端末を守る

## 1-2. 合言葉の決め方 {#1-2}

合言葉は8文字以上にし、30日ごとに変えます。
"""

GLOSSARY = """
source: tebiki
terms:
  - term: MFA（エムエフエー）
    name: MFA
    reading: エムエフエー
    full_name: Multi-Factor Authentication
    aliases: [多要素認証, 二段階の確認]
    loose_aliases: [合言葉]
    definition: MFAは、合言葉のほかにもうひとつの証拠を求める確認のしかたです。電話に届く数字などを使います。
    sections: [1-2]
  - term: EDR
    name: EDR
    aliases: [端末の見張り役]
    definition: EDRは、端末の動きを見張り、怪しい動きを知らせて止める仕組みです。
    sections: [1-1]
"""

QUESTIONS = """
source: tebiki
sections:
  - section: 1-1
    questions: [ノートPCを電車に忘れた, I lost my laptop]
  - section: 1-2
    questions: [合言葉は何文字にすればいい？]
  - section: 1-3
    questions: [更新はどのくらいの間隔で行う？]
"""


def write_corpus(folder: Path) -> Path:
    """The made-up corpus at `folder`/corpus: two sources of which one is older, two terms, a few questions."""
    corpus = folder / "corpus"
    files = {
        "sources.yaml": SOURCES,
        "glossary.yaml": GLOSSARY,
        "questions/tebiki.yaml": QUESTIONS,
        "documents/tebiki/chapter-1.md": CHAPTER,
        "documents/tebiki-old/chapter-1.md": OLD_CHAPTER,
    }
    for name, text in files.items():
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    return corpus


def advisor_over(settings: Settings, embedder: Any = None) -> Any:
    """An advisor over the current index, with the fakes."""
    from rag.adapters.chroma_index import ChromaIndex
    from rag.advisor import Advisor
    from rag.retrieve.weights import Weights

    embedder = embedder or FakeEmbedder()
    index = ChromaIndex.open(settings.index_dir, model=embedder.model_id, tokenizer=FakeTokenizer.version)
    return Advisor(index, embedder, FakeTokenizer(), Weights(), settings, guard=quiet_guard())


class FakeStore:
    """`Store` in memory. `fail` is raised by every write."""

    def __init__(self, *, fail: Exception | None = None) -> None:
        self.recorded: list[Any] = []
        self._fail = fail

    def record_guard_event(self, event: Any) -> None:
        if self._fail is not None:
            raise self._fail
        self.recorded.append(event)

    def guard_events(self, since: Any = None, limit: int = 1000) -> tuple[Any, ...]:
        newest = sorted(self.recorded, key=lambda event: event.at)[::-1]
        return tuple(event for event in newest if since is None or event.at >= since)[: max(0, limit)]

    def close(self) -> None:
        pass
