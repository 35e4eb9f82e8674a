"""Repairs of single characters and words that a page layout or an OCR has spoilt."""

from __future__ import annotations

import re
import unicodedata

ICON = "\ue000"
"""Stands where a glossary icon stood until the cells of a flattened table are set apart."""

_PICTURE = re.compile(r"\[image:[^\]\n]*\]")
_EMPTY_PICTURE = re.compile(r"(?<=\S)[ \t]*\[image:[ \t]*\]")
_KANGXI = re.compile(r"[\u2f00-\u2fd5]")
_HALF_WIDTH = re.compile(r"[\uff61-\uff9f]+")
_BETWEEN_JAPANESE = re.compile(r"(?<=[ぁ-ゖァ-ヺー一-鿿々。、])[ \u3000]+(?=[ぁ-ゖァ-ヺー一-鿿々「])")
_STANDARD_NUMBER = re.compile(r"(?<![A-Za-z])(ISO(?:/IEC)?|JIS Q)[ ]*(\d{1,4})[ ](\d{1,4})(?!\d)")
_LATIN_PAIR = re.compile(r"(?<![A-Za-z])([A-Za-z]{2,})[ ]([a-z]{2,})(?![A-Za-z])")

# NFKC turns Kangxi radicals into ideographs, but some into forms that Japan does not use, and it leaves
# the supplement block (the other half of what PDF extraction produces) as it is.
_JAPANESE_FORMS = str.maketrans("戶黑靑黃⺟⺠⻁⻄⻆⻑⻘⻝⻤⻨⻩⻫⻭⻯⻲", "戸黒青黄母民虎西角長青食鬼麦黄斉歯竜亀")

# Only a vocabulary can tell `Comm unication` (one word) from `Incident readiness` (two). These are the words
# that the long forms of security abbreviations are commonly made of.
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        access account agreement analysis application architecture assessment attack authentication authority authorization automation
        availability broker business center certificate cloud communication company compromise computer confidentiality configuration
        continuity control customer cyber cybersecurity data defense defined denial detection development device digital directory
        distributed domain electronic encryption endpoint engineering enterprise exchange exposure extended factor firewall forensics
        framework function gateway governance identification identity incident industrial information infrastructure institute integrity
        intelligence internet intrusion language layer learning local machine management message mobile model monitoring national network
        object operation operational operations organization orchestration password penetration perimeter platform policy power prevention
        privacy process product program protection protocol provider public recovery registry remote research resource response risk robotic
        secure security server service signature simple single software standard storage strategy system systems team technology
        telecommunication test threat transfer transformation transmission transport unified user value verification virtual vulnerability
        """,
    )
)


def without_pictures(text: str) -> str:
    """Markers of pictures are gone; an icon after a word leaves `ICON`, for `without_icons`."""
    return _PICTURE.sub("", _EMPTY_PICTURE.sub(ICON, text.replace(ICON, "")))


def without_icons(text: str) -> str:
    """The text as a reader sees it."""
    return text.replace(ICON, "")


def unified(text: str) -> str:
    """Radicals become ideographs (⽤ → 用), half-width kana and marks full-width; nothing else changes."""
    text = _KANGXI.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = _HALF_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return text.translate(_JAPANESE_FORMS)


def joined_japanese(text: str) -> str:
    """Spaces between two Japanese characters are gone. Only for running text: in a title they may part two titles."""
    return _BETWEEN_JAPANESE.sub("", text)


def mended_words(text: str) -> str:
    """`Incid ent` and `ISO/IEC 2 7001` are whole again; what may be two words stays as it is."""
    text = _STANDARD_NUMBER.sub(_number, text)
    start = 0
    while found := _LATIN_PAIR.search(text, start):
        first, second = found[1], found[2]
        torn = (first + second).lower() in _WORDS and not {first.lower(), second} <= _WORDS
        start = found.start(2)
        if torn:
            text = f"{text[: found.end(1)]}{text[found.start(2) :]}"
            start = found.start()
    return text


def _number(found: re.Match[str]) -> str:
    """One number again where the halves make the four or five digits that such a standard has."""
    name, head, tail = found.groups()
    whole = len(head) + len(tail) in (4, 5) and len(tail) > 1
    return f"{name} {head}{tail}" if whole else found[0]
