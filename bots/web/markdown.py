"""Renders an answer's Markdown to clean HTML, with its [n] as links."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt

_PARSER = (
    MarkdownIt("commonmark", {"html": False, "linkify": False})
    .enable("table")
    .disable(["image", "link", "autolink", "html_inline", "html_block"])
)
_MARK = re.compile(r"\[(\d{1,2})\]")
_TAGS = {
    "p",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "br",
    "h4",
    "h5",
    "h6",
    "code",
    "blockquote",
}


def to_html(text: str, numbers: set[int]) -> str:
    """HTML of `text`; only citation numbers in `numbers` become links, `<a class="ref" data-n="1">`."""

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        return f'<a class="ref" data-n="{number}" href="#">[{number}]</a>' if number in numbers else match[0]

    html = _MARK.sub(link, _PARSER.render(text))
    return nh3.clean(html, tags=_TAGS, attributes={"a": {"class", "data-n", "href"}, "ol": {"start"}}, url_schemes=set(), link_rel=None)
