"""Index terms from Sudachi: short and long units together, normalised, without particles."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from sudachipy import SplitMode

from rag.adapters.sudachi_dictionary import ThreadTokenizers
from rag.text import normalise

# Names that mean something only as a whole. Written out as one term before Sudachi sees the rest.
_WHOLE = re.compile(
    r"cve-\d{4}-\d{3,}"
    r"|(?:iso/iec|iso|iec|jis ?[a-z]|nist|sp|rfc)[ -]?\d[\d.]*(?:-\d+)*(?::\d{4})?"
    r"|lv\.?\d|web\d\.\d|society ?\d\.\d"
    r"|\d+(?:-\d+)+"
    r"|[a-z][a-z0-9]*(?:[-.+/&][a-z0-9]+)+"
)
_NUMBERED = re.compile(
    r"(?:令和|平成|昭和)(?:元|\d+)年(?:度)?|\d[\d,]*(?:\.\d+)?(?:%|年度?|月|日|件|社|人|名|位|条|項目|時間|分|円|点|編|章|割|倍|か国|ヵ国|カ国|万|億|兆)+"
)
_DROPPED = ("助詞", "助動詞", "補助記号", "空白", "記号")
_EMPTY_VERBS = frozenset(
    {"為る", "居る", "有る", "成る", "出来る", "言う", "御", "事", "物", "為", "様", "其れ", "此れ", "何", "どう", "良い"}
)


class SudachiTokenizer:
    """Tokens for BM25; safe in several threads (a Sudachi tokenizer is not, so each thread has one)."""

    version = "sudachi-core-ac-2"

    def __init__(self) -> None:
        self._tokenizers = ThreadTokenizers()
        self._cached = lru_cache(maxsize=4096)(self._tokens)

    def tokens(self, text: str) -> list[str]:
        """Normalised terms of `text` in reading order; see `Tokenizer`."""
        return list(self._cached(normalise(text)))

    def _tokens(self, text: str) -> tuple[str, ...]:
        found: list[str] = []

        def keep(match: re.Match[str]) -> str:
            whole = match.group(0).replace(" ", "").replace(",", "")
            found.append(whole)
            if ":" in whole:
                found.append(whole.split(":")[0])
            return " " if match.re is _WHOLE and match.group(0)[0].isdigit() else match.group(0)

        rest = _NUMBERED.sub(keep, _WHOLE.sub(keep, text))
        for piece in _pieces(rest):
            found.extend(self._words(piece))
        return tuple(found)

    def _words(self, text: str) -> list[str]:
        words: list[str] = []
        tokenizer = self._tokenizers.get()
        long_units = tokenizer.tokenize(text, SplitMode.C)
        for unit in long_units:
            if unit.part_of_speech()[0] in _DROPPED:
                continue
            forms = dict.fromkeys(form.lower() for form in (unit.normalized_form(), *self._short_forms(unit)))
            words += [form for form in forms if form.strip() and form not in _EMPTY_VERBS]
        return words

    @staticmethod
    def _short_forms(unit: Any) -> list[str]:
        return [part.normalized_form() for part in unit.split(SplitMode.A) if part.part_of_speech()[0] not in _DROPPED]


def _pieces(text: str, size: int = 10_000) -> list[str]:
    """Sudachi refuses more than 49,149 bytes at once."""
    return [text[start : start + size] for start in range(0, len(text), size)] if text.strip() else []
