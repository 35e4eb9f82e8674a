"""What a document or a question holds shows as text, never as code."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.web.markdown import to_html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "- <img src=x onerror=alert(1)>",
        "[押す](javascript:alert(1))",
        "![x](https://example.invalid/x.png)",
        "<https://example.invalid>",
        "<a href='javascript:alert(1)'>x</a>",
        "**<b onmouseover=alert(1)>x</b>**",
        "| <script>x</script> |\n| --- |\n| <iframe src=x></iframe> |",
        "`<script>alert(1)</script>`",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "    <script>alert(1)</script>",
        "<style>*{display:none}</style>",
    ],
)
def test_markup_shows_as_text(text: str) -> None:
    html = to_html(text, {1})
    tags = set(re.findall(r"<\s*/?\s*([a-z0-9]+)", html))
    assert tags <= {"p", "ul", "li", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "em", "br"}
    assert not re.search(r"<[^>]*(?:href|src|on\w+)=", html)


def test_numbers_that_are_cited_become_links_and_no_others() -> None:
    html = to_html("鍵 [1] 窓 [2] 年 [2024]", {1})
    assert '<a class="ref" data-n="1" href="#">[1]</a>' in html and "[2]" in html and 'data-n="2"' not in html


def test_lists_tables_and_line_breaks() -> None:
    html = to_html("**題**\n\n1. あ [1]\n   - い [1]\n2. う [1]\n\n| a | b |\n| - | - |\n| c | d [1] |", {1})
    assert html.count("<li>") == 3 and "<table>" in html and "<strong>題</strong>" in html and html.count('data-n="1"') == 4


def test_a_list_that_begins_later_keeps_its_number() -> None:
    assert 'start="3"' in to_html("3. あ\n4. い", set())


@given(st.text(max_size=200), st.sets(st.integers(1, 20)))
def test_any_text_gives_known_tags_only(text: str, numbers: set[int]) -> None:
    html = to_html(text, numbers)
    assert not re.search(r"<(?:script|img|iframe|style|object|embed|form|input|svg|link|meta)", html, re.I)
    assert all(href == "#" for href in re.findall(r'href="([^"]*)"', html))
