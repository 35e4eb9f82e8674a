"""Whether silence was kept where it should be, and only there.

Each function gives None where the case says nothing about the metric, so that a mean over the
others is the usual figure: abstention precision, abstention recall, false abstention rate.
"""

from __future__ import annotations

from rag.types import Status


def is_silent(status: str) -> bool:
    """Whether the answer holds back: anything but "answered"."""
    return status != Status.ANSWERED


def status_correct(expected: str, got: str) -> float:
    """1 when the status is the expected one."""
    return float(expected == got)


def abstention_precision(expected: str, got: str) -> float | None:
    """Of the silent answers, those that should be silent."""
    return float(is_silent(expected)) if is_silent(got) else None


def abstention_recall(expected: str, got: str) -> float | None:
    """Of the cases that want silence, those that got it (whichever kind of silence)."""
    return float(is_silent(got)) if is_silent(expected) else None


def false_abstention(expected: str, got: str) -> float | None:
    """Of the answerable cases, those that were met with silence. Lower is better."""
    return None if is_silent(expected) else float(is_silent(got))
