"""Counts Word's automatic numbers, which the text itself does not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.readers.docx_xml import W, attribute, child, number

if TYPE_CHECKING:
    from docx.document import Document

_KANJI = "〇一二三四五六七八九"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_PLAIN = re.compile(r"%\d[.．]?$")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class Number:
    """A paragraph's place in its list: `level` from 0, `text` as printed ("" for a bullet), `marker` for Markdown."""

    level: int
    text: str
    marker: str


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


class Numbering:
    """The lists of one document; lists that share a definition count on together, as in Word."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._definition: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[str] = set()
        self._overrides: dict[str, dict[int, int]] = {}
        for relation in document.part.rels.values():
            if relation.reltype.endswith("/numbering") and not relation.is_external:
                self._load(relation.target_part.element)

    def next(self, identity: str, level: int) -> Number | None:
        """Counts one paragraph of the list `identity`; None when Word shows nothing before it."""
        if identity == "0" or identity not in self._definition:
            return None
        definition = self._definition[identity]
        levels = self._levels.get(definition, {})
        level = min(level, 8)
        this = levels.get(level, _Level("bullet", "", 1))
        counts = self._counts.setdefault(definition, {})
        if identity not in self._restarted:
            self._restarted.add(identity)
            counts.update({at: start - 1 for at, start in self._overrides.get(identity, {}).items()})
        counts[level] = counts.get(level, this.start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        if this.form == "none" and not this.pattern:
            return None
        if this.form == "bullet":
            return Number(level, "", "-")
        text = _printed(this.pattern, levels, counts)
        return Number(level, text, f"{counts[level]}." if _PLAIN.match(this.pattern) and this.form == "decimal" else "-")

    def _load(self, root: Any) -> None:
        for node in root.iter(W + "abstractNum"):
            levels = {number(entry, name="ilvl"): _level(entry) for entry in node.iter(W + "lvl")}
            self._levels[attribute(node, "abstractNumId") or ""] = levels
        for node in root.iter(W + "num"):
            identity = attribute(node, "numId") or ""
            self._definition[identity] = attribute(child(node, "abstractNumId"), "val") or ""
            for override in node.iter(W + "lvlOverride"):
                start = child(override, "startOverride")
                if start is not None:
                    at = number(override, name="ilvl")
                    self._overrides.setdefault(identity, {})[at] = number(start, 1)


def _level(node: Any) -> _Level:
    form = attribute(child(node, "numFmt"), "val") or "decimal"
    return _Level(form, attribute(child(node, "lvlText"), "val") or "", number(child(node, "start"), 1))


def _printed(pattern: str, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    def shown(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        level = levels.get(at, _Level("decimal", "", 1))
        return _in_form(counts.get(at, level.start), level.form)

    return re.sub(r"%([1-9])", shown, pattern).strip()


def _in_form(count: int, form: str) -> str:
    """A count in one of Word's number formats; formats that are rare in Japan fall back to digits."""
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(count).translate(_FULL_WIDTH)
    if form.startswith("decimalEnclosedCircle") and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if form in ("aiueo", "aiueoFullWidth") and 1 <= count <= len(_AIUEO):
        return _AIUEO[count - 1]
    if form in ("iroha", "irohaFullWidth") and 1 <= count <= len(_IROHA):
        return _IROHA[count - 1]
    if form in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        return chr((97 if form == "lowerLetter" else 65) + count - 1)
    if form in ("lowerRoman", "upperRoman") and 1 <= count < 100:
        tens, ones = divmod(count, 10)
        roman = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")[tens]
        roman += ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
        return roman.lower() if form == "lowerRoman" else roman
    if form in ("japaneseCounting", "japaneseDigitalTenThousand", "ideographDigital") and 1 <= count < 100:
        tens, ones = divmod(count, 10)
        return (("" if tens == 1 else _KANJI[tens]) + "十" if tens else "") + (_KANJI[ones] if ones else "")
    return str(count)
