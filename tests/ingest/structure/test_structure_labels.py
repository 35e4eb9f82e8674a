"""Cells that ran together are set apart, and only where that is certain."""

from __future__ import annotations

import pytest

from ingest.structure import labels
from ingest.structure.characters import ICON


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("鍵の点検必要な道具をそろえて、入口から順に確かめます。", "鍵の点検"),
        ("巡回定期的な見回りを行い、異常を書き留めます。", "巡回"),
        ("記録・保存実施した作業の日時を帳面に残します。", "記録・保存"),
        ("現状把握ロッカーの数や場所に基づき、配置を見直します。", "現状把握"),
        (f"カードキー{ICON}保管場所を決め、鍵のかかる棚に入れておきます。", "カードキー"),
        ("鍵の配布国・自治体との取り決めに沿って渡すものとします。", "鍵の配布"),
    ],
)
def test_title_of_a_cell(text: str, title: str) -> None:
    assert labels.title_and_body(text)[0] == title


@pytest.mark.parametrize(
    "text",
    [
        "個人情報の保護に努める体制を整えて運用します。",
        "情報セキュリティの責任者を決めて、連絡先を配ります。",
        "倉庫の鍵は総務が預かり、毎朝開けて毎晩閉めます。",
        "短い題必要な物",
    ],
)
def test_no_title_where_none_is_certain(text: str) -> None:
    title, body = labels.title_and_body(text)
    assert (title, body) == ("", text)


def test_items_in_one_line_are_split_at_their_numbers() -> None:
    assert labels.split_inline("1．鍵を出す。2．扉を開ける。3．戻す。") == ["1．鍵を出す。", "2．扉を開ける。", "3．戻す。"]
    assert labels.split_inline("鍵を出す。2．扉を開ける。3．戻す。") == ["鍵を出す。", "2．扉を開ける。", "3．戻す。"]
    assert labels.split_inline("●鍵●扉") == ["●鍵", "●扉"]
    assert labels.split_inline("・鍵の配布 ・扉の点検") == ["・鍵の配布", "・扉の点検"]
    assert labels.split_inline("比率は1．5倍。約2．5倍。") == ["比率は1．5倍。約2．5倍。"]


def test_a_line_break_that_became_a_space() -> None:
    assert labels.at_space("鍵の貸し出し 借りる人は台帳に名前を書き、その日のうちに返すこと") == (
        "鍵の貸し出し",
        "借りる人は台帳に名前を書き、その日のうちに返すこと",
    )
    assert labels.at_space("株式会社 鍵屋") is None
    assert labels.at_space("鍵は、棚に 置いてから部屋を出て、扉が閉まったことを確かめるものとする") is None


def test_a_table_of_two_columns_in_single_lines() -> None:
    rows = ["鍵に関する場面受け取り時起こりうる困りごと● 渡し間違い", "鍵に関する場面返却の前起こりうる困りごと● 返し忘れ"]
    assert labels.shared_cells(rows)[1] == ("鍵に関する場面", "返却の前", "起こりうる困りごと● ", "返し忘れ")
    assert labels.shared_cells(["鍵を出してから扉を開けます。", "鍵を出してから棚を開けます。"]) == []


def test_the_name_of_a_column_stands_in_every_row() -> None:
    rows = [
        "手順1.鍵の受領説明窓口で番号を伝えて受け取る",
        "手順2.扉の開放説明右に回して静かに押し開ける",
        "手順3.施錠説明左に回してから取っ手を引く",
    ]
    assert labels.shared_word(rows) == "説明"
    assert labels.shared_word(rows[:2]) == ""


def test_cells_named_before_are_found_in_the_run() -> None:
    assert labels.announced("鍵扉を開けます。棚物を置きます。", ["鍵", "棚"]) == [("鍵", "扉を開けます。"), ("棚", "物を置きます。")]
    assert labels.announced("鍵扉を開けます。", ["鍵", "棚"]) == []


def test_bracketed_cells_with_titles_between() -> None:
    line = "【対処】予備の鍵を用意棚の整理と表示【悩み】物が見つからない"
    assert labels.bracket_cells(line) == ["【対処】予備の鍵を用意", "棚の整理と表示", "【悩み】物が見つからない"]


def test_articles_and_samples_end_in_known_words() -> None:
    assert labels.known_split("第9条 預かり主の責任鍵をなくした者は、その費用を負うものとする。")[0] == "第9条 預かり主の責任"
    assert labels.known_split("鍵の取り決め（例）当社は、預かった鍵を大切に扱い、定めに従って保管します。")[0] == "鍵の取り決め（例）"
    assert labels.known_split("鍵は大切である。") == ("", "鍵は大切である。")


def test_a_number_in_brackets_is_set_apart() -> None:
    assert labels.spaced_number("【段階】2ITで管理") == "【段階】2 ITで管理"
