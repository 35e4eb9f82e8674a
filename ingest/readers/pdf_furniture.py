"""Removes what stands on most pages of a PDF and belongs to none: running headers, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.readers.pdf_layout import Line, body_size

_EDGE = 3
_MAX_NUMBERS = 4
_MIN_PAGES = 3
_SHARE = 0.4
"""Left and right pages may have headers of their own, so half of the pages less a few is enough."""
_NUMBER = re.compile(r"[0-9０-９]+")
_PAGE_NUMBER = re.compile(
    r"[\-–—－ー~〜\s]*(?:p(?:age|\.)?|ページ|頁)?\s*[0-9０-９]{1,4}\s*(?:(?:/|／|of)\s*[0-9０-９]{1,4})?\s*"
    r"(?:ページ|頁)?[\-–—－ー~〜\s]*",
    re.I,
)


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without their repeated edges; lines in the middle of a page are never touched.

    A line among the first or last three counts as repeated when it stands on at least three pages and 40 % of
    them, the same or with a number that grows with the page. One that only runs through a few pages in a row
    (a chapter's header, a table's head) stays on the first. Larger type than the body is a title and stays.
    """
    body = body_size(pages)
    small = [[line.size <= body * 1.1 for line in lines] for lines in pages]
    keys = [_edge_keys(lines, number) for number, lines in enumerate(pages)]
    counts = Counter(key for page in keys for key in {key for own in page.values() for key in own})
    exact = [{own[0] for own in page.values()} for page in keys]
    filled = sum(1 for lines in pages if lines)
    enough = max(_MIN_PAGES, _SHARE * filled)
    kept: list[list[Line]] = []
    for number, lines in enumerate(pages):
        repeated = {
            position
            for position, own in keys[number].items()
            if small[number][position] and (max(counts[key] for key in own) >= enough or _runs_on(exact, number, own[0]))
        }
        numbers = _page_number_positions(lines, filled)
        kept.append([line for position, line in enumerate(lines) if position not in repeated | numbers])
    return kept


def _edge_keys(lines: Sequence[Line], page: int) -> dict[int, tuple[str, ...]]:
    """Position to keys shared with like lines of other pages: the text itself, then with one number counted off the page's."""
    found: dict[int, tuple[str, ...]] = {}
    for position in {*range(min(_EDGE, len(lines))), *range(max(0, len(lines) - _EDGE), len(lines))}:
        text = ("top " if position < _EDGE else "end ") + re.sub(r"\s+", "", lines[position].text)
        numbers = list(_NUMBER.finditer(text))[:_MAX_NUMBERS]
        counted = (f"{text[: at.start()]}<{int(at[0][:9]) - page}>{text[at.end() :]}" for at in numbers)
        found[position] = (text, *counted)
    return found


def _runs_on(exact: Sequence[set[str]], page: int, key: str) -> bool:
    """Whether the same line stood on the page before and stands on a third page in a row."""

    def has(at: int) -> bool:
        return 0 <= at < len(exact) and key in exact[at]

    return has(page - 1) and (has(page - 2) or has(page + 1))


def _page_number_positions(lines: Sequence[Line], pages: int) -> set[int]:
    if pages < 2 or not lines:
        return set()
    return {position for position in (0, len(lines) - 1) if _PAGE_NUMBER.fullmatch(lines[position].text)}
