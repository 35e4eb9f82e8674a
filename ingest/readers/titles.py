"""Tells a document's own title from what an app filled in."""

from __future__ import annotations

import re

from ingest.readers.writing import one_line

_FILLED_IN = re.compile(
    r"(?:microsoft )?(?:word|excel|powerpoint)(?: - | プレゼンテーション| presentation|$)|powerpoint presentation|プレゼンテーション\d*$"
    r"|スライド ?\d*$|文書 ?\d+$|document\d*$|book\d+$|untitled|無題|\(?名称未設定|.*\.(?:docx?|xlsx?|pptx?|pdf|indd|ai|html?|txt|jtdc?)$",
    re.I,
)


def usable(title: object) -> str | None:
    """The metadata's title, or None when it is empty, broken, a file name or an app's default."""
    words = one_line(title) if isinstance(title, str) else ""
    if not words or "\ufffd" in words or _FILLED_IN.match(words):
        return None
    return words
