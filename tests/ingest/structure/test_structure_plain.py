"""Plain text of any firm."""

from __future__ import annotations

import pytest

from ingest.structure import plain_to_markdown

RULES = """鍵の規程

第1章 総則
第1条（目的） この規程は、鍵の扱いを定める。
第2条（範囲）
鍵を持つ人に適用する。
1. 社員
2. 派遣社員
第2章 貸し出し

1. 申請
借りる人は、前の日までに決められた紙で上長に申し出て、許しを得なければ
ならない。

1.1 返却
返したら台帳に書く。

【注意】
なくしたらすぐ電話する。
・内線で
・名乗る
"""


def headings(text: str) -> list[str]:
    return [line for line in plain_to_markdown(text).splitlines() if line.startswith("#")]


def test_numbers_and_marks_become_headings_without_ids() -> None:
    assert headings(RULES) == [
        "# 鍵の規程",
        "## 第1章 総則",
        "### 第1条（目的）",
        "### 第2条（範囲）",
        "## 第2章 貸し出し",
        "#### 1. 申請",
        "##### 1.1 返却",
        "###### 注意",
    ]


def test_lists_and_wrapped_lines_are_restored() -> None:
    text = plain_to_markdown(RULES)
    assert "1. 社員\n2. 派遣社員" in text
    assert "- 内線で\n- 名乗る" in text
    assert "許しを得なければならない。" in text
    assert "この規程は、鍵の扱いを定める。" in text


@pytest.mark.parametrize(
    "text",
    [
        "1. 鍵を閉める。\n\n2. 札を返す。\n",
        "1. 鍵\n2. 札\n3. 箱\n",
        "必要な物：\n1. 鍵\n札も要る。\n",
        "第3条では鍵について定める。\n次に進む。\n",
        "（1）鍵\n（2）札\n",
        "■鍵\n■札\n",
        "2023年4月1日\n本日は晴れ。\n",
        "1.5倍にする\n次の行。\n",
        "1. 鍵を閉めること\n確かめる。\n",
        "3 か月で替える鍵を\n用意する。\n",
    ],
)
def test_sentences_and_list_items_are_no_headings(text: str) -> None:
    assert headings(text) == []


def test_hyphenated_numbers_nest() -> None:
    assert headings("1. 鍵\n\n鍵の話。\n\n1-1 種類\n\n三つある。\n\n1-1-1 大きい鍵\n\n重い。\n") == [
        "## 1. 鍵",
        "### 1-1 種類",
        "#### 1-1-1 大きい鍵",
    ]


def test_marks_on_top_where_they_come_first() -> None:
    assert headings("■ 鍵\n\n1. 種類\n三つある。\n\n■ 札\n一つある。\n") == ["## 鍵", "### 1. 種類", "## 札"]


def test_rows_with_tabs_are_a_table() -> None:
    assert plain_to_markdown("品\t数\n鍵\t3\n") == "| 品 | 数 |\n|---|---|\n| 鍵 | 3 |\n"


def test_english_lines_are_joined_with_a_space() -> None:
    assert (
        plain_to_markdown("The key must be returned to\nthe office every day.\n") == "The key must be returned to the office every day.\n"
    )


def test_empty_text_gives_nothing() -> None:
    assert plain_to_markdown("") == ""
