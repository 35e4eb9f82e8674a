"""Speed and memory, measured in fresh processes: `python -m evals.bench`.

Machines are shared and noisy, so every figure is the median of several runs, and the machine's
own pace stands beside it: the time of a fixed piece of arithmetic, to compare runs by.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from evals.cases import load_cases, named_file
from rag.settings import Settings

ORIGINALS = Path(__file__).resolve().parent.parent.parent / "shared" / "originals"
RESULT = Path(__file__).with_name("bench.json")
RUNS, QUESTIONS = 3, 120

_READY = """
import sys, time
started = time.perf_counter()
from rag.settings import Settings
from rag.types import Question
from rag.wiring import build_advisor
advisor = build_advisor(Settings())
advisor.ask(Question("EDRとは？"))
seconds = time.perf_counter() - started
rss = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024
print(seconds, rss)
"""
_ASK = """
import json, sys, time
from rag.settings import Settings
from rag.types import Question
from rag.wiring import build_advisor
advisor = build_advisor(Settings())
advisor.ask(Question("EDRとは？"))
times = []
for text in json.load(sys.stdin):
    started = time.perf_counter()
    advisor.ask(Question(text))
    times.append(time.perf_counter() - started)
rss = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024
print(json.dumps([times, rss]))
"""


def main() -> int:
    """Measures, prints a table and writes evals/bench.json."""
    figures: dict[str, float] = {"pace_ms": _pace()}
    questions = [case.question for case in load_cases(named_file("answers"))][:QUESTIONS]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "KOKOROE_DATA_DIR": folder}
        figures["first_ingest_s"] = _timed(lambda: _run(["-m", "bots", "ingest"], environment))
        figures["unchanged_ingest_s"] = statistics.median(_timed(lambda: _run(["-m", "bots", "ingest"], environment)) for _ in range(RUNS))
        ready = [tuple(map(float, _run(["-c", _READY], environment).split())) for _ in range(RUNS)]
        figures["ready_s"] = statistics.median(seconds for seconds, _ in ready)
        times, rss = json.loads(_run(["-c", _ASK], environment, json.dumps(questions)))
        figures["ask_p50_ms"] = float(np.percentile(times, 50)) * 1000
        figures["ask_p95_ms"] = float(np.percentile(times, 95)) * 1000
        figures["rss_mb"] = rss
        figures |= json.loads(_run(["-m", "evals.bench_guard", folder], environment))
    if ORIGINALS.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "KOKOROE_DATA_DIR": folder}
            figures["originals_ingest_s"] = _timed(lambda: _run(["-m", "bots", "ingest", str(ORIGINALS)], environment))
    else:
        print("../shared がないため、原文の取り込みは測りません。")
    _write({name: round(value, 2) for name, value in figures.items()})
    return 0


def _pace() -> float:
    """Milliseconds of a fixed matrix product, the best of 20: how fast this machine is just now."""
    matrix = np.ones((400, 400), dtype=np.float32)
    return min(_timed(lambda: matrix @ matrix @ matrix) for _ in range(20)) * 1000


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _run(arguments: list[str], environment: dict[str, str], text: str | None = None) -> str:
    done = subprocess.run([sys.executable, *arguments], env=environment, input=text, capture_output=True, text=True, check=True)
    return done.stdout


def _write(figures: dict[str, float]) -> None:
    for name, value in figures.items():
        print(f"  {name:20s} {value:10.2f}")
    made = {"cpus": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version(), "embedder": Settings().embedder}
    RESULT.write_text(json.dumps({"made": made, "figures": figures}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
