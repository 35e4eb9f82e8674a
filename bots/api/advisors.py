"""Keeps the advisor of the current index, and makes a new one when the index was replaced."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from rag.adapters.index_files import current_version
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.advisor import Advisor


class Advisors:
    """One advisor for all threads. A removed document is gone from the next answer after an ingest."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._made: tuple[Path | None, Advisor] | None = None

    def current(self) -> Advisor:
        """The advisor of the current index. Raises IndexMissing, IndexMismatch, EngineError."""
        version = current_version(self._settings.index_dir)
        made = self._made
        if made is not None and made[0] == version:
            return made[1]
        with self._lock:
            if self._made is None or self._made[0] != version:
                from rag.wiring import build_advisor

                self._made = (version, build_advisor(self._settings))
            return self._made[1]
