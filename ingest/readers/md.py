"""Reads Markdown, which stays as it is."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.readers.decoding import damaged, decode
from ingest.readers.files import load
from ingest.readers.interface import Page, ReadResult, empty
from ingest.readers.writing import first_heading

_FRONT_MATTER = re.compile(r"\A---\n(?P<fields>.*?\n)---\n", re.S)
_TITLE = re.compile(r"^title:[ \t]*(?P<quote>[\"']?)(?P<title>.+?)(?P=quote)[ \t]*$", re.M)


def read(path: Path) -> ReadResult:
    """The file as one page; its title is the front matter's, or the first heading. Raises Unreadable."""
    decoded = decode(path, load(path))
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text
    if not body.strip():
        raise empty(path)
    named = _TITLE.search(front["fields"]) if front else None
    title = named["title"] if named else first_heading(body)
    return ReadResult((Page(None, text),), title, decoded.encoding, "md", damaged(text))
