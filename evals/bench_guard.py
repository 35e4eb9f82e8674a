"""Speed and memory of the guard, printed as JSON: run by `evals.bench` in a process of its own."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from evals.cases import load_guard_cases, named_file

ROUNDS = 5


def main() -> int:
    """Loads the guard, then checks texts of 200, 2,000 and 50,000 characters made of the labelled cases."""
    cases = load_guard_cases(named_file("guard"))
    joined = "\n".join(case.text for case in cases)
    # What people write is mostly harmless; every line of `joined` would hold something in two of three mails.
    harmless = "\n".join(case.text for case in cases if case.action == "pass")
    before, started = _rss(), time.perf_counter()
    from rag.settings import Settings
    from rag.wiring import build_guard

    guard = build_guard(Settings(data_dir=Path(sys.argv[1])))
    guard.check("読み込み")
    figures = {"guard_load_s": time.perf_counter() - started, "guard_rss_mb": _rss() - before}
    for name, text, size, count in (("", harmless, 200, 100), ("", harmless, 2000, 40), ("dense_", joined, 2000, 40)):
        pieces = [text[start : start + size] for start in range(0, min(len(text) - size, size * count), size)]
        times = [_cpu(lambda piece=piece: guard.check(piece)) for piece in pieces]  # type: ignore[misc]
        figures[f"guard_{name}{size}_p50_ms"] = float(np.percentile(times, 50)) * 1000
        figures[f"guard_{name}{size}_p95_ms"] = float(np.percentile(times, 95)) * 1000
    long = (joined * (50_000 // len(joined) + 1))[:50_000]
    nasty = {"cases": long, "digits": "1234-5678 " * 5000, "kanji": "情報管理部第三課" * 6250, "base64": "QUJDREVGR0g" * 4545, "dashes": "-ー‐" * 16000}
    figures["guard_50000_worst_ms"] = max(_cpu(lambda text=text: guard.check(text)) for text in nasty.values()) * 1000  # type: ignore[misc]
    print(json.dumps(figures))
    return 0


def _cpu(work: Callable[[], object]) -> float:
    """Seconds of processor time, the median of a few rounds."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        rounds.append(time.process_time() - started)
    return float(np.median(rounds))


def _rss() -> float:
    """Resident megabytes of this process."""
    line = next(line for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
