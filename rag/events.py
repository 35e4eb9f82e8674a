"""Keeps that the guard decided something, without a trace of what it saw."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from rag.errors import StorageError
from rag.interfaces import Store
from rag.types import GuardEvent, GuardFinding, GuardVerdict

_log = logging.getLogger("kokoroe")
_BUCKETS = (50, 200, 1000, 5000)


class EventRecorder:
    """Writes guard events to the store, if there is one.

    A store that fails must not keep anyone from an answer or let a text through, so its failure is logged.
    """

    def __init__(self, store: Store | None) -> None:
        self._store = store

    def verdict(self, verdict: GuardVerdict, door: str, language: str, length: int) -> None:
        """That a text was masked or stopped."""
        self._keep(_event(verdict.action, verdict.findings, verdict.rules, door, language, length_bucket(length)))

    def false_alarm(self, kinds: tuple[str, ...], rules: tuple[str, ...], door: str, language: str) -> None:
        """That a person says the guard was wrong about these kinds."""
        findings = tuple(GuardFinding(kind, 1) for kind in kinds)
        self._keep(_event("reported", findings, rules, door, language, "", reported=True))

    def _keep(self, event: GuardEvent) -> None:
        if self._store is None:
            return
        try:
            self._store.record_guard_event(event)
        except StorageError as error:
            _log.error("a guard event could not be kept: %s", type(error).__name__)


def length_bucket(length: int) -> str:
    """The range a length falls in, such as "<=200"; the length itself may tell what was typed."""
    return next((f"<={limit}" for limit in _BUCKETS if length <= limit), f">{_BUCKETS[-1]}")


def _event(
    action: str,
    findings: tuple[GuardFinding, ...],
    rules: tuple[str, ...],
    door: str,
    language: str,
    bucket: str,
    *,
    reported: bool = False,
) -> GuardEvent:
    return GuardEvent(datetime.now(UTC), door, action, findings, rules, language, bucket, reported_false=reported)
