"""One way to normalise text, for what is indexed and what is asked alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WAVES = str.maketrans({"〜": "~", "\u223c": "~", "‐": "-", "‑": "-", "–": "-", "−": "-", "　": " "})
_SPACES = re.compile(r"\s+")
_BETWEEN_JAPANESE = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u00ad\ufe00-\ufe0f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿々〆ー]")
_LETTER = re.compile(r"\w")


def normalise(text: str) -> str:
    """NFKC, invisible characters gone, one kind of dash and wave, lower case, single spaces.

    For comparing and searching only; what is shown stays as it was written.
    """
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_WAVES).lower()
    return _SPACES.sub(" ", text).strip()


def squash(text: str) -> str:
    """`normalise` without any space or Markdown mark, for finding one text inside another."""
    return re.sub(r"[\s*_`#|>]+", "", normalise(text))


def clean(text: str) -> str:
    """The text as typed, without control and invisible characters."""
    return _CONTROL.sub("", _INVISIBLE.sub("", text)).strip()


def has_words(text: str) -> bool:
    """Whether there is any letter, kana, kanji or digit in it (an emoji is none)."""
    return bool(_LETTER.search(text))


def is_japanese(text: str) -> bool:
    """Whether it holds kana or kanji; a question without any is answered in English."""
    return bool(_JAPANESE.search(text))


def sentences(text: str) -> Iterator[str]:
    """The sentences of running text, each with its closing mark; brackets are not torn apart."""
    depth, start = 0, 0
    for position, mark in enumerate(text):
        if mark in "「『（(【":
            depth += 1
        elif mark in "」』）)】":
            depth = max(0, depth - 1)
        at_end = position + 1 == len(text)
        if mark == "\n" or (mark in "。！？" and depth == 0 and (at_end or text[position + 1] not in "。！？」』）)")):
            piece = text[start : position + 1].strip()
            start = position + 1
            if mark == "\n":
                depth = 0
            if piece:
                yield piece
        elif mark in "!?." and depth == 0 and not at_end and text[position + 1].isspace():
            piece = text[start : position + 1].strip()
            if piece and not re.search(r"(?:^|\s)(?:\d+|[A-Z]|e\.g|i\.e|Inc|Co|Ltd|vs)\.$", piece):
                start = position + 1
                yield piece
    if rest := text[start:].strip():
        yield rest


def without_spaces_between_japanese(text: str) -> str:
    """Spaces that a layout put between two Japanese characters are removed."""
    return _BETWEEN_JAPANESE.sub("", text)
