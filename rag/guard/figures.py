"""Digits that are written as kanji or as the kana one says them with."""

from __future__ import annotations

import re

from rag.guard.confusables import DASHES, KANJI_DIGITS
from rag.guard.mapped import Piece

_SAID = (
    (0, "ゼロ ぜろ れい レイ まる マル オー"),
    (1, "いち イチ"),
    (2, "にい にー ニイ ニー に ニ"),
    (3, "さん サン"),
    (4, "よん ヨン"),
    (5, "ごー ゴー ご ゴ"),
    (6, "ろく ロク"),
    (7, "なな ナナ しち シチ"),
    (8, "はち ハチ"),
    (9, "きゅう キュウ きゅー キュー"),
)
_VALUES = {word: str(value) for value, words in _SAID for word in words.split()}
_ONE = "|".join(_VALUES)
_SPELT_ONE = re.compile(_ONE)
SPELT = re.compile(rf"(?:(?:{_ONE})[-\s、・の]{{0,2}}){{9,18}}(?:{_ONE})")
"""As many as a telephone number has; fewer are words of a sentence."""
SPELT_CODE = re.compile(rf"(?<=[号ドンスワ鍵Nn]は|号[:がも、]|[ドンス][:がも、])[ 　「]{{0,2}}(?:(?:{_ONE})[-\s、・]{{0,2}}){{4,12}}")
"""Fewer of them after what may be a word for a code."""

_KANJI = "〇零一二三四五六七八九壱弐参"
_NUMERAL = f"{_KANJI}0-9"
KANJI_RUN = re.compile(rf"[{_NUMERAL}](?:(?:[{DASHES}のノ.\s]|ハイフン){{0,2}}[{_NUMERAL}]){{6,24}}")
KANJI_FEW = re.compile(rf"(?<![十百千万{_KANJI}])[{_KANJI}](?:[{DASHES}、. ]?[{_KANJI}]){{2,11}}(?![十百千万{_KANJI}])")
_COUNTED = re.compile("一[、. ]?二[、. ]?三(?:[、. ]?四(?:[、. ]?五)?)?")
_KANJI_DIGIT = re.compile(f"[{_KANJI}]")
_GAP = re.compile(f"[^{_KANJI}]")


def spelt(match: re.Match[str]) -> str:
    """The digits that were said."""
    return "".join(_VALUES[one] for one in _SPELT_ONE.findall(match.group(0)))


def kanji_run(match: re.Match[str]) -> list[Piece] | None:
    """A long run, its separators kept; nothing is changed in a run without kanji."""
    run = match.group(0)
    if not _KANJI_DIGIT.search(run) or "ハイフン" in run:
        return None
    return [(run.translate(KANJI_DIGITS), *match.span())]


def kanji_few(match: re.Match[str]) -> list[Piece] | None:
    """A short run; separators that stand between all of its digits go. Years and counting from one stay."""
    run = match.group(0)
    if len(run) == 4 and match.string.startswith("年", match.end()) or _COUNTED.fullmatch(run):
        return None
    if len(_GAP.findall(run)) == len(run) // 2:
        return [(run[place].translate(KANJI_DIGITS), match.start() + place, match.start() + place + 1) for place in range(0, len(run), 2)]
    return [(_GAP.sub("-", run).translate(KANJI_DIGITS), *match.span())]
