"""Sections and chunks: nothing torn, nothing lost, every id once."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunker import LIMIT, chunks, windows
from ingest.inputs import glossary_nodes
from ingest.markdown import Node, groups, kind_of, parse, sections
from rag.text import sentences
from rag.types import Chunk, GlossaryTerm, Kind

HEAD = "| 対象 | 頻度 |\n| --- | --- |"
words = st.text(alphabet="あいうえお端末鍵窓社員守ABC123", min_size=1, max_size=30)
sentence = st.builds(lambda body, inner, end: f"{body}{f'「{inner}。」と' if inner else ''}する{end}", words, st.one_of(st.just(""), words), st.sampled_from("。！？"))
paragraph = st.lists(sentence, min_size=1, max_size=25).map("".join)
bullets = st.lists(words, min_size=1, max_size=40).map(lambda items: "\n".join(f"- {item}" for item in items))
steps = st.lists(sentence, min_size=1, max_size=30).map(lambda items: "\n".join(f"{at}. {item}\n{' ' * len(f'{at}. ')}- 補足{at}" for at, item in enumerate(items, 1)))
table = st.lists(st.tuples(words, words), min_size=1, max_size=60).map(lambda rows: "\n".join([HEAD, *(f"| {a} | {b} |" for a, b in rows)]))
block = st.one_of(paragraph, bullets, steps, table)
heading = st.tuples(st.integers(1, 5), st.sampled_from(["概要", "手順", "1-1. 鍵", "2. 窓", "事例", "参考文献", "対応"]), st.booleans())
part = st.tuples(heading, st.lists(block, max_size=3))


def markdown(parts: Sequence[tuple[tuple[int, str, bool], list[str]]], *, marked: bool) -> str:
    lines = ["前書きです。"]
    for number, ((level, title, opens), blocks) in enumerate(parts):
        lines.append(f"{'#' * level} {title}{f' {{#s{number}}}' if marked and opens else ''}")
        for each in blocks:
            lines += [each, "<!-- -->"]  # keeps two lists apart
    return "\n\n".join(lines)


def bare(text: str) -> str:
    """Without what cutting may add: sub-headings, repeated table heads, white space."""
    lines = [line for line in text.split("\n") if not line.startswith("#") and line not in HEAD.split("\n")]
    return "".join("".join(lines).split())


def cut(text: str, pages: Sequence[tuple[int | None, str]] = ()) -> tuple[list[Node], tuple[Chunk, ...]]:
    nodes = parse(pages or [(None, text)], title="題")
    return nodes, chunks(nodes, "src")


documents = st.tuples(st.lists(part, max_size=6), st.booleans())


@given(documents)
@settings(max_examples=120)
def test_every_character_stands_in_one_chunk_in_order(document: tuple[list, bool]) -> None:
    nodes, found = cut(markdown(document[0], marked=document[1]))
    assert "".join(bare(chunk.text) for chunk in found) == "".join(bare(each.text) for node in nodes for each in node.blocks)
    assert "\n".join(chunk.text for chunk in found).count("前書き") == 1


@given(documents)
@settings(max_examples=80)
def test_no_sentence_item_or_row_is_torn(document: tuple[list, bool]) -> None:
    _, found = cut(markdown(document[0], marked=document[1]))
    texts = [chunk.text for chunk in found]
    for _, blocks in document[0]:
        for each in blocks:
            if each.startswith("|"):
                wanted = each.split("\n")
            elif re.match(r"- |1\. ", each):
                wanted = re.split(r"\n(?=- |\d+\. )", each)
            else:
                wanted = list(sentences(each))
            assert all(any(unit in text for text in texts) for unit in wanted)


@given(documents)
@settings(max_examples=80)
def test_ids_are_unique_and_say_where(document: tuple[list, bool]) -> None:
    _, found = cut(markdown(document[0], marked=document[1]))
    ids = [chunk.id for chunk in found]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(re.escape(f"src/{chunk.section}/") + r"\d+", chunk.id) and chunk.headings for chunk in found)
    for place in {chunk.place for chunk in found}:
        assert [int(each.rsplit("/", 1)[1]) for each in ids if each.rsplit("/", 1)[0] == place] == list(
            range(1, 1 + sum(chunk.place == place for chunk in found))
        )


@given(documents, paragraph)
@settings(max_examples=50)
def test_ids_are_stable(document: tuple[list, bool], more: str) -> None:
    text = markdown(document[0], marked=document[1])
    _, found = cut(text)
    assert cut(text)[1] == found
    mark = " {#最後}" if document[1] else ""
    _, longer = cut(f"{text}\n\n# 最後に足した節{mark}\n\n{more}")
    if any(opens for (_, _, opens), _ in document[0]) or not document[1]:
        assert longer[: len(found)] == found


@given(documents)
@settings(max_examples=50)
def test_equal_hashes_mean_equal_windows(document: tuple[list, bool]) -> None:
    _, found = cut(markdown(document[0], marked=document[1]))
    by_hash: dict[str, tuple[str, ...]] = {}
    for chunk in found:
        assert by_hash.setdefault(chunk.content_hash, windows(chunk)) == windows(chunk) != ()


@given(documents)
@settings(max_examples=50)
def test_windows_hold_the_whole_chunk(document: tuple[list, bool]) -> None:
    for chunk in cut(markdown(document[0], marked=document[1]))[1]:
        bodies = "".join(window.split("\n", 1)[1] for window in windows(chunk))
        assert "".join(bodies.split()) == "".join(re.sub(r"[*`]", "", chunk.text).split())


def test_a_short_section_is_one_chunk() -> None:
    _, found = cut("# 章 {#1}\n\n始めに。\n\n- あ\n- い\n\n## 下\n\n終わり。")
    assert [chunk.id for chunk in found] == ["src/1/1"] and "#### 下" in found[0].text


def test_a_list_up_to_the_limit_stays_whole_with_its_lead() -> None:
    items = "\n".join(f"- 項目{number}は{'鍵' * 30}" for number in range(40))
    _, found = cut(f"# 章\n\n次のとおりです。\n\n{items[:LIMIT - 50].rsplit(chr(10), 1)[0]}")
    assert len(found) == 1


def test_a_long_table_repeats_its_head() -> None:
    rows = "\n".join(f"| 対象{number} | {'毎日' * 10} |" for number in range(120))
    _, found = cut(f"# 表\n\n{HEAD}\n{rows}")
    assert len(found) > 1 and all(chunk.text.startswith(HEAD) and chunk.kind is Kind.TABLE for chunk in found)


def test_a_table_that_is_only_a_long_head_is_kept() -> None:
    _, found = cut(f"# 表\n\n| {'長い' * 1000} |\n| --- |")
    assert "長い" in found[0].text


def test_english_sentences_keep_the_space_between_them() -> None:
    text = "Lock the door at night. Call the desk. " * 60
    _, found = cut(f"# Rules\n\n{text}")
    assert len(found) > 1 and not any(".Call" in chunk.text or ".Lock" in chunk.text for chunk in found)


def test_a_glossary_entry_is_never_cut() -> None:
    definition = "長い定義です。" * 300
    found = chunks(glossary_nodes([GlossaryTerm("EDR", "EDR", definition), GlossaryTerm("C/C++", "C/C++", "言語。")]), "src")
    assert [(chunk.id, chunk.kind) for chunk in found] == [("src/用語集/EDR/1", Kind.DEFINITION), ("src/用語集/C/C++/1", Kind.DEFINITION)]


def test_pages_stay_apart_and_a_list_over_two_pages_whole() -> None:
    _, found = cut("", [(1, "# 題\n\n一頁目。"), (2, "二頁目。\n\n- あ"), (3, "- い\n\n三頁目。")])
    assert [(chunk.page, chunk.text) for chunk in found] == [(1, "一頁目。"), (2, "二頁目。\n\n- あ\n\n- い"), (3, "三頁目。")]


def test_a_heading_at_the_foot_of_a_page_goes_with_its_text() -> None:
    _, found = cut("", [(1, "# 題 {#1}\n\n一頁目。\n\n## 次"), (2, "二頁目。")])
    assert [(chunk.page, "#### 次" in chunk.text) for chunk in found] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("# 第1章 始め\n\nあ\n\n## 1-1. 鍵\n\nい\n\n## 1-2 窓\n\nう", ["第1章", "1-1", "1-2"]),
        ("# 鍵\n\nあ\n\n# 鍵\n\nい", ["鍵", "鍵 (2)"]),
        ("# 甲\n\nあ\n\n## 概要\n\nい\n\n# 乙\n\n## 概要\n\nう", ["甲", "概要", "乙 概要"]),
        ("# 2. 章 {#2}\n\n## 2-1. 鍵 {#2-1}\n\nあ\n\n### 下\n\nい\n\n## 2-2. 窓 {#2-2}\n\nう", ["2-1", "2-1", "2-2"]),
        ("前書き\n\n# 鍵\n\nあ", ["題", "鍵"]),
        ("---\ntitle: x\n---\n# 鍵\n\nあ", ["鍵"]),
    ],
)
def test_section_ids(text: str, ids: list[str]) -> None:
    assert [section.id for section in sections(parse([(None, text)], title="題"), "src")] == ids


def test_a_marked_document_may_use_one_heading_twice() -> None:
    _, found = cut("# 概要\n\nあ\n\n# 甲 {#a}\n\nい\n\n# 概要\n\nう")
    assert [chunk.id for chunk in found] == ["src/概要/1", "src/a/1", "src/概要 (2)/1"]


def test_a_section_is_given_back_in_one_piece() -> None:
    nodes = parse([(None, "# 甲 {#a}\n\nあ\n\n### 下\n\nい\n\n## 隣 {#b}\n\nう")], title="題")
    assert [(section, [node.heading for node in members]) for section, members in groups(nodes)] == [("a", ["甲", "下"]), ("b", ["隣"])]


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        (("用語集", "EDR"), "見張る。", Kind.DEFINITION),
        (("参考文献",), "- あ", Kind.REFERENCES),
        (("対応の手順",), "1. あ\n2. い", Kind.PROCEDURE),
        (("項目",), "- あ\n- い", Kind.LIST),
        (("項目",), HEAD + "\n| a | b |", Kind.TABLE),
        (("被害の事例",), "ある会社で。", Kind.CASE),
        (("章",), "ある会社で。", Kind.TEXT),
    ],
)
def test_kinds(path: tuple[str, ...], text: str, kind: Kind) -> None:
    blocks = [each for node in parse([(None, text)], title="題") for each in node.blocks]
    assert kind_of(path, blocks) is kind
