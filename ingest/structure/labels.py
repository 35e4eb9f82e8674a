"""Sets the cells of a flattened table or list apart again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.characters import ICON, without_icons

_INLINE_NUMBER = re.compile(r"(?<=[。）)])\s*(?=\d{1,2}[.．][^\d\s])")
_INLINE_BULLET = re.compile(r"(?<=\S)\s*(?=●)|(?<=[^\s、（(])\s+(?=[・◆○]\S)|(?<=\S)\s+(?=\d{1,2}\.[^\d\s])")
_ARTICLE = re.compile(r"^(?P<title>第\d+条(?:第\d+項)?\s+\S{2,30}?(?:責任|違反|賠償(?!責任)))(?P<body>\S.{9,}。)$")
_SAMPLE = re.compile(r"^(?P<title>[^、。（）]{2,24}（(?:サンプル|例)）)(?P<body>.{20,}。)$")
_BRACKETED_NUMBER = re.compile(r"^(【[^】]{1,8}】\d)(?=[^\d\s.．])")
_CLAUSE = re.compile(r"[はがを、。]")
_KANJI = re.compile(r"[一-鿿々]")

# The body of a cell begins with one of these; no title goes on so. `必要な`, `実装した`, `定期的な` are seen by rule,
# what takes の or ・ can only be listed.
_OPENERS = re.compile(r"(?:[一-鿿]{2}(?:し[たてま]|な(?!ど))|[一-鿿]{2}的な|(?:既存|従来|自社|最新|一般|特定|現在|既知)の|国・)")


def split_inline(text: str) -> list[str]:
    """The items that run on in one line (`1．…。2．…。`, `●…●…`), or the line as it is."""
    runs_on = re.match(r"^\d{1,2}[.．]", text) or len(_INLINE_NUMBER.findall(text)) > 1
    pieces = _INLINE_NUMBER.split(text) if runs_on else [text]
    found: list[str] = []
    for piece in pieces:
        marked = re.match(r"^[●・◆○]|^\d{1,2}\.", piece)
        found.extend(_INLINE_BULLET.split(piece) if marked else [piece])
    return [piece.strip() for piece in found if piece.strip()]


def title_and_body(text: str) -> tuple[str, str]:
    """Where the title of a cell ends and its text begins; ("", text) when that is not certain.

    Titles are noun phrases. The text begins where kanji meet katakana or Latin letters, behind an icon that a kanji
    follows, or at a word that can only open a clause - before the first particle of a clause, whichever is first.
    """
    clause = _CLAUSE.search(text)
    limit = clause.start() if clause else min(len(text), 40)
    for position in range(2, limit):
        before, after = text[position - 1], text[position]
        if _starts_body(text, position, before, after) and len(text) - position >= 12:
            return without_icons(text[:position]), text[position:].lstrip(ICON)
    return "", text


def at_space(text: str) -> tuple[str, str] | None:
    """Title and text that one space parts in place of a line break, or None."""
    for found in re.finditer(r"(?<=[ぁ-ゖァ-ヺー一-鿿]) (?=[ぁ-ゖァ-ヺA-Z一-鿿])", text):
        head, tail = text[: found.start()], text[found.end() :]
        if 4 <= len(head) <= 80 and len(tail) > 24 and not re.search(r"[、。]", head):
            return head, tail
    return None


def shared_cells(texts: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """(header, cell, header, cell) of lines that a table with two columns was flattened into; [] if they are none.

    The headers are what all the lines have in common: their beginning and a run of six characters or more inside.
    """
    if len(texts) < 2 or any("。" in text for text in texts):
        return []
    first = _common_start(texts)
    rests = [text[len(first) :] for text in texts]
    second = _common_run(rests)
    if min(len(first), len(second)) < 6:
        return []
    cells = [rest.partition(second) for rest in rests]
    return [(first, left, second, right.strip()) for left, _, right in cells if left] if all(cell[0] for cell in cells) else []


def shared_word(texts: Sequence[str]) -> str:
    """The one word of two or more kanji that stands inside every line, "" when there is none or several.

    Lines of a flattened table repeat the name of a column between its neighbours: `手順1.…概要…`.
    """
    runs = [set(_pieces(text)) for text in texts]
    common = set.intersection(*runs) if len(runs) > 2 else set()
    inside = [word for word in common if all(0 < text.find(word, 4) < len(text) - 10 for text in texts)]
    return inside[0] if len(inside) == 1 else ""


def announced(text: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of name and text where a line holds a run of cells that begin with names given before; [] if not all do."""
    starts = [0]
    for name in names[1:]:
        start = text.find(f"。{name}", starts[-1])
        if start < 0:
            return []
        starts.append(start + 1)
    if len(names) < 2 or not text.startswith(names[0]):
        return []
    ends = [*starts[1:], len(text)]
    return [(name, text[start + len(name) : end]) for name, start, end in zip(names, starts, ends, strict=True)]


