"""The README's examples give what the README shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.ja.md")
pytestmark = pytest.mark.slow


def examples(page: str) -> list[tuple[str, list[str]]]:
    """(question, the lines shown) of every `$ kokoroe ask` in the page."""
    blocks = re.findall(r'^\$ kokoroe ask "([^"]+)"\n(.*?)^```', (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)
    return [(question, [line for line in shown.split("\n") if line.strip(" …")]) for question, shown in blocks]


def kokoroe(data: Path, *arguments: str) -> str:
    environment = os.environ | {"KOKOROE_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "bots", *arguments], cwd=data, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    kokoroe(folder, "ingest")
    return folder


def test_readmes_show_the_same_questions() -> None:
    assert len(examples("README.md")) == 3 and examples("README.md") == examples("README.ja.md")


@pytest.mark.parametrize(("question", "shown"), examples("README.md"))
def test_the_answer_holds_what_is_shown_in_order(data: Path, question: str, shown: list[str]) -> None:
    given = iter(kokoroe(data, "ask", question).split("\n"))
    missing = [line for line in shown if line not in given]
    assert not missing, f"README の例を直してください: {missing}"
