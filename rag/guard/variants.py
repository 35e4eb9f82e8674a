"""Further readings of normalised text that are only sometimes right; a hit in any of them counts.

Spaced-out names and words, tokens broken over lines or by spaces, base64 and hex.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from rag.guard.figures import KANJI_FEW, SPELT_CODE, kanji_few, spelt
from rag.guard.led import Led
from rag.guard.mapped import Mapped, Piece, Rewrite
from rag.guard.normalise import disguised_mails, normalise

_JA = "一-鿿々ぁ-んァ-ヶー"
_SPACED_WORD = re.compile(
    rf"(?:(?<![{_JA}])|(?<=[ぁ-ん])(?=[一-鿿]))[{_JA}](?:[ 　・._/|*-][{_JA}]){{2,40}}(?:(?![{_JA}])|(?<=[一-鿿])(?=[ぁ-ん]))"
)
_BROKEN_TOKEN = re.compile(r"(?<=[A-Za-z0-9+/_.=-]{4})[ \t]{0,4}\\?\n[ \t>]{0,4}(?=[A-Za-z0-9+/_.=-]{2})")
_WORD = re.compile(r"[A-Za-z0-9+/_.=:@%~-]{1,100}")
_LETTER, _DIGIT = re.compile("[A-Za-z]"), re.compile("[0-9]")
_TOKEN_SIZE = 16
_SPACED_TOKEN = re.compile(
    r"(?:gh[pousr]_|github_pat_|AKIA|ASIA|AIza|xox[abpors]-|sk[-_]|rk_|glpat-|npm_|hf_|SG\.|eyJ|pypi-|"
    r"ya29)[A-Za-z0-9_.+/=-]{0,60}(?:[ ][A-Za-z0-9_.+/=-]{2,60}){1,12}"
)
_SPACED_LETTERS = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z0-9_.@:/+#!$%^&*?=-] ){7,80}[A-Za-z0-9_.@:/+#!$%^&*?=-](?![A-Za-z0-9])")
_DOTTED_LETTERS = re.compile(r"(?<![A-Za-z0-9.])(?:[A-Za-z][._*|-]){5,40}[A-Za-z](?![A-Za-z0-9])")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{14,65536}={0,2}")
_HEX = Led("[0-9a-fA-F](?<![A-Za-z0-9].)", r"(?<![A-Za-z0-9])(?:0x)?(?:[0-9a-fA-F]{2}[ :]?){10,32768}(?![A-Za-z0-9])")
# Words of identifiers as they are written on forms that take only kana.
_KANA_LABELS = {
    "ヒホケンシャ": "被保険者", "ホケンシャ": "保険者", "ホケンショウ": "保険証", "ケンコウホケン": "健康保険", "キゴウ": "記号", "バンゴウ": "番号", "エダバン": "枝番",
    "コジンバンゴウ": "個人番号", "メンキョショウ": "免許証", "メンキョ": "免許", "ネンキン": "年金", "リョケン": "旅券", "コウザ": "口座", "ギンコウ": "銀行",
    "シテン": "支店", "フツウ": "普通", "アンショウ": "暗証", "セイネンガッピ": "生年月日", "ジュウショ": "住所", "シメイ": "氏名", "デンワ": "電話",
}  # fmt: skip
_KANA_LABELS |= {"".join(chr(ord(char) - 0x60) if char != "ー" else char for char in kana): kanji for kana, kanji in _KANA_LABELS.items()}
_KANA_LABEL = re.compile(
    rf"(?:{'|'.join(sorted(_KANA_LABELS, key=len, reverse=True))})(?=[^\n]{{0,16}}[0-9])"
)
_GAP = re.compile(r"[^A-Za-z0-9+/=_-]")
_AROUND = 120
_LINE = 600


def variants(mapped: Mapped) -> Iterator[Mapped]:
    """Other readings of the normalised text; only those that differ from it, and only the parts around a difference."""
    for pattern, change in _READINGS:
        for part in _parts(mapped, pattern, change if change in (_joined_lines, kanji_few) else None):
            yield part.rewrite(pattern, change)
    for part in _parts(mapped, _SPACED_LETTERS):
        yield disguised_mails(part.rewrite(_SPACED_LETTERS, _without_spaces))
    decode = _Decoder()
    encoded: tuple[tuple[re.Pattern[str] | Led, Rewrite], ...] = ((_BASE64, decode.base64), (_HEX, decode.hex))
    for run, read in encoded:
        for part in _parts(mapped, run, read):
            yield from _opened(part, decode)


def _parts(mapped: Mapped, pattern: re.Pattern[str] | Led, change: Rewrite | None = None) -> Iterator[Mapped]:
    """The stretches of whole lines around matches (with `change`: around those it would change), with what surrounds them."""
    low = high = 0
    for match in pattern.finditer(mapped.text):
        if change is not None and change(match) is None:
            continue
        if match.start() - _AROUND > high:
            if high:
                yield mapped.part(low, high)
            low = _cut_before(mapped.text, match.start() - _AROUND)
        high = max(high, _cut_behind(mapped.text, match.end() + _AROUND))
    if high:
        yield mapped.part(low, high)


def _cut_before(text: str, place: int) -> int:
    """The start of the line; of a very long one the start of a word."""
    if place <= 0:
        return 0
    start = text.rfind("\n", max(0, place - _LINE), place) + 1
    if start or place <= _LINE:
        return start
    space = _GAP.search(text, place - _LINE, place)
    return space.end() if space else place - _LINE


def _cut_behind(text: str, place: int) -> int:
    end = text.find("\n", place, place + _LINE)
    if end >= 0 or place + _LINE >= len(text):
        return end if end >= 0 else len(text)
    space = _GAP.search(text, place)
    return space.start() if space else len(text)


def _opened(mapped: Mapped, decode: _Decoder) -> Iterator[Mapped]:
    """The text with base64 and hex runs replaced by what they say, then the same once more: a token is lost in the second layer."""
    for _ in range(2):
        opened = mapped.rewrite(_BASE64, decode.base64).rewrite(_HEX, decode.hex)
        if opened is mapped:
            break
        yield opened
        mapped = opened


def _without(match: re.Match[str], gaps: str) -> list[Piece]:
    base, run = match.start(), match.group(0)
    return [(char, base + place, base + place + 1) for place, char in enumerate(run) if char not in gaps]


def _without_spaces(match: re.Match[str]) -> list[Piece]:
    return _without(match, " 　・")


def _without_gaps(match: re.Match[str]) -> list[Piece]:
    return _without(match, " 　・._/|*-")


def _joined_lines(match: re.Match[str]) -> str | None:
    """Nothing, where one long word of letters and digits goes on; a mail address ends with its line."""
    text = match.string
    left = _WORD.match(text[max(0, match.start() - 100) : match.start()][::-1])
    right = _WORD.match(text, match.end())
    joined = (left.group(0)[::-1] if left else "") + (right.group(0) if right else "")
    if "@" in joined and "//" not in joined or len(joined) < _TOKEN_SIZE or not (_LETTER.search(joined) and _DIGIT.search(joined)):
        return None
    return ""


def _kanji_label(match: re.Match[str]) -> str:
    return _KANA_LABELS[match.group(0)]


_READINGS: tuple[tuple[re.Pattern[str], Rewrite], ...] = (
    (_SPACED_WORD, _without_gaps),
    (_DOTTED_LETTERS, _without_gaps),
    (KANJI_FEW, kanji_few),
    (SPELT_CODE, spelt),
    (_KANA_LABEL, _kanji_label),
    (_BROKEN_TOKEN, _joined_lines),
    (_SPACED_TOKEN, _without_spaces),
)


class _Decoder:
    """Base64 and hex runs as text, each decoded once; it lives as long as one check."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def base64(self, match: re.Match[str]) -> str | None:
        """What a run of base64 says, or None."""
        return self._once(match.group(0), _from_base64)

    def hex(self, match: re.Match[str]) -> str | None:
        """What a run of hex says, or None."""
        return self._once(match.group(0), _from_hex)

    def _once(self, run: str, read: Callable[[str], str | None]) -> str | None:
        if run not in self._known:
            self._known[run] = read(run)
        return self._known[run]


def _from_base64(run: str) -> str | None:
    core = run.rstrip("=").replace("-", "+").replace("_", "/")
    if len(core) % 4 == 1:
        return None
    try:
        raw = base64.b64decode(core + "=" * (-len(core) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return _readable(raw)


def _from_hex(run: str) -> str | None:
    core = re.sub(r"[ :]", "", run.removeprefix("0x"))
    if len(core) % 2:
        return None
    return _readable(bytes.fromhex(core))


def _readable(raw: bytes) -> str | None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    printable = sum(char.isprintable() or char in "\n\r\t" for char in text)
    return normalise(text).text if text and printable >= 0.95 * len(text) else None
