"""Sudachi's core dictionary, loaded once in a process, with a tokenizer for each thread."""

from __future__ import annotations

import threading
import warnings
from functools import cache
from typing import Any

from sudachipy import Dictionary


@cache
def shared_dictionary() -> Dictionary:
    """The core dictionary; it takes about 80 MB, so whoever cuts Japanese text uses this one."""
    return Dictionary(dict="core")


class ThreadTokenizers:
    """A tokenizer of the shared dictionary for each thread, for one cannot be used by two at once."""

    def __init__(self) -> None:
        self._dictionary = shared_dictionary()
        self._local = threading.local()

    def get(self) -> Any:
        """This thread's tokenizer."""
        if not hasattr(self._local, "tokenizer"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                make = getattr(self._dictionary, "tokenizer", None) or self._dictionary.create
                self._local.tokenizer = make()
        return self._local.tokenizer
