"""Patterns that are tried only where one of their opening characters stands."""

from __future__ import annotations

import re
from collections.abc import Iterator


class Led:
    """A pattern behind a quick one for the character it begins with.

    `lead` matches exactly one character, wherever `pattern` may begin. A class of characters is
    searched many times faster than alternatives that begin with groups or look behind.
    """

    def __init__(self, lead: str, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._lead = re.compile(lead)
        self._pattern = re.compile(pattern, flags)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`; the pattern must not match the empty text."""
        done = 0
        for hint in self._lead.finditer(text):
            if hint.start() >= done:
                match = self._pattern.match(text, hint.start())
                if match is not None:
                    done = match.end()
                    yield match

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return next(self.finditer(text), None)
