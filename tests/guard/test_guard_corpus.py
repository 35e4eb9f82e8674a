"""Every question the advisor is asked in the corpus and the evaluations passes."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from rag.guard.guard import TextGuard

ROOT = Path(__file__).resolve().parents[2]


def _questions() -> list[str]:
    found: list[str] = []
    for path in sorted((ROOT / "corpus" / "questions").glob("*.yaml")):
        for section in yaml.safe_load(path.read_text(encoding="utf-8"))["sections"]:
            found.extend(section["questions"])
    answers = ROOT / "evals" / "cases" / "answers.jsonl"
    if answers.exists():
        found.extend(json.loads(line)["question"] for line in answers.read_text(encoding="utf-8").splitlines() if line)
    return found


def test_corpus_questions_pass(guard: TextGuard) -> None:
    questions = _questions()
    assert len(questions) > 500
    assert [question for question in questions if guard.check(question).action != "pass"] == []
