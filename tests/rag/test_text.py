"""Normalising and cutting text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import clean, has_words, is_japanese, normalise, sentences, squash, without_spaces_between_japanese

japanese = st.text(alphabet="あいう漢字カナ。！？「」『』（）()【】 \n.!?Abc1", max_size=80)


@given(st.text(max_size=100))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("written", "same"),
    [("Ｗｉ－Ｆｉ", "wi-fi"), ("１〜３", "1~3"), ("①", "1"), ("ﾊﾟｽﾜｰﾄﾞ", "パスワード"), ("a\u200bb", "ab"), ("鍵　は\n何", "鍵 は 何"), ("5−1−3", "5-1-3")],
)
def test_one_spelling_for_the_same(written: str, same: str) -> None:
    assert normalise(written) == same


def test_squash_drops_spaces_and_markdown() -> None:
    assert squash("**合言葉** は `16` 文字\n| 以上 |") == squash("合言葉は16文字以上")


def test_clean_drops_what_cannot_be_seen() -> None:
    assert clean("\x00鍵\x07\u200bは\u202e？\n次\ufeff ") == "鍵は？\n次"


@pytest.mark.parametrize(("text", "has"), [("😀🎉", False), ("？！", False), ("", False), ("鍵", True), ("1", True), ("a", True)])
def test_words_are_letters_or_digits(text: str, has: bool) -> None:
    assert has_words(text) is has


def test_kana_or_kanji_make_it_japanese() -> None:
    assert is_japanese("EDRとは") and is_japanese("脆弱性") and not is_japanese("What is EDR?")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("鍵を閉める。窓を閉める。", ["鍵を閉める。", "窓を閉める。"]),
        ("本当？はい！そうです", ["本当？", "はい！", "そうです"]),
        ("彼は「無理だ。やめよう。」と言った。次へ。", ["彼は「無理だ。やめよう。」と言った。", "次へ。"]),
        ("表（例。図も。）を見る。次。", ["表（例。図も。）を見る。", "次。"]),
        ("えっ！？本当。", ["えっ！？", "本当。"]),
        ("It is 3.5 percent. Call e.g. Mr. Smith? Yes.", None),
        ("一行目\n二行目", ["一行目", "二行目"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str] | None) -> None:
    found = list(sentences(text))
    assert found == parts if parts is not None else "3.5" in found[0]


@given(japanese)
def test_sentences_lose_and_add_nothing(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.lists(st.text(alphabet="あい。！？", min_size=1, max_size=8), min_size=1, max_size=4))
def test_brackets_are_not_torn_apart(inner: list[str]) -> None:
    text = "".join(f"前「{each}」後。" for each in inner)
    for sentence in sentences(text):
        assert sentence.count("「") == sentence.count("」")


def test_an_open_bracket_does_not_swallow_the_next_line() -> None:
    assert list(sentences("前（閉じ忘れ。\n次。終わり。")) [-1] == "終わり。"


def test_layout_spaces_between_japanese_go() -> None:
    assert without_spaces_between_japanese("情 報 セキュリティ for you") == "情報セキュリティ for you"
