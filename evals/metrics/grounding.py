"""Checks an answer sentence by sentence against the chunks it cites.

A marker covers the sentences before it on its line; a table's head is covered by its first row.
Lines that only name a part (headings, bold labels, rules) state nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.metrics.text import markers, without_markers
from rag.text import has_words, is_japanese, normalise, sentences, squash

# Share of a sentence's character 3-grams that its cited chunk must hold. Sentences of the corpus
# against another chunk of their own section reach it in 1 of 100 cases (see README).
SUPPORT = 0.6
_GRAM = 3

_LABEL = re.compile(r"^\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*\s*[:：]?|[-*_]{3,}|\|[\s|:-]+\|?|```.*)\s*$")
_LEAD = re.compile(r"^\s*(?:[-*+・•]\s+|>\s*|\d{1,2}[.)]\s+)+")
_TRAILING = re.compile(r"^\s*((?:\[\d{1,3}\]\s*)+)")
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_LATIN = re.compile(r"[a-z][a-z0-9]*(?:[-./+&][a-z0-9]+)*")
_ACRONYM = re.compile(r"\b[A-Z][A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]*\b")
_KATAKANA = re.compile(r"[ァ-ヺ][ァ-ヺー]{2,}")
_ERA = re.compile(r"(令和|平成|昭和)(元|\d{1,2})年")
_BEGAN = {"令和": 2018, "平成": 1988, "昭和": 1925}
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, the numbers it cites, and what is wrong with it (nothing: it is grounded)."""

    text: str
    cites: tuple[int, ...]
    faults: tuple[str, ...] = ()


def groundedness(statements: Sequence[Statement]) -> float | None:
    """Share of the statements without a fault; None when there are none."""
    return sum(not statement.faults for statement in statements) / len(statements) if statements else None


def check(answer: str, evidence: Mapping[int, str], frames: Sequence[str] = ()) -> tuple[Statement, ...]:
    """Every statement of `answer`, judged.

    `evidence` is the cited text (with its headings and the source's title and date) by citation
    number. `frames` are lines the product itself adds, which state nothing about the documents.
    """
    own = {squash(frame) for frame in frames}
    return tuple(
        Statement(text, cites, tuple(_faults(text, cites, evidence)))
        for text, cites in statements_of(answer)
        if squash(text) not in own
    )


def statements_of(answer: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """(sentence without markers and bullets, the numbers that cover it), in order."""
    lines = [line for line in answer.split("\n") if line.strip()]
    for position, line in enumerate(lines):
        if _LABEL.match(line) or not has_words(without_markers(line)):
            continue
        following = lines[position + 1 :]
        inherited = _head_cites(line, following) or (markers(following[0]) if following and _only_markers(following[0]) else ())
        pending: list[str] = []
        for sentence, cites in _marked_sentences(line):
            if has_words(sentence):
                pending.append(sentence)
            if cites:
                yield from ((text, cites) for text in pending)
                pending = []
        yield from ((text, inherited) for text in pending)


def _only_markers(line: str) -> bool:
    return bool(markers(line)) and not has_words(without_markers(line))


def _head_cites(line: str, following: Sequence[str]) -> tuple[int, ...]:
    """The markers of a table's first row, for its head."""
    if not line.lstrip().startswith("|") or len(following) < 2 or not re.match(r"^\s*\|[\s|:-]+\|?\s*$", following[0]):
        return ()
    return markers(following[1])


def _marked_sentences(line: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The line cut after each group of markers, and within that into sentences."""
    body = _LEAD.sub("", line).strip().strip("|")
    for piece in re.split(r"(?<=\])(?!\s*[。.、]?\s*\[\d)", body):
        cites = markers(piece)
        text = without_markers(piece).strip(" |")
        parts = [text] if "|" in line else list(sentences(text))
        for number, part in enumerate(parts, 1):
            yield part.strip(), cites if number == len(parts) else ()


def _faults(text: str, cites: tuple[int, ...], evidence: Mapping[int, str]) -> Iterator[str]:
    if not cites:
        yield "出典番号がない"
        return
    unknown = [number for number in cites if number not in evidence]
    if unknown:
        yield f"出典 {unknown} がない"
        return
    cited = "\n".join(evidence[number] for number in dict.fromkeys(cites))
    yield from (f"数値 {figure!r} が出典にない" for figure in _absent_figures(text, cited))
    yield from (f"日付 {date!r} が出典にない" for date in _absent_dates(text, cited))
    yield from (f"語 {term!r} が出典にない" for term in _absent_terms(text, cited))
    share = support(text, cited)
    if share is not None and share < SUPPORT:
        yield f"出典との文字の重なりが {share:.2f}（{SUPPORT} 未満）"


def support(text: str, cited: str) -> float | None:
    """Share of the text's character 3-grams that occur in `cited`; None when it cannot be judged that way.

    That is so for a text shorter than three characters and for one in another script than the source.
    """
    flat, whole = squash(text), squash(cited)
    grams = [flat[start : start + _GRAM] for start in range(len(flat) - _GRAM + 1)]
    if not grams or is_japanese(text) != is_japanese(cited):
        return None
    return sum(gram in whole for gram in grams) / len(grams)


def western(text: str) -> str:
    """Normalised text with Japanese years as Western ones, so that 令和6年 and 2024年 are the same."""
    return _ERA.sub(lambda era: f"{_BEGAN[era[1]] + (1 if era[2] == '元' else int(era[2]))}年", normalise(text))


def _figures(text: str) -> list[str]:
    return [figure.replace(",", "") for figure in _FIGURE.findall(western(text))]


def _absent_figures(text: str, cited: str) -> list[str]:
    there = set(_figures(cited))
    return [figure for figure in dict.fromkeys(_figures(text)) if figure not in there]


def _absent_dates(text: str, cited: str) -> list[str]:
    flat = squash(western(cited))
    dates = dict.fromkeys(_DATE.findall(re.sub(r"\s+", "", western(text))))
    return [date for date in dates if not re.search(rf"(?<!\d){re.escape(date)}", flat)]


def _absent_terms(text: str, cited: str) -> list[str]:
    flat = normalise(cited)
    latin = set(_LATIN.findall(flat))
    words = {word for term in latin for word in re.split(r"[-./+&]", term)} | latin
    if is_japanese(text):
        terms = [term for term in _LATIN.findall(normalise(text)) if len(term) > 1]
    else:
        # English prose about Japanese text: only names in capitals can be looked up.
        terms = [term.lower() for term in _ACRONYM.findall(text)]
    absent = [term for term in dict.fromkeys(terms) if term not in words and not _holds_word(flat, term)]
    squashed = squash(cited)
    return absent + [term for term in dict.fromkeys(_KATAKANA.findall(normalise(text))) if term not in squashed]


def _holds_word(flat: str, term: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(term)}(?![a-z0-9])", flat) is not None
