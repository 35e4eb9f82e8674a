"""Brings text into the one form the detectors read, with a map back to what was typed.

The order matters: Slack markup, HTML entities, invisible characters, NFKC, look-alikes,
written-out and kanji digits, dashes between digits, percent and backslash escapes,
disguised mail addresses.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata

from rag.guard.confusables import (
    COMPATIBILITY_CLASS,
    DASHES,
    INVISIBLE_CLASS,
    KANJI_VARIANTS,
    LOOKALIKE_CLASS,
    LOOKALIKE_TABLE,
)
from rag.guard.figures import KANJI_RUN, SPELT, kanji_run, spelt
from rag.guard.led import Led
from rag.guard.mapped import Mapped, Piece, identity

_SLACK = re.compile(
    r"<((?:mailto:|tel:|https?://)[^<>|\s]{1,2000})(?:\|([^<>\n]{1,500}))?>|<[@#!][A-Za-z0-9_^]{1,60}(?:\|"
    r"[^<>\n]{0,100})?>"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d?);")
_INVISIBLE = re.compile(f"[{INVISIBLE_CLASS}]+")
_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
_COMPATIBLE = re.compile(f"[{COMPATIBILITY_CLASS}]+")
_COMPATIBLE_MARKED = re.compile(f"(?:[{COMPATIBILITY_CLASS}{_MARKS}]|.(?=[{_MARKS}]))+")
_CLUSTER = re.compile(f"[^{_MARKS}]+(?![{_MARKS}])|.[{_MARKS}]*", re.DOTALL)
_MARK = re.compile(f"[{_MARKS}]")
_CIRCLED_SECRET = re.compile("㊙")
_ODD_SPACE = re.compile("[\u2028\u2029\x0b\x0c\x85\r]")
_VARIANT = re.compile(f"[{''.join(map(chr, KANJI_VARIANTS))}]")
_MIXED_WORD = re.compile(rf"[A-Za-z0-9_@.{LOOKALIKE_CLASS}+/=-]+")
_LOOKALIKE = re.compile(f"[{LOOKALIKE_CLASS}]")
_LETTER_DIGITS = re.compile(r"(?<![A-Za-z0-9])[0-9OoIl](?:[-\s.]{0,1}[0-9OoIl]){6,18}(?![A-Za-z0-9])")
_LETTERS_AS_DIGITS = str.maketrans("OoIl", "0011")
_DIGIT_DASH = Led(
    rf"[ \tのノハ{DASHES}](?<=[\d)].)",
    rf"(?<=\d)[ \t]?(?:[{DASHES}]|ハイフン)[ \t]?(?=[\d(])|(?<=\d)[のノ](?=\d{{3,4}}(?!\d|"
    rf"[年月日円人件社台名個本回階章節条項号]))|(?<=\d\))[{DASHES}](?=\d)"
)
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_BACKSLASH = re.compile(r"(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2})+")
_AT = (
    r"(?:[ \t]{0,2}[\[({<【〔「][ \t]?(?:at|AT|At|アットマーク|アット|あっと|@|a)[ \t]?[\])}>】〕」][ \t]{0,2}|[ "
    r"\t]{0,2}(?:アットマーク|あっとまーく|アット|あっと|@)[ \t]{0,2}|[ \t]{1,2}(?:at|AT)[ \t]{1,2})"
)
_DOT = (
    r"(?:[ \t]?[\[({<【〔「][ \t]?(?:dot|DOT|Dot|ドット|どっと|\.)[ \t]?[\])}>】〕」][ \t]?|[ \t]?(?:ドット|"
    r"どっと|点|てん|ピリオド)[ \t]?|[ \t]{1,2}(?:dot|DOT)[ \t]{1,2}|[ \t]?\.[ \t]?)"
)
_DEFANGED = re.compile(
    r"(?<=[A-Za-z0-9])(?:[ ]?[\[({][ ]?(?:\.|dot|DOT|ドット|・)[ ]?[\])}][ ]?|[ ]?(?:ドット|てん|点)[ ]?|[ ]dot[ ])(?=[A-Za-z0-9])"
)
_DEFANGED_ADDRESS = re.compile(
    rf"(?<![\d.])\d{{1,3}}(?:(?:{_DEFANGED.pattern}|\.)\d{{1,3}}){{3}}(?![\d.])|"
    rf"(?<![A-Za-z0-9.-])[A-Za-z][A-Za-z0-9-]{{1,40}}(?:(?:{_DEFANGED.pattern}|\.)[A-Za-z0-9-]{{1,40}}){{0,3}}"
    rf"(?:{_DEFANGED.pattern})(?:local|corp|internal|lan|intra)(?![A-Za-z0-9])"
)
_DISGUISED_AT = Led(r"[ \t(<@\[{「【〔あア](?<=[A-Za-z0-9_\])}】〕].)", rf"(?<=[A-Za-z0-9_\])}}】〕]){_AT}(?=[A-Za-z0-9])")
_LOCAL_END = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z0-9](?:[A-Za-z0-9_+-]|{_DOT}(?=[A-Za-z0-9])){{0,63}}$")
_SAID_LABELS = {"ジェーピー": "jp", "じぇーぴー": "jp", "シーオー": "co", "しーおー": "co", "コム": "com", "こむ": "com", "ネット": "net", "ねっと": "net"}
_SAID_LABEL = re.compile("|".join(_SAID_LABELS))
_DOMAIN = re.compile(rf"[A-Za-z0-9-]{{1,63}}(?:{_DOT}(?:[A-Za-z0-9-]{{1,63}}|{_SAID_LABEL.pattern})){{1,4}}")
_DISGUISE_LIMIT = 300
_DOT_ONLY = re.compile(_DOT)
_STAR_NOTE = re.compile(r"([★☆■●◆◎#＃])(?:マーク)?(?:を|は|→|->)\s?(?:@|アット)")


def normalise(text: str) -> Mapped:
    """The text as detectors read it; lower case is not forced, lines are kept."""
    mapped = identity(text)
    if "<" in text:
        mapped = mapped.rewrite(_SLACK, _slack)
    if "&" in text:
        mapped = mapped.rewrite(_ENTITY, lambda match: html.unescape(match.group(0)))
    mapped = _escapes(mapped)
    if not mapped.text.isascii():
        mapped = mapped.rewrite(_INVISIBLE, lambda match: "")
        mapped = mapped.rewrite(_ODD_SPACE, lambda match: "\n" if match.group(0) != "\r" else "")
        mapped = mapped.rewrite(_CIRCLED_SECRET, lambda match: "【秘】")
        mapped = mapped.rewrite(_COMPATIBLE_MARKED if _MARK.search(mapped.text) else _COMPATIBLE, _compatible)
        if _LOOKALIKE.search(mapped.text):
            mapped = mapped.rewrite(_MIXED_WORD, _mixed_word)
        if _VARIANT.search(mapped.text):
            mapped = Mapped(mapped.text.translate(KANJI_VARIANTS), mapped.starts, mapped.ends)
        mapped = mapped.rewrite(SPELT, spelt)
        mapped = mapped.rewrite(KANJI_RUN, kanji_run)
    elif "\r" in text:
        mapped = mapped.rewrite(_ODD_SPACE, lambda match: "")
    mapped = mapped.rewrite(_LETTER_DIGITS, _letter_digits)
    mapped = mapped.rewrite(_DIGIT_DASH, lambda match: "-")
    if not text.isascii():
        mapped = _escapes(mapped)
    if _DEFANGED.search(mapped.text):
        mapped = mapped.rewrite(_DEFANGED_ADDRESS, _refanged)
    return disguised_mails(mapped)


def _escapes(mapped: Mapped) -> Mapped:
    """Percent and backslash escapes read."""
    if "%" in mapped.text:
        mapped = mapped.rewrite(_PERCENT, _percent)
    if "\\" in mapped.text:
        mapped = mapped.rewrite(
            _BACKSLASH,
            lambda match: codecs.decode(match.group(0), "unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        )
    return mapped


def _refanged(match: re.Match[str]) -> str | None:
    plain = _DEFANGED.sub(".", match.group(0))
    return None if plain == match.group(0) else plain


def _slack(match: re.Match[str]) -> str:
    target, label = match.group(1), match.group(2)
    if target is None:
        return "□"
    bare = target.partition(":")[2] if target.startswith(("mailto:", "tel:")) else target
    if label is None:
        return bare
    same = label in bare or _digits(label) == _digits(bare) != ""
    return label if same else f"{label} {bare}"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _compatible(match: re.Match[str]) -> list[Piece]:
    run = match.group(0)
    whole = unicodedata.normalize("NFKC", run)
    if len(whole) == len(run) and not _MARK.search(run):
        return [(whole, *match.span())]
    pieces: list[Piece] = []
    for cluster in _CLUSTER.finditer(run):
        start, end = match.start() + cluster.start(), match.start() + cluster.end()
        new = unicodedata.normalize("NFKC", cluster.group(0))
        if len(new) == end - start or _MARK.search(cluster.group(0)):
            pieces.append((new, start, end))
        else:
            pieces.extend((unicodedata.normalize("NFKC", char), place, place + 1) for place, char in enumerate(cluster.group(0), start))
    return pieces


def _mixed_word(match: re.Match[str]) -> list[Piece] | None:
    word = match.group(0)
    if not _LOOKALIKE.search(word) or not re.search(r"[A-Za-z0-9@]", word):
        return None
    return [(word.translate(LOOKALIKE_TABLE), *match.span())]


def _letter_digits(match: re.Match[str]) -> list[Piece] | None:
    run = match.group(0)
    letters = sum(map(run.count, "OoIl"))
    if letters == 0 or sum(map(str.isdigit, run)) < 2 * letters:
        return None
    return [(run.translate(_LETTERS_AS_DIGITS), *match.span())]


def _percent(match: re.Match[str]) -> str | None:
    try:
        return bytes.fromhex(match.group(0).replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return None


def disguised_mails(mapped: Mapped) -> Mapped:
    """Addresses whose @ or dots are written some other way, as addresses."""
    note = _STAR_NOTE.search(mapped.text)
    if note:
        mark = re.escape(note.group(1))
        mapped = mapped.rewrite(re.compile(rf"(?<=[A-Za-z0-9]){mark}(?=[A-Za-z0-9-]{{1,63}}\.)"), lambda match: "@")
    found: dict[tuple[int, int], str] = {}
    for count, at in enumerate(_DISGUISED_AT.finditer(mapped.text)):
        if count == _DISGUISE_LIMIT:
            break
        mail = _disguised_mail(mapped.text, at)
        if mail:
            found[mail[0]] = mail[1]
    if not found:
        return mapped
    spans = re.compile("|".join(re.escape(mapped.text[start:end]) for start, end in found))
    return mapped.rewrite(spans, lambda match: found.get(match.span()))


def _disguised_mail(text: str, at: re.Match[str]) -> tuple[tuple[int, int], str] | None:
    """The range of a mail address whose @ or dots are written some other way, and how it reads."""
    base = max(0, at.start() - 70)
    before, after = text[base : at.start()], text[at.end() : at.end() + 140]
    domain = _DOMAIN.match(after)
    local = _LOCAL_END.search(before) if domain else None
    if domain is None or local is None:
        return None
    name = domain.group(0)
    if at.group(0).strip().lower() == "at" and not re.search(r"dot|ドット|どっと|点|てん|\[", name, re.IGNORECASE):
        return None
    if re.search(r"\.[ \t]", name) and not re.search(r"[ \t]\.", name):
        name = re.split(r"\.[ \t]", name)[0]
    end = at.end() + len(name)
    domain_read = _SAID_LABEL.sub(lambda said: _SAID_LABELS[said.group(0)], _DOT_ONLY.sub(".", name))
    plain = f"{_DOT_ONLY.sub('.', local.group(0))}@{domain_read}"
    if "." not in plain.partition("@")[2] or plain == text[base + local.start() : end]:
        return None
    return (base + local.start(), end), plain
