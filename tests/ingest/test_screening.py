"""A firm's own file with a customer list must not become an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEmbedder, FakeTokenizer, settings_for, write_corpus

from ingest.pipeline import Inputs, ingest
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.index_files import current_version, read_allowed
from rag.advisor import Advisor
from rag.guard.allow import Allowed
from rag.guard.guard import TextGuard
from rag.guard.standard import standard_guard
from rag.retrieve.weights import Weights
from rag.types import Question

OWN = """# 社内のきまり

## 困ったときの連絡先

怪しいメールを受け取ったら、システム係の内線か 03-6812-4471 に電話します。

## 取引先の一覧

| 氏名 | 電話 | メール |
| --- | --- | --- |
| 佐々木 健一 | 090-7418-5296 | sasaki.kenichi@toritsugi-kogyo.co.jp |
| 小笠原 美咲 | 080-6627-3914 | ogasawara@kanaria-shoji.co.jp |
"""


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> TextGuard:
    return standard_guard(tmp_path_factory.mktemp("rules"))


def ingested(folder: Path, guard: TextGuard, **values: Any) -> tuple[Any, Any]:
    write_corpus(folder)
    own = folder / "own" / "kimari.md"
    own.parent.mkdir()
    own.write_text(OWN, encoding="utf-8")
    settings = settings_for(folder, **values)
    report = ingest(settings, Inputs((own,), add=True), embedder=FakeEmbedder(), tokenizer=FakeTokenizer(), guard=lambda: guard)
    return settings, report


def test_a_table_of_people_is_left_out_and_named_in_the_report(tmp_path: Path, guard: TextGuard) -> None:
    settings, report = ingested(tmp_path, guard)
    index = ChromaIndex.open(settings.index_dir, model="fake:1", tokenizer=FakeTokenizer.version)
    assert not any("佐々木" in chunk.text for chunk in index.chunks)
    assert any("03-6812-4471" in chunk.text for chunk in index.chunks)
    assert [skipped.path for skipped in report.skipped] == ["kimari の「取引先の一覧」"]
    assert "KOKOROE_GUARD_DOCUMENTS=keep" in report.skipped[0].reason
    assert "090" not in report.skipped[0].reason
    assert any("困ったときの連絡先" in note for note in report.notes)


def test_the_help_desk_may_be_asked_for_and_shown(tmp_path: Path, guard: TextGuard) -> None:
    settings, _ = ingested(tmp_path, guard)
    version = current_version(settings.index_dir)
    assert version is not None
    allowed = Allowed.from_json(read_allowed(version))
    own = standard_guard(tmp_path / "rules", allowed=allowed)
    index = ChromaIndex.open(settings.index_dir, model="fake:1", tokenizer=FakeTokenizer.version)
    advisor = Advisor(index, FakeEmbedder(), FakeTokenizer(), Weights(), settings, guard=own)
    assert own.check("03-6812-4471 に電話すればいい？").action == "pass"
    assert own.check("090-7418-5296 に電話すればいい？").action == "mask"
    answer = advisor.ask(Question("怪しいメールを受け取ったら電話する連絡先は？"))
    assert answer.status != "blocked"


def test_a_firm_may_keep_such_passages(tmp_path: Path, guard: TextGuard) -> None:
    settings, report = ingested(tmp_path, guard, guard_documents="keep")
    index = ChromaIndex.open(settings.index_dir, model="fake:1", tokenizer=FakeTokenizer.version)
    assert any("佐々木" in chunk.text for chunk in index.chunks)
    assert report.skipped == ()
