"""PDF files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.readers import ReadResult, Unreadable, read_file
from ingest.readers.files import MAX_PAGES
from ingest.readers.pdf_furniture import without_furniture
from ingest.readers.pdf_layout import Line, joined, to_markdown, without_gaps

Make = Callable[..., bytes]
FULL = "この行は用紙の右の端まで届く長さがあり、文がまだ終わらないので次の行に続いて"


@pytest.fixture
def read(write: Callable[[str, bytes], Path], pdf: Make) -> Callable[..., ReadResult]:
    def made(*pages: Sequence[str | tuple[str, float]], **options: object) -> ReadResult:
        return read_file(write("規程.pdf", pdf(*pages, **options)))

    return made


def test_pages_headings_and_sentences(read: Callable[..., ReadResult]) -> None:
    header = "社外秘 サンプル株式会社"
    result = read(
        [header, ("情報管理規程", 20), ("第1章 総則", 14), FULL, "いく。次の文もある。", "短い段落。", "- 1 -"],
        [header, "・一つ目", f"・{FULL}", "いく項目", "1. 知らせる", "（1）切り離す", "1.1 適用範囲", "# 番号", FULL, "- 2 -"],
        [header, "いき、ここで終わる。", ("第2章 罰則", 14), "文。", "- 3 -"],
        title="規程集",
    )
    assert [page.number for page in result.pages] == [1, 2, 3]
    assert result.pages[0].markdown == f"# 情報管理規程\n\n## 第1章 総則\n\n{FULL}いく。次の文もある。\n\n短い段落。"
    assert result.pages[1].markdown == (
        f"- 一つ目\n- {FULL}いく項目\n1. 知らせる\n- （1）切り離す\n\n### 1.1 適用範囲\n\n\\# 番号\n\n{FULL}いき、ここで終わる。"
    )
    assert result.pages[2].markdown == "## 第2章 罰則\n\n文。"
    assert (result.title, result.format, result.notes) == ("規程集", "pdf", ())


def test_title_falls_back_to_the_first_heading(read: Callable[..., ReadResult]) -> None:
    assert read([("手引き", 20), FULL, FULL], title="Microsoft Word - a.docx").title == "手引き"


def test_pictures_are_noted(read: Callable[..., ReadResult]) -> None:
    result = read(["文があります。"], [], ["もう一つ。"], [], picture_on=[2])
    assert [page.number for page in result.pages] == [1, 3]
    assert result.notes == ("画像だけのページ 1 枚（2 ページ）は読めませんでした。",)


def test_scans_are_refused(read: Callable[..., ReadResult]) -> None:
    with pytest.raises(Unreadable, match="スキャン") as caught:
        read([], [], picture_on=[1, 2])
    assert "OCR" in caught.value.hint


def test_fonts_that_do_not_tell_their_characters_are_refused(read: Callable[..., ReadResult]) -> None:
    with pytest.raises(Unreadable, match="文字の情報") as caught:
        read([FULL, FULL], mapped=False)
    assert "OCR" in caught.value.hint


def test_an_empty_pdf(read: Callable[..., ReadResult]) -> None:
    with pytest.raises(Unreadable, match="文章がありません"):
        read([])


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_encrypted(write: Callable[[str, bytes], Path], pdf: Make, locked: Make, algorithm: str) -> None:
    plain = pdf(["守る手順です。"])
    opened = read_file(write("a.pdf", locked(plain, "", algorithm=algorithm)))
    assert opened.pages[0].markdown == "守る手順です。"
    with pytest.raises(Unreadable, match="暗号化"):
        read_file(write("a.pdf", locked(plain, "ひみつ", algorithm=algorithm)))


def test_too_many_pages(read: Callable[..., ReadResult]) -> None:
    with pytest.raises(Unreadable, match="2,001 ページ"):
        read(*[[] for _ in range(MAX_PAGES + 1)])


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("情報を", "守る", "情報を守る"),
        ("an exam-", "ple", "an example"),
        ("the end", "of it", "the end of it"),
        ("規程 A", "を守る", "規程 Aを守る"),
        ("https://example.jp/", "guide", "https://example.jp/guide"),
        ("2024-", "04", "2024- 04"),
    ],
)
def test_lines_are_joined(first: str, second: str, whole: str) -> None:
    assert joined(first, second) == whole


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("目 次", "目次"),
        ("情報 セキュリティを、 守る", "情報セキュリティを、守る"),
        ("氏名 部署 内線", "氏名 部署 内線"),
        ("第1章 総則", "第1章 総則"),
    ],
)
def test_gaps(printed: str, meant: str) -> None:
    assert without_gaps(printed) == meant


def lines(*texts: str) -> list[Line]:
    return [Line(text, 10.0) for text in texts]


def body(page: int) -> list[Line]:
    """Six lines that no two pages share."""
    return lines(*(mark * 12 + str(page * page) for mark in "かきくけこさ"))


def texts(pages: Sequence[Sequence[Line]]) -> list[list[str]]:
    return [[line.text for line in page] for page in pages]


def test_headers_of_left_and_right_pages_go() -> None:
    pages = [[*lines("左の題" if page % 2 else "2025年 右の題"), *body(page), *lines(f"規程 {page + 3} / 20")] for page in range(10)]
    assert all(len(page) == 6 for page in without_furniture(pages))


def test_a_chapter_header_stays_once() -> None:
    pages = [[*lines("第2章 対策" if 4 <= page <= 7 else f"題{page * page}"), *body(page)] for page in range(20)]
    kept = [page for page, found in enumerate(texts(without_furniture(pages))) if "第2章 対策" in found]
    assert kept == [4]


def test_large_titles_that_count_up_stay() -> None:
    pages = [[Line(f"手順{page}", 20.0), *body(page)] for page in range(5)]
    assert [page[0] for page in texts(without_furniture(pages))] == [f"手順{page}" for page in range(5)]


def test_two_pages_are_too_few_to_tell() -> None:
    pages = [lines("題", "文。"), lines("題", "次。")]
    assert texts(without_furniture(pages)) == [["題", "文。"], ["題", "次。"]]


def test_a_table_of_contents_goes() -> None:
    assert to_markdown([lines("第1章 総則 ........ 3", "本文です。")]) == ["本文です。"]


def test_headings_are_not_joined_to_text() -> None:
    page = [Line("第1章 とても長い題であって行の終わりまで届いてしまうもの", 10.0), *lines("本文です。")]
    assert to_markdown([page]) == ["## 第1章 とても長い題であって行の終わりまで届いてしまうもの\n\n本文です。"]
