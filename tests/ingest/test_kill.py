"""Whenever an ingest is killed, and when the disk is full, the old index answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import CHAPTER, FakeEmbedder, run_ingest, settings_for, write_corpus

TESTS = Path(__file__).resolve().parents[1]
SIGKILL = -9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_kill_at_any_moment_leaves_a_whole_index(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    run_ingest(settings_for(tmp_path), embedder=FakeEmbedder())
    changed = CHAPTER.replace("16文字", "20文字")
    (tmp_path / "corpus/documents/tebiki/chapter-1.md").write_text(changed, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(TESTS / "ingest/killed_ingests.py"), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": f"{TESTS.parent}:{TESTS}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    moments = {row["moment"]: row for row in rows}
    assert moments["full disk"] == {"moment": "full disk", "ended": 5, "index": 7}
    assert moments["embedding 1"] == {"moment": "embedding 1", "ended": SIGKILL, "index": 7}
    killed = [row for row in rows if row["ended"] == SIGKILL]
    assert len(killed) >= 6 and all(row["ended"] in (SIGKILL, 0, 5) for row in rows)
    assert all(row["index"] in (7, 8) for row in rows), rows
    assert moments["at last"] == {"moment": "at last", "ended": 0, "index": 8}
