"""From a question to hits: follow-ups, intents, glossary, fusion, editions."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import FakeEmbedder, FakeTokenizer, advisor_over
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.followup import resolve
from rag.retrieve.fusion import fuse, z_scores
from rag.retrieve.glossary import GlossaryMatcher
from rag.retrieve.intent import Wants, intent_of
from rag.retrieve.retriever import Retriever, is_superseded
from rag.retrieve.weights import Weights, load_weights
from rag.types import GlossaryTerm, Turn


def history(*questions: str) -> tuple[Turn, ...]:
    return tuple(turn for text in questions for turn in (Turn("user", text), Turn("assistant", f"{text} への長い答えです。")))


@pytest.mark.parametrize("text", ["その場合は誰に連絡する？", "それはなぜですか？", "スマホの場合は？", "ほかに気をつけることを教えてほしいです。", "and then what?"])
def test_a_question_that_points_back_takes_the_one_before(text: str) -> None:
    found = resolve(text, history("パソコンをなくしたときの手順を教えてください"))
    assert found == f"パソコンをなくしたときの手順を教えてください {text}"


@pytest.mark.parametrize("text", ["ランサムウェアに感染したときの最初の対応を教えてください", "How do I report a phishing mail to the police?"])
def test_a_question_that_stands_alone_is_left_alone(text: str) -> None:
    assert resolve(text, history("パソコンをなくしたときの手順を教えてください")) == text


def test_without_history_nothing_is_added() -> None:
    assert resolve("それは？", ()) == "それは？"
    assert resolve("それは？", (Turn("assistant", "何か"), Turn("user", "  "))) == "それは？"


def test_a_chain_of_follow_ups_reaches_back_to_what_it_is_about() -> None:
    assert "EDRの役割は何ですか教えて" in resolve("なぜ？", history("EDRの役割は何ですか教えてください", "それは高い？"))


def test_the_assistants_words_are_never_searched() -> None:
    assert "長い答え" not in resolve("それは？", history("鍵の管理について教えてください"))


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("EDRとは？", Wants.DEFINITION),
        ("EDRって何ですか?", Wants.DEFINITION),
        ("What is EDR?", Wants.DEFINITION),
        ("感染したら最初に何をすればいい？", Wants.PROCEDURE),
        ("怪しい添付ファイルを開いちゃった", Wants.PROCEDURE),
        ("I clicked a strange link", Wants.PROCEDURE),
        ("パスワードは何文字以上？", Wants.TEXT),
        ("被害は何件ありましたか？", Wants.NUMBER),
        ("いつ公表されましたか？", Wants.DATE),
        ("IDSとIPSの違いは？", Wants.COMPARISON),
        ("なぜ狙われるのですか？", Wants.REASON),
        ("どこの省が作った資料ですか？", Wants.NAME),
        ("5か条を全部教えて", Wants.LIST),
        ("テレワークの注意点", Wants.TEXT),
    ],
)
def test_what_is_wanted(text: str, wants: Wants) -> None:
    assert intent_of(text).wants is wants


@pytest.mark.parametrize("text", ["EDRって何？", "被害は何件？", "どう違う？"])
def test_full_width_and_ascii_question_marks_mean_the_same(text: str) -> None:
    assert intent_of(text) == intent_of(text.replace("？", "?"))


def test_the_older_edition_and_the_document_itself() -> None:
    assert intent_of("旧版では何文字でしたか？").older and not intent_of("合言葉は何文字ですか？").older
    assert intent_of("このスライドはいつ誰が作った？").about_document
    assert not intent_of("合言葉はいつ変える？").about_document


TERMS = (
    GlossaryTerm("MFA（エムエフエー）", "MFA", "確認。", reading="エムエフエー", aliases=("多要素認証",), loose_aliases=("二重の鍵",)),
    GlossaryTerm("認証", "認証", "確かめる。"),
    GlossaryTerm("EDR", "EDR", "見張る。", full_name="Endpoint Detection and Response"),
    GlossaryTerm("SIEM", "SIEM", "集める。", loose_aliases=("二重の鍵",)),
)


@pytest.fixture(scope="module")
def matcher() -> GlossaryMatcher:
    return GlossaryMatcher(TERMS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("多要素認証って何？", [("MFA（エムエフエー）", "多要素認証", True)]),
        ("ＭＦＡ　の設定", [("MFA（エムエフエー）", "mfa", True)]),
        ("えむえふえー", []),
        ("EDRと認証", [("EDR", "edr", True), ("認証", "認証", True)]),
        ("endpoint detection and response", [("EDR", "endpoint detection and response", True)]),
        ("schedreader MFAX", []),
        ("二重の鍵", [("MFA（エムエフエー）", "二重の鍵", False), ("SIEM", "二重の鍵", False)]),
        ("二重の鍵のMFA", [("MFA（エムエフエー）", "mfa", True), ("SIEM", "二重の鍵", False)]),
        ("天気", []),
        ("", []),
    ],
)
def test_terms_are_found_under_any_name(matcher: GlossaryMatcher, text: str, found: list[tuple[str, str, bool]]) -> None:
    assert [(match.term.term, match.name, match.exact) for match in matcher.matches(text)] == found


def test_looking_up_a_name(matcher: GlossaryMatcher) -> None:
    assert [term.term for term in matcher.lookup("エムエフエー")] == ["MFA（エムエフエー）"]
    assert [term.term for term in matcher.lookup("認証")] == ["認証", "MFA（エムエフエー）"]
    assert matcher.lookup("天気") == matcher.lookup("") == ()


@given(st.text(max_size=40))
def test_any_text_can_be_matched(text: str) -> None:
    assert all(match.name for match in GlossaryMatcher(TERMS).matches(text))


def test_z_scores_by_hand() -> None:
    # mean 2, deviations -1, 0, 1: spread sqrt(2/3)
    assert z_scores([("a", 3.0), ("b", 2.0), ("c", 1.0)]) == pytest.approx({"a": 1.224745, "b": 0, "c": -1.224745})
    assert z_scores([("a", 2.0), ("b", 2.0)]) == {"a": 0, "b": 0}
    assert z_scores([]) == {}


def test_fusion_by_hand() -> None:
    lists = {"lexical": [("a", 3.0), ("b", 1.0)], "dense": [("b", 0.9), ("c", 0.5)], "question": []}
    fused = fuse(lists, {"lexical": 1.0, "dense": 2.0, "question": 1.0})
    # both lists have z-scores 1 and -1; who is not listed counts as -1
    assert fused == {
        "a": (pytest.approx(1 - 2), ("lexical",)),
        "b": (pytest.approx(-1 + 2), ("lexical", "dense")),
        "c": (pytest.approx(-1 - 2), ("dense",)),
    }


def test_a_word_of_one_chunk_alone_counts() -> None:
    # of four, one has 8 and three have 0: mean 2, spread sqrt(12)
    fused = fuse({"lexical": [("a", 8.0)], "dense": [("b", 0.9), ("a", 0.5)]}, {"lexical": 1.0, "dense": 0.5}, {"lexical": 4})
    assert fused["a"][0] == pytest.approx(6 / 12**0.5 - 0.5)
    assert fused["b"] == (pytest.approx(-2 / 12**0.5 + 0.5), ("dense",))
    assert "" not in fused


def test_the_weights_file_is_complete() -> None:
    assert load_weights().lexical > 0 and load_weights().superseded < 0


def test_a_tie_is_broken_by_the_chunk_id(small_advisor: Any) -> None:
    first, second = (advisor_over_hits(small_advisor, "見張り役") for _ in range(2))
    assert first == second


def advisor_over_hits(advisor: Any, text: str) -> list[tuple[str, float]]:
    return [(hit.chunk.id, hit.score) for hit in advisor.search(text, 20)]


@pytest.mark.parametrize("text", ["CVE-2024-3094", "ＣＶＥ−２０２４−３０９４", "cve-2024-3094 とは？", "ISO/IEC 27001:2022"])
def test_a_name_that_one_chunk_holds_finds_it(small_advisor: Any, text: str) -> None:
    assert small_advisor.search(text, 1)[0].chunk.id == "tebiki/1-4/1"


def test_today_before_the_older_edition_unless_the_older_one_is_asked_for(small_advisor: Any) -> None:
    def lead(text: str) -> float:
        scores = {hit.chunk.place: hit.score for hit in small_advisor.search(text, 20)}
        return scores["tebiki/1-2"] - scores["tebiki-old/1-2"]

    assert lead("合言葉は何文字以上にする？") > 0
    assert lead("旧版では、合言葉は8文字以上で30日ごとに変える？") < 0


def test_only_the_sections_that_are_replaced_are_superseded(small_advisor: Any) -> None:
    sources = {source.id: source for source in small_advisor.index.sources}
    old = {chunk.place for chunk in small_advisor.index.chunks if is_superseded(chunk, sources[chunk.source_id])}
    assert old == {"tebiki-old/1-2"}


def test_a_known_question_finds_its_place(small_advisor: Any) -> None:
    hit = small_advisor.search("I lost my laptop", 1)[0]
    assert hit.chunk.id == "tebiki/1-1/1" and "question" in hit.via


def test_an_alias_finds_the_term(small_advisor: Any) -> None:
    assert small_advisor.search("端末の見張り役とは？", 1)[0].chunk.heading == "EDR"


def test_without_an_embedder_keywords_alone(small: Any, small_advisor: Any) -> None:
    found = Retriever(small_advisor.index, None, FakeTokenizer(), Weights()).search("窓の鍵")
    assert found.vector is None and found.hits[0].chunk.id == "tebiki/1-3/1"
    assert {via for hit in found.hits for via in hit.via} == {"lexical"}
    assert Retriever(small_advisor.index, None, FakeTokenizer(), Weights()).search("zzzz").hits == ()


def test_the_question_is_embedded_once(small: Any) -> None:
    engine = FakeEmbedder()
    advisor_over(small, engine).search("窓の鍵")
    assert len(engine.embedded) == 1
