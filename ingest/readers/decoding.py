"""Finds the encoding of a Japanese or English text file without ever guessing into mojibake."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from ingest.readers.interface import unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JIS_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\([IJ])")
_JIS_NAMES = ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004")
_LEGACY = (("cp932",), ("euc_jp", "euc_jis_2004"))
_NAMES = {"cp932": "Shift_JIS", "euc_jp": "EUC-JP", "utf-8": "UTF-8", "utf-16": "UTF-16", "iso2022_jp": "ISO-2022-JP"}
_IMPOSSIBLE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x80-\x9f\uf8f0-\uf8f3]")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー、。「」]")
_RARE = re.compile(r"[^\x00-\x7fぁ-ゖァ-ヺー、。「」・一-鿿々　-〿！-～←-⇿①-⓿─-◿☆★〇]")
_ALONE = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z])")
_LATIN_NEIGHBOUR = re.compile(r"(?<=[A-Za-z])[一-鿿ｦ-ﾟ](?=[A-Za-z\s]|$)")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_FOREIGN_TO_CP932 = re.compile(
    rb"(?:[\xe4-\xe9][\x80-\xbf]{2})*(?:\xe3[\x80-\x83][\x80-\xbf]){2}|(?:\xa4[\xa1-\xf3]){3}"
)
"""Two kana in UTF-8 or three hiragana in EUC-JP: as Shift_JIS they would be kanji or marks that never stand in a row."""
_HINT = "テキストエディターで開いて内容を確かめ、文字コードを UTF-8 にして保存し直してください。"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the Python name of the encoding it was read with."""

    text: str
    encoding: str


def decode(path: Path, data: bytes) -> Decoded:
    """The text of a file in UTF-8, UTF-16 or UTF-32 with BOM, Shift_JIS, EUC-JP or ISO-2022-JP.

    Strict decoders only: a byte order mark decides, then JIS escapes, then UTF-8, which no legacy text passes
    by chance; Shift_JIS and EUC-JP are told apart by which reading looks like Japanese. Raises Unreadable,
    naming the byte (counted from 0), when nothing fits.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _checked(path, _strict(path, data, name))
    if _JIS_ESCAPE.search(data) and not re.search(rb"[\x80-\xff]", data):
        for name in _JIS_NAMES[:-1]:
            if (text := _try(data, name)) is not None:
                return _checked(path, Decoded(text, "iso2022_jp"))
        return _checked(path, _strict(path, data, _JIS_NAMES[-1]))
    if (text := _try(data, "utf-8")) is not None:
        return _checked(path, Decoded(text, "utf-8"))
    return _legacy(path, data)


def decode_as(data: bytes, name: str) -> Decoded | None:
    """The text when it is exactly in the encoding that it declares, else None."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    found = {"shift_jis": "cp932"}.get(found, found)
    try:
        text = _try(data, found)
    except LookupError:  # a codec such as base64 that is no text encoding
        return None
    return None if text is None or _IMPOSSIBLE.search(text) else Decoded(text, found)


def damaged(text: str) -> tuple[str, ...]:
    """A note when the text holds replacement characters or private ones that nobody else can show."""
    count = sum(1 for mark in text if mark == "\ufffd" or unicodedata.category(mark) == "Co")
    return (f"表示できない文字（外字や文字化けの跡）が {count:,} 文字あります。",) if count else ()


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeError:
        return None


def _strict(path: Path, data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError as error:
        label = _NAMES.get(name.removesuffix("-sig"), name)
        start = error.start + (len(codecs.BOM_UTF8) if name == "utf-8-sig" else 0)
        reason = f"{start} バイト目（先頭は 0）が {label} として正しくありません。"
    except UnicodeError:
        reason = f"{name} として正しくありません。"
    raise unreadable(path, reason, _HINT)


def _checked(path: Path, decoded: Decoded) -> Decoded:
    position = decoded.text.find("\0")
    if position >= 0:
        reason = f"文章のファイルではありません（{position} 文字目（先頭は 0）に制御文字 NUL があります）。"
        raise unreadable(path, reason, "対応する形式か、UTF-8 のテキストで保存し直してください。")
    return decoded


def _legacy(path: Path, data: bytes) -> Decoded:
    readings: list[Decoded] = []
    for names in _LEGACY:
        for name in names:
            text = _try(data, name)
            if text is not None and not _IMPOSSIBLE.search(text) and not (name == "cp932" and _FOREIGN_TO_CP932.search(data)):
                readings.append(Decoded(text, names[0]))
                break
    likely = [reading for reading in readings if _plausible(reading.text)]
    if len(likely) == 1:
        return likely[0]
    if likely:
        return _judged(data, likely)
    if readings:
        where = _first_high_byte(data)
        raise unreadable(path, f"日本語の文字コードとして読むと意味のない文字になります（{where} バイト目（先頭は 0）から）。", _HINT)
    where = max(_failure(data, name) for name in ("utf-8", "cp932", "euc_jp"))
    reason = f"{where} バイト目（先頭は 0）で、UTF-8・Shift_JIS・EUC-JP のどれとしても読めなくなります。"
    raise unreadable(path, reason + "文字コードが混ざっているか、文章のファイルではありません。", _HINT)


def _judged(data: bytes, readings: list[Decoded]) -> Decoded:
    scored = sorted(readings, key=lambda reading: _score(reading.text), reverse=True)
    if _score(scored[0].text) - _score(scored[1].text) > 0.2:
        return scored[0]
    from charset_normalizer import from_bytes

    best = from_bytes(data[:100_000], cp_isolation=[reading.encoding for reading in readings]).best()
    return next((reading for reading in scored if best is not None and reading.encoding == best.encoding), scored[0])


def _score(text: str) -> float:
    """How Japanese the non-ASCII characters are, -1 to 1: kana and common marks count for, rare ones against.

    Read as Shift_JIS, EUC-JP turns into half-width kana and rare kanji; the other way round likewise.
    """
    marks = _NOT_ASCII.findall(text[:100_000])
    if not marks:
        return 0.0
    sample = "".join(marks)
    level_two = sum(1 for mark in sample if "一" <= mark <= "鿿" and not _is_common(mark))
    return (len(_KANA.findall(sample)) - len(_RARE.findall(sample)) - 2 * level_two) / len(sample)


def _is_common(kanji: str) -> bool:
    """Whether it is a level 1 kanji of JIS X 0208, which end at row 47 (byte 0x98 0x72 in Shift_JIS)."""
    try:
        return b"\x88\x9f" <= kanji.encode("cp932") <= b"\x98\x72"
    except UnicodeEncodeError:
        return False


def _plausible(text: str) -> bool:
    """Whether a legacy reading can be meant: no lone kanji inside Latin words, no text of rare kanji only."""
    marks = _NOT_ASCII.findall(text)
    alone = len(_ALONE.findall(text)) + len(_LATIN_NEIGHBOUR.findall(text))
    return alone * 2 <= len(marks) and _score(text) > -1.0


def _failure(data: bytes, name: str) -> int:
    """The first byte, counted from 0, from which the data cannot be in this encoding."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        return error.start
    if foreign := _FOREIGN_TO_CP932.search(data):
        return foreign.start()
    found = _IMPOSSIBLE.search(text)
    return len(text[: found.start()].encode(name)) if found else 0


def _first_high_byte(data: bytes) -> int:
    found = re.search(rb"[\x80-\xff]", data)
    return found.start() if found else 0
