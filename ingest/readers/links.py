"""Writes Markdown links."""

from __future__ import annotations

import re

from ingest.readers.writing import inline

_LINKS = re.compile(r"(?:https?://|mailto:|tel:)\S+\Z", re.I)
_UNSAFE = re.compile(r"[()<>\\|\"`\ue000-\uf8ff]")


def link(markdown: str, target: str) -> str:
    """`[markdown](target)` for a web, mail or telephone address; the text alone for any other target."""
    if not markdown.strip() or not _LINKS.match(target):
        return markdown
    words = " ".join(markdown.split())
    safe = _UNSAFE.sub(lambda mark: "".join(f"%{byte:02X}" for byte in mark[0].encode()), target)
    if words.rstrip("/") == inline(safe).rstrip("/"):
        return words
    words = re.sub(r"(?<!\\)[\[\]]", lambda mark: "\\" + mark[0], words)
    return f"[{words}]({safe})"