def known_split(text: str) -> tuple[str, str]:
    """Title and text of a legal article or of a sample document, which always end in the same words."""
    found = _ARTICLE.match(text) or _SAMPLE.match(text)
    return (found["title"], found["body"]) if found else ("", text)


def spaced_number(text: str) -> str:
    """`【分類】1ITの…` with the number set apart."""
    return _BRACKETED_NUMBER.sub(r"\1 ", text)


def bracket_cells(text: str) -> list[str]:
    """The cells of `題【課題】…【施策】…題【課題】…`: titles and bracketed cells in turn."""
    found: list[str] = []
    for piece in re.split(r"(?=【)", text):
        if piece.startswith("【") and found:
            # A cell says what is done (`…を整備`); whatever follows the verb is the title of the next cell.
            tail = re.search(r"を[一-鿿]{2}(?=[^、。を【】]{6,}$)", piece)
            is_last = text.endswith(piece)
            found.extend([piece] if is_last or not tail else [piece[: tail.end()], piece[tail.end() :]])
        else:
            found.append(piece)
    return [piece.strip() for piece in found if piece.strip()]


def _starts_body(text: str, position: int, before: str, after: str) -> bool:
    if before == ICON:
        return bool(_KANJI.match(after))
    if _KANJI.match(before) and re.match(r"[ァ-ヺA-Z]", after):
        # `情報セキュリティ` is one word: only behind の or ・ can a title end in two kanji.
        run = re.search(r"[一-鿿々]+$", text[:position])
        word = run[0] if run else ""
        return len(word) >= 4 or (len(word) == 2 and text[position - 3 : position - 2] in ("の", "・"))
    return bool(_KANJI.match(before) and _OPENERS.match(text, position) and not _attached(text, position))


def _attached(text: str, position: int) -> bool:
    """Whether the opener would tear a word of two kanji in two."""
    run = re.search(r"[一-鿿々]+$", text[:position])
    return run is not None and len(run[0]) % 2 == 1 and text[position - 1] not in "化性的者"


def _common_start(texts: Sequence[str]) -> str:
    shortest = min(texts, key=len)
    for position, mark in enumerate(shortest):
        if any(text[position] != mark for text in texts):
            return shortest[:position]
    return shortest


def _common_run(texts: Sequence[str]) -> str:
    """The longest run inside every text that is the end of none."""
    shortest = min(texts, key=len)[:200]
    for size in range(len(shortest) - 1, 5, -1):
        for start in range(len(shortest) - size):
            run = shortest[start : start + size]
            if all(run in text and not text.endswith(run) for text in texts):
                return run
    return ""


def _pieces(text: str) -> list[str]:
    """Every run of exactly two kanji inside longer runs of kanji, without the line's numbered head."""
    head = re.match(r"^\D{1,4}\d+[.．：:]", text)
    body = text[head.end() :] if head else text
    return [body[i : i + 2] for i in range(len(body) - 1) if re.fullmatch(r"[一-鿿々]{2}", body[i : i + 2])]
