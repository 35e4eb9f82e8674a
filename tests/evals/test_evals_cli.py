"""The commands: their help, and that an error is a sentence with an exit code."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.cli import app
from evals.result import Made, save, to_json
from evals.runner import run_cases

COMMANDS = ("run", "retrieval", "ablate", "guard", "compare", "show", "lint", "gate", "accept", "tune", "report-tables", "schema")


def _python(*words: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[2]
    return subprocess.run([sys.executable, "-m", "evals", *words], cwd=root, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert "--help" in done.output


def test_readme_names_every_command() -> None:
    readme = (Path(__file__).resolve().parents[2] / "evals" / "README.md").read_text(encoding="utf-8")
    assert [command for command in COMMANDS if f"evals {command}" not in readme and f"; {command}" not in readme] == []


def test_error_is_one_sentence_without_traceback() -> None:
    done = _python("compare", "absent-a", "absent-b")
    assert done.returncode == 2
    assert "結果 'absent-a' がありません。" in done.stderr
    assert "Traceback" not in done.stderr


def test_compare_shows_what_changed(advisor_of, answer_of, case_of, tmp_path: Path) -> None:
    cases = [case_of(id=f"c{number}") for number in range(12)]
    stamp = Made("run", ("mine",), "shipped", "i", "c", {}, {})
    for name, text in (("before", "点検は毎年6月に行います。[1]"), ("after", "点検は毎年9月に行います。[1]")):
        rows = run_cases(advisor_of([answer_of(text)], ["guide/1-1"]), cases)
        save(to_json(rows, stamp, started=time.time(), answers=False), tmp_path / f"{name}.json")
    done = CliRunner().invoke(app, ["compare", str(tmp_path / "before.json"), str(tmp_path / "after.json")], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    assert "fact_recall ↓ 12: c0, c1" in done.output
    assert "citation_precision ↓" not in done.output
