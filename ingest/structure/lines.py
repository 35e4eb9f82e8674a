"""The lines of a text with what their layout tells about them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"[。！？!?][」』）)\]]*$")
_PREDICATE = re.compile(r"(?:する|した|いる|れる|せる|える|ある|なる|ない|きる|ます|です|ください|せよ|こと\d?)$")
_BULLET = re.compile(r"^(?P<mark>[●○◯・◆◇■□▶▷►➢✓✔※]|[-*](?=\s))[\s\u3000]*(?=\S)")
_NUMBER = re.compile(r"^(?P<number>\d{1,2})[.．](?!\d)[\s\u3000]*(?=\S)")
_CIRCLED = re.compile(r"^(?P<number>[①-⑳])[\s\u3000]*(?=\S)")
_CAPTION = re.compile(r"^(?:図表?|表)[ \u3000]*\d+[.．]?[\s\u3000]*\S")
_CREDIT = re.compile(r"^(?:[（(\[]\s*出典\s*[)）\]]|出典[）):：])[\s\u3000]*")
_SHORT = 30
LONG = 46
"""Characters from which a line without a closing mark is read as running text rather than as a title."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty: its text, how many empty lines stand before it, and its indentation."""

    text: str
    gap: int = 0
    tabs: int = 0
    spaces: int = 0


def lines_of(text: str) -> list[Line]:
    """The lines with text, stripped, in order."""
    found: list[Line] = []
    gap = 0
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        stripped = raw.strip()
        if not stripped:
            gap += 1
            continue
        indent = raw[: len(raw) - len(raw.lstrip(" \t"))]
        found.append(Line(stripped, gap, indent.count("\t"), indent.count(" ")))
        gap = 0
    return found


def is_sentence(text: str) -> bool:
    """Whether it is running text: it closes like a sentence, holds one, or is too long for a title."""
    if "。" in text or _SENTENCE_END.search(text) or len(text) > LONG:
        return True
    return bool("、" in text and len(text) > _SHORT and _PREDICATE.search(text))


def bullet(text: str) -> str | None:
    """What stands behind a bullet, or None."""
    found = _BULLET.match(text)
    return text[found.end() :] if found and found["mark"] != "※" else None


def numbered(text: str) -> tuple[int, str] | None:
    """Number and rest of `1.…` or `1．…`, or None."""
    found = _NUMBER.match(text)
    return (int(found["number"]), text[found.end() :]) if found else None


def circled(text: str) -> tuple[int, str] | None:
    """Number and rest of `①…`, or None."""
    found = _CIRCLED.match(text)
    return (ord(found["number"]) - ord("①") + 1, text[found.end() :]) if found else None


def is_caption(text: str) -> bool:
    """Whether it is the caption of a picture: `図3.…`."""
    return bool(_CAPTION.match(text)) and "。" not in text


def credit(text: str) -> str | None:
    """What stands behind `（出典）`, or None."""
    found = _CREDIT.match(text)
    return text[found.end() :] if found else None
