"""Keeps what is needed to find a fault, without anything a person typed."""

from __future__ import annotations

import logging
import traceback

_log = logging.getLogger("kokoroe")


def log_fault(request_id: str, error: BaseException) -> None:
    """Logs the type of the error and where it was raised; never its text, which may quote the question."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    _log.error("fault %s %s at %s", request_id, type(error).__name__, places)
