"""From hits to an answer: verbatim units, numbers, notices, silence, JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import FakeTokenizer, settings_for
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.extractive import Draft, ExtractiveEngine
from rag.answer.replies import not_found_reply, notices_for, out_of_scope_reply, refused_reply
from rag.answer.units import items, units
from rag.decide import silence
from rag.decide.features import NAMES
from rag.errors import KokoroeError, QuestionError
from rag.messages import MESSAGES, say
from rag.render import hit_json, to_json, to_text
from rag.retrieve.retriever import Found, Retriever
from rag.retrieve.weights import Weights
from rag.text import squash
from rag.types import Answer, Citation, GuardFinding, GuardVerdict, Hit, Notice, Question, Status, Step, Turn

QUESTIONS = [
    "パソコンをなくしたら最初に何をする？",
    "合言葉の決め方を全部教えて",
    "合言葉は何文字以上にすればいい？",
    "点検の表を見せて",
    "更新プログラムの担当は誰？",
    "EDRとは？",
    "EDRとMFAの違いは？",
    "旧版では合言葉は何文字？",
    "CVE-2024-3094とは？",
]


@pytest.fixture(scope="module")
def parts(small_advisor: Any) -> tuple[Any, ExtractiveEngine]:
    index = small_advisor.index
    return Retriever(index, None, FakeTokenizer(), Weights()), ExtractiveEngine(index, FakeTokenizer())


def composed(parts: tuple[Any, ExtractiveEngine], text: str) -> tuple[Found, Draft]:
    found = parts[0].search(text)
    return found, parts[1].compose(found)


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_quote_stands_word_for_word_in_its_chunk(parts: Any, text: str) -> None:
    _, draft = composed(parts, text)
    assert draft.citations
    for citation in draft.citations:
        assert citation.quote and citation.quote in citation.chunk.text


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_line_that_states_something_carries_its_number(parts: Any, text: str) -> None:
    _, draft = composed(parts, text)
    numbers = {citation.number for citation in draft.citations}
    lines = [line for line in draft.text.split("\n") if line.strip()]
    for position, line in enumerate(lines):
        head = line.startswith("|") and (not lines[position - 1].startswith("|") or set(line) <= set("|-: "))
        if not (re.fullmatch(r"\*\*.*\*\*", line) or head):
            marks = re.findall(r"\[(\d+)\]", line)
            assert marks and {int(mark) for mark in marks} <= numbers, line
    assert numbers == set(range(1, len(numbers) + 1))


@pytest.mark.parametrize("text", QUESTIONS)
def test_nothing_is_said_that_no_cited_chunk_says(parts: Any, text: str) -> None:
    _, draft = composed(parts, text)
    there = squash("".join(f"{citation.chunk.text}{citation.chunk.heading}" for citation in draft.citations))
    for line in re.sub(r"\s*\[\d+\]", "", draft.text).split("\n"):
        assert squash(line) in there, line


def test_a_list_is_whole_and_in_order(parts: Any) -> None:
    _, draft = composed(parts, "合言葉の決め方を全部教えて")
    places = [draft.text.index(item) for item in ("誕生日を使わない", "ほかの会社と同じものを使わない", "人に教えない")]
    assert places == sorted(places)


def test_a_procedure_keeps_its_steps_and_their_details(parts: Any) -> None:
    _, draft = composed(parts, "パソコンをなくしたら最初に何をする？")
    places = [draft.text.index(step) for step in ("1. 上司に", "2. 遠くから", "鍵は管理者", "3. 社内の合言葉")]
    assert places == sorted(places)


def test_a_table_is_whole(parts: Any) -> None:
    _, draft = composed(parts, "点検の表を見せて")
    assert all(row in draft.text for row in ("窓の鍵", "更新プログラム", "予備の写し", "| --- |"))


def test_an_older_edition_never_stands_beside_its_successor(parts: Any) -> None:
    for text in QUESTIONS:
        _, draft = composed(parts, text)
        assert len({citation.superseded for citation in draft.citations}) == 1


def test_a_comparison_shows_both_terms(parts: Any) -> None:
    _, draft = composed(parts, "EDRとMFAの違いは？")
    assert {"EDR", "MFA（エムエフエー）"} <= {citation.chunk.heading for citation in draft.citations}


def notices(parts: Any, advisor: Any, text: str, *, lexical_only: bool = False) -> dict[str, str]:
    found, draft = composed(parts, text)
    sources = {source.id: source for source in advisor.index.sources}
    made = notices_for(Status.ANSWERED, draft.citations, found, "ja", sources, lexical_only=lexical_only)
    return {notice.code: notice.text for notice in made}


def test_an_older_edition_is_labelled(parts: Any, small_advisor: Any) -> None:
    assert "2020年" in notices(parts, small_advisor, "旧版では合言葉は何文字？")["superseded_edition"]


def test_todays_edition_tells_of_the_older_one(parts: Any, small_advisor: Any) -> None:
    assert "2020年" in notices(parts, small_advisor, "合言葉は何文字以上にすればいい？")["older_edition_differs"]


def test_keyword_search_alone_is_told(parts: Any, small_advisor: Any) -> None:
    assert "lexical_only" in notices(parts, small_advisor, "EDRとは？", lexical_only=True)
    assert "lexical_only" not in notices(parts, small_advisor, "EDRとは？")


def test_a_word_taken_for_a_term_is_told(parts: Any, small_advisor: Any) -> None:
    assert "端末の見張り役" in notices(parts, small_advisor, "端末の見張り役とは？")["alias_used"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_not_found_labels_what_is_only_related(parts: Any, language: str) -> None:
    found = parts[0].search("合言葉を入れるアプリのおすすめは？")
    related = parts[1].related(found.hits)
    draft = not_found_reply(("FooBar",), related, language, "総務の山")
    assert say("related", language) in draft.text and "FooBar" in draft.text and "総務の山" in draft.text
    assert 1 <= len(draft.citations) <= 3 and len({citation.chunk.place for citation in related}) == len(related)
    assert draft.text.index(say("related", language)) < draft.text.index("[1]")
    assert all(citation.quote in citation.chunk.text for citation in related)
    bare = not_found_reply((), (), language, "")
    assert bare.text and say("related", language) not in bare.text


def test_other_replies_cite_nothing() -> None:
    assert out_of_scope_reply("ja").citations == refused_reply("en").citations == ()


MARKDOWN = st.lists(st.sampled_from(["段落です。次の文です。", "- あ\n- い\n  - う", "1. 一\n2. 二", "| a | b |\n| - | - |\n| 1 | 2 |", "#### 小見出し"]), min_size=1, max_size=6)


@given(MARKDOWN)
def test_units_hold_the_whole_chunk_in_order(blocks: list[str]) -> None:
    text = "\n\n".join(blocks)
    assert "".join("".join(unit.text for unit in units(text)).split()) == "".join(text.split())
    assert {unit.kind for unit in units(text)} <= {"paragraph", "list", "table", "heading"}


def test_items_keep_their_nested_lines() -> None:
    assert items("- あ\n  - い\n- う") == ["- あ\n  - い", "- う"]


# --- silence -----------------------------------------------------------------------------------


def test_the_rule_file_fits_the_features() -> None:
    rule = json.loads(Path(silence.__file__).with_name("silence.json").read_text(encoding="utf-8"))
    assert rule["inputs"] == list(NAMES)
    assert rule["classes"] == [status.value for status in silence.CLASSES]
    assert rule["vector_model"]
    for name, model in rule["models"].items():
        inputs = len(NAMES) + (384 if "vector" in name else 0)
        assert np.asarray(model["weights"]).shape == (4, inputs) and len(model["bias"]) == 4
        assert len(model["mean"]) == len(model["spread"]) == len(NAMES) and min(model["spread"]) > 0
        assert 0 < model["threshold"] < 1


@pytest.mark.parametrize("text", [*QUESTIONS, "明日の天気は？", "hello", "他人のメールをこっそり読みたい", "x", "おすすめの製品はいくら？"])
def test_the_chances_add_up_to_one(small_advisor: Any, text: str) -> None:
    found = small_advisor._retriever.search(text)
    rule = silence.SilenceRule(small_advisor.index, FakeTokenizer(), "fake:1")
    chances = rule.chances(found)
    assert chances.shape == (4,) and float(chances.sum()) == pytest.approx(1, abs=1e-5) and float(chances.min()) >= 0
    status, reason = rule.decide(found)
    assert status in silence.CLASSES and "answered" in reason


def test_the_trained_model_reads_the_vector(small_advisor: Any) -> None:
    found = small_advisor._retriever.search("合言葉は何文字？")
    rule = silence.SilenceRule(small_advisor.index, FakeTokenizer(), "multilingual-e5-small-q4")
    one, other = (replace(found, vector=np.eye(384, dtype=np.float32)[at]) for at in (0, 1))
    assert not np.array_equal(rule.chances(one), rule.chances(other))


def test_a_vector_of_another_model_is_not_read(small_advisor: Any) -> None:
    found = small_advisor._retriever.search("合言葉は何文字？")
    rule = silence.SilenceRule(small_advisor.index, FakeTokenizer(), "fake:1")
    assert np.allclose(rule.chances(found), rule.chances(replace(found, vector=np.zeros(7, dtype=np.float32))))


def test_keywords_alone_can_answer(parts: Any, small_advisor: Any) -> None:
    rule = silence.SilenceRule(small_advisor.index, FakeTokenizer())
    assert rule.decide(parts[0].search("EDRとは？"))[0] is Status.ANSWERED
    assert rule.decide(parts[0].search("zzzz"))[0] is Status.NOT_FOUND


# --- the advisor -------------------------------------------------------------------------------


def test_an_answer_carries_its_steps(small_advisor: Any) -> None:
    answer = small_advisor.ask(Question("端末の見張り役とは？"))
    assert {"resolve", "search", "decide", "compose"} <= {step.name for step in answer.steps}
    assert all(step.seconds >= 0 for step in answer.steps)
    assert answer.language == "ja" and answer.id


def test_two_answers_have_two_ids(small_advisor: Any) -> None:
    assert small_advisor.ask(Question("EDRとは？")).id != small_advisor.ask(Question("EDRとは？")).id


def test_english_is_answered_in_english(small_advisor: Any) -> None:
    assert small_advisor.ask(Question("What is EDR?")).language == "en"
    assert small_advisor.ask(Question("What is EDR?", language="ja")).language == "ja"


def test_a_follow_up_says_what_it_follows(small_advisor: Any) -> None:
    answer = small_advisor.ask(Question("それはなぜ？", (Turn("user", "合言葉を使い回さない理由を教えてください"), Turn("assistant", "…"))))
    assert "合言葉を使い回さない" in next(notice.text for notice in answer.notices if notice.code == "followup_used")


@pytest.mark.parametrize("text", ["", "   ", "\u3000\n", "\x00\x01\x02", "\u200b", "😀🎉", "？！…", "あ" * 20_000])
@pytest.mark.parametrize("language", ["ja", "en", None])
def test_what_cannot_be_asked_is_told(small_advisor: Any, text: str, language: str | None) -> None:
    with pytest.raises(QuestionError) as caught:
        small_advisor.ask(Question(text, language=language))
    assert caught.value.message and caught.value.hint and len(str(caught.value)) < 300


def test_control_characters_inside_a_question_do_no_harm(small_advisor: Any) -> None:
    plain, dirty = "合言葉は何文字？", "合言\x00葉は\x07何\u200b文字？\x1b"
    assert [hit.chunk.id for hit in small_advisor.search(plain)] == [hit.chunk.id for hit in small_advisor.search(dirty)]


@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused_with_a_sentence(small_advisor: Any, text: str) -> None:
    try:
        assert small_advisor.ask(Question(text)).text
    except KokoroeError as error:
        assert error.hint


# --- messages and JSON --------------------------------------------------------------------------


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_there_in_both_languages_with_the_same_values(code: str) -> None:
    message = MESSAGES[code]
    assert set(message) == {"ja", "en"}
    fields = {language: set(re.findall(r"\{(\w+)", text)) for language, text in message.items()}
    if code != "english_lead":
        assert fields["ja"] == fields["en"] and all(message.values())
    if not code.endswith("_query"):  # those are searched for in the Japanese documents
        assert not re.search(r"[ぁ-んァ-ヶ一-龠]", message["en"])


def test_the_json_has_the_published_fields(small_advisor: Any) -> None:
    chunk = small_advisor.index.chunks[0]
    answer = Answer(
        "i",
        Status.ANSWERED,
        "文 [1]",
        (Citation(1, chunk, small_advisor.index.sources[0], "文"),),
        (Notice("c", "t"),),
        GuardVerdict("mask", "secret text", (GuardFinding("phone", 2),), masked="secret masked"),
        ("次？",),
        steps=(Step("search", 0.123456, "d"),),
    )
    body = to_json(answer)
    assert list(body) == ["id", "status", "text", "citations", "notices", "guard", "followups", "engine", "steps"]
    assert list(body["citations"][0]) == [
        "n", "chunk_id", "source_id", "title", "publisher", "published", "section", "heading", "page", "url", "quote", "superseded"
    ]  # fmt: skip
    assert body["notices"] == [{"code": "c", "text": "t"}]
    assert body["guard"]["action"] == "mask" and body["guard"]["findings"] == [{"kind": "phone", "count": 2}]
    assert list(body["steps"][0]) == ["name", "seconds", "detail"]
    assert "secret text" not in json.dumps(body)
    assert json.loads(json.dumps(body)) == body


def test_a_hit_has_the_published_fields(small_advisor: Any) -> None:
    body = hit_json(Hit(small_advisor.index.chunks[0], 1.23456789, ("dense",)))
    assert list(body) == ["chunk_id", "source_id", "section", "heading", "score", "via", "text"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_text_for_a_terminal_names_every_source(small_advisor: Any, language: str) -> None:
    answer = small_advisor.ask(Question("合言葉は何文字以上にすればいい？", language=language))
    citation = Citation(1, small_advisor.index.chunk("tebiki/1-2/1"), small_advisor.index.sources[0], "合言葉")
    text = to_text(replace(answer, citations=(citation,)), explain=True)
    assert "[1] 事務所の守り方 新版" in text and "1-2. 合言葉の決め方" in text and "みどり事務組合" in text
    assert "search" in text and "search" not in to_text(answer)


def test_the_contact_of_the_settings_is_shown(small: Any, tmp_path: Path) -> None:
    from fakes import advisor_over

    settings = settings_for(tmp_path, data_dir=small.data_dir, help_contact="内線 123")
    draft = advisor_over(settings)._draft(Status.NOT_FOUND, advisor_over(settings)._retriever.search("窓"), "ja")
    assert "内線 123" in draft.text
