"""Markdown, plain text and separated tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers import Page, ReadResult, Unreadable, read_file, read_raw_text

Write = Callable[[str, bytes], Path]


def only(result: ReadResult) -> str:
    assert len(result.pages) == 1 and result.pages[0].number is None
    return result.pages[0].markdown


def test_markdown_stays_as_it_is(write: Write) -> None:
    text = "---\nsource: x\n---\n# 規程 {#1}\n\n- 一つ\n\n| a | b |\n|---|---|\n"
    assert read_file(write("規程.md", text.encode())) == ReadResult((Page(None, text),), "規程", "utf-8", "md")


def test_front_matter_names_the_document(write: Write) -> None:
    assert read_file(write("a.md", b'---\ntitle: "\xe8\xa6\x8f\xe7\xa8\x8b"\n---\nabc\n')).title == "規程"


def test_front_matter_alone_is_empty(write: Write) -> None:
    with pytest.raises(Unreadable, match="文章がありません"):
        read_file(write("a.md", b"---\ntitle: x\n---\n\n"))


def test_plain_text_is_no_structure(write: Write) -> None:
    data = "# 番号\r\n> 引用\r\n\r\n- 一つ\r\n  - 二つ\r\n\r\n表|です\r\n---|---\r\n".encode("cp932")
    result = read_file(write("メモ.txt", data))
    assert only(result) == "\\# 番号\n\\> 引用\n\n- 一つ\n    - 二つ\n\n表|です\n\\---|---"
    assert (result.encoding, result.format, result.title) == ("cp932", "text", None)


def test_raw_text_is_untouched(write: Write) -> None:
    assert read_raw_text(write("a.txt", "# 見出し\r\n* [image: ]".encode("euc_jp"))) == "# 見出し\n* [image: ]"


def test_text_without_a_suffix_is_text(write: Write) -> None:
    assert read_file(write("README", "読んでください".encode())).format == "text"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_separated_tables(write: Write, encoding: str, delimiter: str) -> None:
    text = f'氏名{delimiter}部署{delimiter}\r\n'
    text += f'"山田|太郎"{delimiter}"総務{delimiter}\n人事"{delimiter}\r\n{delimiter}{delimiter}\r\n佐藤\r\n'
    result = read_file(write("名簿.csv", text.encode(encoding)))
    joined = f"総務{delimiter} / 人事" if delimiter != "\t" else "総務 / 人事"
    assert only(result) == f"| 氏名 | 部署 |\n| --- | --- |\n| 山田\\|太郎 | {joined} |\n| 佐藤 |  |"
    assert result.encoding == encoding and result.format == "csv"


def test_tabs_come_first_in_tsv(write: Write) -> None:
    assert "| 1,5 | 2,5 |" in only(read_file(write("数.tsv", b"a\tb\n1,5\t2,5\n")))


def test_a_table_of_one_column(write: Write) -> None:
    assert only(read_file(write("a.csv", "項目\n甲\n".encode()))) == "| 項目 |\n| --- |\n| 甲 |"


@pytest.mark.parametrize("data", ["a,b\n" + '"' + "あ" * 140_000 + '",c\n', ",,\n,,\n"])
def test_tables_that_cannot_be_read(write: Write, data: str) -> None:
    with pytest.raises(Unreadable):
        read_file(write("a.csv", data.encode()))
