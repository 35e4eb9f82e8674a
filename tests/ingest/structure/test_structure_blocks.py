"""Blocks as Markdown."""

from __future__ import annotations

from ingest.structure.blocks import Block, Heading, Item, Paragraph, Table, labelled, render


def test_lists_are_tight_and_nested_by_the_width_of_the_marker() -> None:
    blocks: list[Block] = [
        Paragraph("前"),
        Item("一", 1),
        Item("内", depth=1),
        Item("二", 2),
        Paragraph("後"),
        Item("点"),
        Item("内", depth=1),
    ]
    assert render(blocks) == "前\n\n1. 一\n   - 内\n2. 二\n\n後\n\n- 点\n  - 内\n"


def test_headings_carry_their_id_and_never_a_foreign_one() -> None:
    assert render([Heading(2, "2-1. 鍵", "2-1")]) == "## 2-1. 鍵 {#2-1}\n"
    assert "{#x}" not in render([Heading(2, "鍵 {#x}")])


def test_content_cannot_become_structure() -> None:
    assert (
        render([Paragraph("# 見出しではない"), Paragraph("1. 文である"), Paragraph("- 文")])
        == "\\# 見出しではない\n\n\\1. 文である\n\n\\- 文\n"
    )


def test_cells_are_escaped_and_short_rows_filled() -> None:
    assert render([Table((("名", "役"), ("a|b",)))]) == "| 名 | 役 |\n|---|---|\n| a\\|b |  |\n"


def test_no_blocks_give_no_text() -> None:
    assert render([]) == ""


def test_labelled_needs_both_parts() -> None:
    assert (labelled("鍵：", "回す"), labelled("鍵：", ""), labelled("", "回す")) == ("**鍵**: 回す", "鍵", "回す")
