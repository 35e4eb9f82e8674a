"""Reads web pages."""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import Tag

from ingest.readers.decoding import Decoded, damaged, decode, decode_as
from ingest.readers.files import load
from ingest.readers.html_blocks import to_blocks
from ingest.readers.interface import Page, ReadResult, empty, unreadable, vendor_errors
from ingest.readers.writing import blocks, clean, first_heading, one_line

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*(?P<name>[A-Za-z0-9_:.\-]+)""", re.I)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_UNREAD = (
    "script", "style", "noscript", "template", "nav", "footer", "aside", "head", "svg", "math", "iframe", "object", "canvas",
    "audio", "video", "map", "button", "input", "select", "textarea", "dialog",
)  # fmt: skip
_UNREAD_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar"})
_MAX_DEPTH = 200
"""Pages written by people or by office apps stay below 60; deeper ones would take minutes."""
_INVISIBLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


def read(path: Path) -> ReadResult:
    """The page's own text without its navigation, as one page. Raises Unreadable."""
    decoded = _decoded(path, load(path))
    with vendor_errors(path, "HTML"):
        soup = BeautifulSoup(re.sub(r"\A\s*<\?xml[^>]*\?>", "", clean(decoded.text)), "lxml")
        title = one_line(soup.title.get_text()) if soup.title else ""
        _drop_unread(path, soup)
        markdown = blocks(to_blocks(soup.body or soup))
    if not markdown.strip():
        raise empty(path)
    return ReadResult(
        (Page(None, markdown),), title or first_heading(markdown), decoded.encoding, "html", damaged(decoded.text)
    )


def _decoded(path: Path, data: bytes) -> Decoded:
    """By byte order mark or as UTF-8 when it is that, then as the page declares if that is true, then by its bytes."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith(_BOMS) and decode_as(data, "utf-8") is None:
        found = decode_as(data, declared["name"].decode("ascii"))
        if found is not None:
            return found
    return decode(path, data)


def _drop_unread(path: Path, soup: BeautifulSoup) -> None:
    waiting: list[tuple[Tag, int, bool]] = [(soup, 0, False)]
    while waiting:
        parent, depth, in_article = waiting.pop()
        if depth > _MAX_DEPTH:
            raise unreadable(path, f"要素の入れ子が {_MAX_DEPTH} 段を超えています。", "ブラウザーで開き、PDF として保存し直してください。")
        for tag in [child for child in parent.children if isinstance(child, Tag)]:
            if _is_unread(tag, in_article=in_article):
                tag.decompose()
            else:
                waiting.append((tag, depth + 1, in_article or tag.name in ("article", "main")))


def _is_unread(tag: Tag, *, in_article: bool) -> bool:
    if tag.name in ("html", "body"):
        return False
    if tag.name in _UNREAD or tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    if tag.name == "header":  # a page's banner; inside an article it holds the article's own title
        return not in_article
    return str(tag.get("role", "")) in _UNREAD_ROLES or bool(_INVISIBLE.search(str(tag.get("style", ""))))
