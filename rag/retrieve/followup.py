"""Resolves a follow-up question with the conversation before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text import normalise
from rag.types import Turn

_POINTS_BACK = re.compile(
    r"^(?:それ|その|そこ|そっち|これ|この|こっち|あれ|その場合|それで|それって|それから|そのあと|その後|じゃあ|では|なら|他に|ほかに|もっと|もう少し|続き|次は|あと[、は]|逆に|例えば|たとえば|具体的に|なぜ|なんで|どうして|上の|さっき|最初の|[1-9一二三]つ目|[①-⑨])"
    r"|(?:それ|その(?:中|うち|他|ほか|ため|対策|原因|手順)|さっきの|上記|前述|同じ(?:こと|場合))"
    r"|^(?:and |then |what about|how about|why\b|it |its |that |those |these |this |they |more |next |the (?:first|second|third|next|other) )"
    r"|\b(?:it|they|them|that one|those)\b",
)
_SHORT = 14


def resolve(text: str, history: Sequence[Turn]) -> str:
    """The text to search for: the question alone, or with the question it points back to.

    A question points back when it begins with or holds a word that does ("その場合は？", "and
    then?"), or when it is too short to stand alone. The assistant's words are never used.
    """
    earlier = [turn.content.strip() for turn in history if turn.role == "user" and turn.content.strip()]
    flat = normalise(text)
    if not earlier or not (_POINTS_BACK.search(flat) or len(flat) <= _SHORT):
        return text
    previous = earlier[-1]
    if len(earlier) > 1 and (_POINTS_BACK.search(normalise(previous)) or len(previous) <= _SHORT):
        previous = f"{earlier[-2]} {previous}"
    return f"{previous} {text}"
