"""Whatever comes in: nothing crashes, and no word is lost."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.structure import PROFILES, plain_to_markdown

RESTORERS: dict[str, Callable[[str], str]] = {**PROFILES, "plain": plain_to_markdown}
_PIECES = st.sampled_from(
    [
        "第1章. ", "1-1. ", "1-1-1. ", "2.1. ", "1. ", "1．", "2．", "① ", "② ", "● ", "・", "- ◆ ", "- ", "# ", "## ", "<",
        ">", "＜", "＞", "【", "】",
        "（", "）", "[", "]", "「", "」", "手順1.", "手順2.", "図1.", "（出典）", "視点1 ", "(1) ", "論点1 ", "方向性Ⅰ：",
        "経過報告", "用語集", "参考文献",
        "編集後記", "章の目的", "One Point", "コラム", "1位", "ページトップへ戻る", "[image: ]", "[image: 絵]", "対策・",
        "：", "。", "、", "\t", "  ", "\u3000",
        "\n", "\n\n", "\n\n\n\n\n\n", "¹", "鍵", "カギ", "key", "Ma nagement", "2 7001", "|", "{#x}", "https://example.com",
        "第3条 ", "責任", "●", "<li>", "</li>",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=40).map("".join))
_TEMPLATES = st.sampled_from(
    ["{}", "{}。", "{}は、{}です。", "1.{}", "2.{}", "1．{}。2．{}。", "①{}", "●{}", "・{}", "- {}", "{}：", "（出典）{}", "図3.{}",
     "【{}】", "【{}】{}", "手順1.{}",

     "事例：{}", "<{}>", "1-1-1. {}", "第2章. {}", "  {}", "\t\t\t {}", "{}[image: ]", "## {}", "## <{}>", "第1条（{}）",
     "{}を、{}する", "[{}]（{}）",]
)  # fmt: skip


@pytest.mark.parametrize("name", RESTORERS)
@given(text=_TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_text_crashes(name: str, text: str) -> None:
    assert isinstance(RESTORERS[name](text), str)


@pytest.mark.parametrize("name", RESTORERS)
@given(templates=st.lists(st.tuples(_TEMPLATES, st.integers(1, 7)), max_size=25))
@settings(max_examples=150, deadline=None)
def test_no_word_is_lost(name: str, templates: list[tuple[str, int]]) -> None:
    words = (f"{_kana(number)}の語" for number in range(1000))
    used: list[str] = []
    lines: list[str] = []
    for template, gap in templates:
        here = [next(words) for _ in range(template.count("{}"))]
        used.extend(here)
        lines.append(template.format(*here) + "\n" * gap)
    found = RESTORERS[name]("".join(lines))
    assert [word for word in used if word not in found] == []


@pytest.mark.parametrize("name", RESTORERS)
@given(text=_TEXTS)
@settings(max_examples=50, deadline=None)
def test_the_result_has_no_broken_headings(name: str, text: str) -> None:
    for line in RESTORERS[name](text).splitlines():
        assert not re.match(r"#{7,}", line)
        assert "image:" not in line or name != "sme-guide"


@pytest.mark.parametrize("name", RESTORERS)
def test_time_grows_with_the_text_and_not_with_its_square(name: str) -> None:
    unit = (
        "1.鍵の話です。2．続き。\n\n●鍵と、札と\n途中で切れた長い行がここまで続いていて終わりがまだ来ない\n"
        "① 札\n\n\n\n\n\n鍵の題\n\n【名】鍵\n手順1.鍵\n"
    )
    seconds = []
    for count in (100, 800):
        start = time.perf_counter()
        RESTORERS[name](unit * count)
        seconds.append(time.perf_counter() - start)
    assert seconds[1] < 8 * 4 * max(seconds[0], 0.005)


def _kana(number: int) -> str:
    """A word of four letters for a number, different for every number."""
    return "".join(chr(ord("ア") + 2 * (number // 6**place % 6)) for place in range(4))


def test_words_are_different() -> None:
    words = {unicodedata.normalize("NFKC", _kana(number)) for number in range(1000)}
    assert len(words) == 1000
