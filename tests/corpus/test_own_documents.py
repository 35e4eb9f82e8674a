"""A firm's own rules come without known questions, and are answered from all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.cli.ingesting import run_ingest
from ingest.pipeline import Inputs
from rag.settings import PROJECT, Settings
from rag.types import Question, Status
from rag.wiring import build_advisor

RULES = """# 情報の取り扱いのきまり

## パスワード

業務で使うパスワードは12文字以上にします。変更したときは総務に届け出ます。

## 困ったときの連絡先

怪しいメールや画面に気づいたら、総務（内線 110）に電話します。
"""


@pytest.mark.slow
@pytest.mark.parametrize("add", [False, True], ids=["alone", "beside the corpus"])
def test_own_rules_are_answered_from(tmp_path: Path, add: bool) -> None:
    own = tmp_path / "kimari.md"
    own.write_text(RULES, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", corpus_dir=PROJECT / "corpus")
    run_ingest(settings, Inputs((own,), add=add))
    advisor = build_advisor(settings)
    answer = advisor.ask(Question("うちの会社のきまりでは、業務で使うパスワードは何文字以上？"))
    assert answer.status is Status.ANSWERED
    assert "12文字" in answer.text
    assert "kimari" in {citation.chunk.source_id for citation in answer.citations}
    answer = advisor.ask(Question("怪しい画面に気づいたら、総務の内線は何番？"))
    assert "内線 110" in answer.text
    assert advisor.ask(Question("明日の天気は？")).status is Status.OUT_OF_SCOPE
