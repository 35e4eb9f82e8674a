"""Text of a file never becomes structure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ingest.readers.writing import blocks, cell, clean, first_heading, heading, inline, item, lines_with_lists, paragraph, table

PARSER = MarkdownIt("commonmark").enable("table")
TRICKY = st.text(st.sampled_from("#->|`~*_=+<&;![]{}():\\1. \t\n　abあい。"), max_size=60)
STRUCTURE = {"heading_open", "table_open", "code_block", "fence", "html_block", "blockquote_open", "hr"}


def structure(markdown: str) -> set[str]:
    return {token.type for token in PARSER.parse(markdown)} & STRUCTURE


@given(TRICKY | st.text(max_size=60))
def test_a_paragraph_holds_paragraphs_and_lists_only(text: str) -> None:
    assert structure(paragraph(text)) == set()
    assert structure(lines_with_lists(text)) == set()


@given(TRICKY)
def test_nothing_inline_is_html_or_a_picture(text: str) -> None:
    for token in PARSER.parse(paragraph(text)):
        assert {child.type for child in token.children or ()}.isdisjoint({"html_inline", "image"})


@given(TRICKY | st.text(max_size=40))
def test_a_list_item_is_one_item(text: str) -> None:
    tokens = PARSER.parse(item(0, "-", inline(text)))
    assert sum(token.type == "list_item_open" for token in tokens) == 1
    assert {token.type for token in tokens} & STRUCTURE == set()


@given(st.lists(st.lists(TRICKY, min_size=2, max_size=4), min_size=2, max_size=4))
def test_a_table_keeps_its_cells(rows: list[list[str]]) -> None:
    markdown = table(rows)
    filled = [row for row in rows if any(text.strip() for text in row)]
    if not markdown:
        assert not filled
        return
    tokens = PARSER.parse(markdown)
    assert sum(token.type == "tr_open" for token in tokens) == len(filled)
    width = max(map(len, filled))
    used = [at for at in range(width) if any(at < len(row) and row[at].strip() for row in filled)]
    assert sum(token.type in ("td_open", "th_open") for token in tokens) == len(used) * len(filled)


@given(st.integers(1, 6), TRICKY)
def test_a_heading_is_one_heading_without_an_id(level: int, text: str) -> None:
    markdown = heading(level, text)
    if not clean(text).strip():
        assert markdown == ""
        return
    tokens = PARSER.parse(markdown)
    assert tokens[0].type == "heading_open" and tokens[0].tag == f"h{level}"
    assert "{#" not in tokens[1].content


@pytest.mark.parametrize(
    ("text", "shown"),
    [("C#", "C#"), ("F #", "F #"), (r"\\server\share", r"\\server\share"), ("<script>", "<script>"), ("&amp;", "&amp;"), ("a|b", "a|b")],
)
def test_what_a_reader_sees_is_what_was_written(text: str, shown: str) -> None:
    for markdown in (paragraph(text), heading(2, text)):
        content = PARSER.parse(markdown)[1].children or []
        assert "".join(token.content for token in content) == shown


def test_lists_in_plain_text_keep_their_depth() -> None:
    text = "持ち物\n\n- 鍵\n  - 社員証\n　　　　1. 写真\n- 端末\n\n    字下げした段落"
    assert lines_with_lists(text) == "持ち物\n\n- 鍵\n    - 社員証\n        1. 写真\n- 端末\n\n字下げした段落"


def test_cells_are_one_line() -> None:
    assert cell("一つ目\n二つ目") == "一つ目 / 二つ目"
    assert cell("終わりです。\n次です。") == "終わりです。次です。"


def test_items_stay_together() -> None:
    assert blocks(["前", "- a", "- b", "", "後"]) == "前\n\n- a\n- b\n\n後"


def test_first_heading_is_not_one_in_code() -> None:
    assert first_heading("```\n# 違う\n```\n## 本物 {#1}\n") == "本物"
    assert first_heading("文だけ") is None
