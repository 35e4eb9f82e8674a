"""Values that a sentence calls a password without standing right behind that word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from rag.guard.match import View

_SAID_OF = re.compile(
    r"(?<![!-~])[\"'「『]?((?=[!-~]{0,30}\d)(?=[!-~]{0,30}[A-Za-z])[A-Za-z0-9_#!@$%^&*+.-]{6,40})[\"'」』]?[ ]?"
    r"(?:という(?:の)?|って(?:いう)?|を|が|は|\((?:my |our |the )?(?:current |new |old )?|(?:is|as|was|for) (?:my|our|the|his|her) (?:current |new |old |"
    r"admin |login |email |wifi )?)(?:共通の?|今の|現在の|新しい|共有の?|私の|会社の|管理者の?)?(?:パスワード|password|pw\b|passcode|パス(?:に|で|を|だ))",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?<![!-~])[\"'(\[]?((?=[!-~]{0,30}\d)(?=[!-~]{0,30}[A-Za-z])[A-Za-z0-9_.!-]{1,38}[#!@$%^&*+~][A-Za-z0-9_#!@$%^&*+~.-]{1,38})(?![A-Za-z0-9/=(){}<>;:])"
)
_CHANGED = re.compile(
    r"(?<![!-~])[\"'「『]?((?=[!-~]{0,30}\d)(?=[!-~]{0,30}[A-Za-z])[A-Za-z0-9_.#!@$%^&*+-]{6,40})[\"'」』]?[ ]?"
    r"(?:[にへ](?:しま|した|して|しよう|しています|変え|変わ|変更し|縮め|設定し|戻し|更新し|統一|決め)|"
    r"(?:のまま|なん(?:です|だ)|でした)(?!か))"
)
_APP_PASSWORD = re.compile(r"(?<![A-Za-z])([a-z]{4}(?:[ -][a-z]{4}){3})(?![A-Za-z])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_APP = re.compile(r"アプリ|app ", re.IGNORECASE)
_ENDS = re.compile("[。\\n]")
_RUN = re.compile("[!-~]{6,80}")
_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[A-Za-z]")
_AFTER = 40
_REACH = 44
_LIMIT = 200


def told_nearby(view: View, labels: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str, str]]:
    """(start, value, rule) of what is named a password before the word, or looks like one in the same sentence.

    `labels` are the places of the words for a password. Only letters, digits and a sign in one
    word look like one: model names, versions and standards have no such signs.
    """
    if not labels:
        return
    starts = sorted(start for start, _ in labels)
    for match, rule in islice(_shapes(view), _LIMIT):
        value = match.group(1)
        if rule == "password_named" or not _MAIL.fullmatch(value) and _together(view, starts, *match.span(1)):
            yield match.start(1), value, rule


def _shapes(view: View) -> Iterator[tuple[re.Match[str], str]]:
    """What looks like a password, asked only of words that hold a letter and a digit."""
    text = view.text
    for run in _RUN.finditer(text):
        word = run.group(0)
        if not (_DIGIT.search(word) and _LETTER.search(word)):
            continue
        for pattern, rule in ((_SAID_OF, "password_named"), (_STRONG, "password_nearby"), (_CHANGED, "password_nearby")):
            match = pattern.search(text, max(0, run.start() - 1), run.end() + _AFTER)
            if match is not None:
                yield match, rule
    if view.mentions("アプリ", "app "):
        for match in _APP_PASSWORD.finditer(text):
            if _APP.search(view.before(match.start(), 40)):
                yield match, "password_nearby"


def _together(view: View, starts: Sequence[int], low: int, high: int) -> bool:
    place = bisect_left(starts, low - _REACH)
    while place < len(starts) and starts[place] <= high + _REACH:
        between = view.text[min(starts[place], high) : max(starts[place], low)]
        if not _ENDS.search(between):
            return True
        place += 1
    return False
