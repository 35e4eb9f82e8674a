"""Every encoding of Japanese text, and none of the wrong ones."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import Unreadable, read_file
from ingest.readers.decoding import decode

TEXT = "不審なメールを受け取ったら、添付ファイルを開かずに担当者へ知らせます。\nパスワードは使い回しません。ｶﾅ 123\n"
HERE = Path("覚え書き.txt")
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-32": "utf-32",
    "cp932": "cp932",
    "euc_jp": "euc_jp",
    "iso2022_jp_ext": "iso2022_jp",
}
SENTENCES = st.lists(
    st.sampled_from(
        ["情報を守ります。", "メールの添付を開かない。", "OSの更新", "（例）端末の紛失", "報告は、すぐに。", "ABC 123\n", "①手順", "漏えい"]
    ),
    min_size=1,
    max_size=12,
).map("".join)


@pytest.mark.parametrize(("name", "reported"), ENCODINGS.items())
def test_encodings(name: str, reported: str) -> None:
    decoded = decode(HERE, TEXT.encode(name))
    assert (decoded.text, decoded.encoding) == (TEXT, reported)


def test_big_endian_utf16() -> None:
    assert decode(HERE, codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")).text == TEXT


@given(SENTENCES)
def test_japanese_round_trips(text: str) -> None:
    for name in ("utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jis_2004"):
        assert decode(HERE, text.encode(name)).text == text, name


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: not text.startswith("\ufeff")))
def test_any_text_round_trips_in_unicode(text: str) -> None:
    for name in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert decode(HERE, text.encode(name)).text == text


@pytest.mark.parametrize("text", ["社外秘", "株式会社 御中", "東京都千代田区", "①～③の手順", "氏名,部署\n山田,総務", "ﾃｽﾄ ﾃﾞｰﾀ 一覧"])
def test_short_texts_of_windows(text: str) -> None:
    assert decode(HERE, text.encode("cp932")).text == text


@pytest.mark.parametrize("text", ["社外秘の書類", "株式会社サンプル 御中", "東京都千代田区", "手順は次のとおり"])
def test_short_texts_of_unix(text: str) -> None:
    assert decode(HERE, text.encode("euc_jp")).text == text


def test_mixed_encodings_name_the_byte() -> None:
    start = "前半は正しい。".encode()
    data = start + "後半はちがう文字コードです。".encode("cp932")
    with pytest.raises(Unreadable, match=f"{len(start)} バイト目") as caught:
        decode(HERE, data)
    assert "UTF-8" in caught.value.hint and HERE.name in caught.value.message


@pytest.mark.parametrize("first", ["utf-8", "cp932", "euc_jp"])
@pytest.mark.parametrize("second", ["utf-8", "cp932", "euc_jp"])
def test_no_mixture_becomes_mojibake(first: str, second: str) -> None:
    parts = "情報セキュリティの手順です。", "あやしいメールは開きません。"
    data = parts[0].encode(first) + b"\n" + parts[1].encode(second)
    if first == second:
        assert decode(HERE, data).text == "\n".join(parts)
    else:
        with pytest.raises(Unreadable, match="バイト目"):
            decode(HERE, data)


def test_a_broken_byte_after_a_mark_is_named() -> None:
    with pytest.raises(Unreadable, match="7 バイト目"):
        decode(HERE, codecs.BOM_UTF8 + b"abcd\xff")


@pytest.mark.parametrize(
    "data",
    [
        "café, naïve, Zoë".encode("latin-1"),
        "The firm’s “policy” isn’t here".encode("cp1252"),
        "Привет, это проверка".encode("koi8-r"),
        b"abc\0def",
        b"\x80\x81\x82",
        "日本".encode("utf-16-le"),
    ],
)
def test_foreign_encodings_are_refused_rather_than_guessed(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(HERE, data)


def test_marks_of_earlier_damage_are_noted(write: Callable[[str, bytes], Path]) -> None:
    result = read_file(write("a.txt", "文\ufffd\ue000".encode()))
    assert result.notes == ("表示できない文字（外字や文字化けの跡）が 2 文字あります。",)
