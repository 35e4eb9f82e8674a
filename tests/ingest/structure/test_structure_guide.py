"""A guide saved from web pages, imitated in small."""

from __future__ import annotations

from ingest.structure import PROFILES
from ingest.structure.lines import is_sentence

GUIDE = """\t第2章. 鍵の扱い

\t2-1. 鍵の受け渡し


章の目的

第2章では、鍵の受け渡しを学ぶことを目的とします。

主な達成目標


  \t鍵を数えられること

  \t合鍵[image: ]の危うさを知ること





  2-1. 鍵の受け渡し

　2-1の鍵[image: ]は、窓口で渡します。3





3 総務課.“鍵の手引き”.https://example.com/key




\t\t\t\t\t\t鍵の点検

\t\t\t\t\t\t\t


\t\t\t\t\t 1.数を確かめる

\t\t\t\t\t 毎朝数えます。




\t\t\t\t\t 2.札を付ける

\t\t\t\t\t 色で分けます。

\t\t\t\t\t（出典） 総務課「鍵の手引き」





  2-2. 合鍵[image: ]

  2-2-1. 作り方

　店に頼みます。





某支店の紛失

事例の概要

鍵が一本なくなりました。

教えること

●数える
●書く





某本店の紛失

事例の概要

鍵が二本なくなりました。


\t\t[image: 箱の絵]

\t\t図1.鍵の箱




  編集後記

　第1編を終えます。





\t引用文献

鍵の手引き
https://example.com/key



箱の手引き
https://example.com/box

"""


def guide(text: str) -> str:
    return PROFILES["sme-guide"](text)


def test_chapters_and_sections_are_headings_with_their_numbers() -> None:
    headings = [line for line in guide(GUIDE).splitlines() if line.startswith("#")]
    assert headings == [
        "# 第2章. 鍵の扱い {#第2章}",
        "#### 章の目的",
        "#### 主な達成目標",
        "## 2-1. 鍵の受け渡し {#2-1}",
        "#### 鍵の点検",
        "## 2-2. 合鍵",
        "### 2-2-1. 作り方 {#2-2-1}",
        "#### 某支店の紛失",
        "##### 事例の概要",
        "##### 教えること",
        "#### 某本店の紛失",
        "##### 事例の概要",
        "## 編集後記 {#第2章 編集後記}",
        "# 引用文献 {#引用文献}",
    ]


def test_lists_notes_and_references() -> None:
    text = guide(GUIDE)
    assert "- 鍵を数えられること\n- 合鍵の危うさを知ること" in text
    assert "1. **数を確かめる**: 毎朝数えます。\n2. **札を付ける**: 色で分けます。" in text
    assert "2-1の鍵は、窓口で渡します。（注3）" in text
    assert "注3: 総務課.“鍵の手引き”.https://example.com/key" in text
    assert "（出典）総務課「鍵の手引き」" in text
    assert "- 数える\n- 書く" in text
    assert "図1.鍵の箱" in text
    assert "image" not in text
    assert "- 鍵の手引き https://example.com/key\n- 箱の手引き https://example.com/box" in text


def test_ranks_cases_and_boxes_are_joined_with_their_titles() -> None:
    text = guide(
        "1-1-1. 順位\n\n1位\n\n鍵の紛失\n\nよくあります。\n\n事例：某社\n\nなくしました。\n\n"
        "[image: ] One Point\n\n数え方\n\n二度数えます。\n"
    )
    assert [line for line in text.splitlines() if line.startswith("####")] == [
        "#### 1位 鍵の紛失",
        "##### 事例：某社",
        "#### One Point 数え方",
    ]


def test_numbered_titles_with_much_under_them_become_headings() -> None:
    rule = "\n\n{n}.{t}にしよう！\n\nそれは大切です。\n\n対策・{t}を毎日見て、台帳に書きます。\n\n・{t}を年に一度は取り替えます。\n"
    text = guide("1-1-1. 二か条\n\n本文です。" + rule.format(n=1, t="鍵を新しいもの") + rule.format(n=2, t="札を赤いもの"))
    assert "#### 1. 鍵を新しいものにしよう！" in text
    assert "- 対策\n  - 札を赤いものを毎日見て、台帳に書きます。\n  - 札を赤いものを年に一度は取り替えます。" in text


def test_steps_that_ran_together_with_the_name_of_a_column() -> None:
    steps = (
        "受領説明窓口で番号を伝えて受け取ります。",
        "開放説明右に回して静かに押し開けます。",
        "施錠説明左に回してから取っ手を引きます。",
    )
    text = guide("1-1-1. 流れ\n\n" + "\n\n".join(f"手順{n}.{step}" for n, step in enumerate(steps, 1)))
    assert "1. **手順1.受領**: 説明：窓口で番号を伝えて受け取ります。" in text
    assert "3. **手順3.施錠**: 説明：左に回してから取っ手を引きます。" in text


def test_numbers_in_one_line_become_a_list_with_titles() -> None:
    text = guide(
        "1-1-1. 段取り\n\n1．数の確認\n鍵を机に並べて数えます。"
        "2．合鍵作成必要な本数を決めてから店に頼みます。3．配布最新の名簿に沿って渡していきます。\n"
    )
    assert (
        "1. **数の確認**: 鍵を机に並べて数えます。\n2. **合鍵作成**: 必要な本数を決めてから店に頼みます。\n3. **配布**: 最新の名簿に"
        in text
    )


def test_labels_and_cells() -> None:
    text = guide(
        "1-1-1. 連絡\n\n本文です。\n\n第一報：\n鍵がないと伝えます。\n第二報：\n見つかったと伝えます。\n\n窓口など：\n●総務\n●警備\n"
    )
    assert "- **第一報**: 鍵がないと伝えます。\n- **第二報**: 見つかったと伝えます。" in text
    assert "- 窓口など\n  - 総務\n  - 警備" in text


def test_a_page_of_its_own_begins_at_level_one_and_loses_its_navigation() -> None:
    text = guide("3-2. 鍵の方針\n\n3-2-1. 計画\n\n鍵を集めます。\n鍵の計画\n\n図1. 鍵の計画\n\n鍵の手引きの総合案内\nページトップへ戻る\n")
    assert text == "# 3-2. 鍵の方針\n\n## 3-2-1. 計画 {#3-2-1}\n\n鍵を集めます。\n\n図1. 鍵の計画\n"


def test_a_sentence_that_begins_like_a_number_is_no_section() -> None:
    text = guide("1-1-1. 鍵\n\n2-1で述べたとおり、鍵は大切です。\n\n第3章では、箱を学びます。\n")
    assert text.count("# ") == 1


def test_empty_text_gives_nothing() -> None:
    assert guide("") == ""
    assert guide("\n \t\n") == ""


def test_sentences_are_told_from_titles() -> None:
    assert (
        is_sentence("鍵を閉める。")
        and is_sentence("鍵は閉めましたか？")
        and not is_sentence("鍵の閉め方")
        and not is_sentence("必要な鍵、札")
    )
