"""Characters that look like Latin letters, invisible ones, and everything that serves as a dash."""

from __future__ import annotations

import sys
import unicodedata

_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХаеоресуіјѕхԁԛԝһӏкмтнвᴦ", "ABESIJKMHOPCTYXaeopecyijsxdqwhlkmthbr", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοριυνκχτγε", "ABEZHIKMNOPTYXaopiuvkxtye", strict=True))
_OTHER = {
    "ı": "i",
    "ɑ": "a",
    "ɡ": "g",
    "ɩ": "i",
    "ʟ": "L",
    "ᴏ": "o",
    "ꜱ": "s",
    "ɪ": "I",
    "∣": "l",
    "ǀ": "l",
    "օ": "o",
    "հ": "h",
    "ո": "n",
    "ս": "u",
}

LOOKALIKES: dict[str, str] = {**_CYRILLIC, **_GREEK, **_OTHER}
LOOKALIKE_TABLE = str.maketrans(LOOKALIKES)
LOOKALIKE_CLASS = "".join(LOOKALIKES)

DASHES = "\\-\u2010\u2011\u2012\u2013\u2014\u2015\u2212ー\u2500\u2501\u02d7\u2043\ufe58\uff0d\u00ad・·\u2022"

KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九壱弐参", "00123456789123")

# Variant forms that NFKC keeps apart, as they stand in names.
KANJI_VARIANTS = str.maketrans(
    "髙﨑濵濱邉邊齋齊德槗嶋嶌栁㟢惠澤廣瀨眞櫻龍國學條曾冨舘萬與圓靜壽榮",
    "高崎浜浜辺辺斎斉徳橋島島柳崎恵沢広瀬真桜竜国学条曽富館万与円静寿栄",
)

_ABOVE = 0x10000
_BLANK_LETTERS = "\u3164\uffa0\u115f\u1160\u034f"


def _classes() -> tuple[str, str]:
    """Regex classes of characters to drop, and of those that NFKC may rewrite.

    Everything above plane 0 is in the second: such a class is looked up in one step, while
    single ranges up there would be compared one by one, for every character of the text.
    """
    dropped, changed = [], []
    for code in [*range(0x80, 0x20000), *range(0xE0000, 0xE01F0)]:
        if 0x3400 <= code < 0xA000 or 0xAC00 <= code < 0xE000 or 0x12000 <= code < 0x1B000:
            continue
        char = chr(code)
        if unicodedata.category(char) == "Cf" or char in _BLANK_LETTERS or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
            dropped.append(code)
        elif code < _ABOVE and not unicodedata.is_normalized("NFKC", char):
            changed.append(code)
    return _ranges(dropped), _ranges(changed) + f"\\U{_ABOVE:08x}-\\U{sys.maxunicode:08x}"


def _ranges(codes: list[int]) -> str:
    parts: list[str] = []
    start = previous = codes[0]
    for code in [*codes[1:], sys.maxunicode + 2]:
        if code != previous + 1:
            parts.append(f"\\U{start:08x}-\\U{previous:08x}")
            start = code
        previous = code
    return "".join(parts)


INVISIBLE_CLASS, COMPATIBILITY_CLASS = _classes()
