"""Deciding, masking, reconfiguring, and failing closed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.guard.allow import Allowed, allow_from
from rag.guard.detectors.business import WordDetector
from rag.guard.guard import FAULT, TOO_LONG, TextGuard
from rag.guard.kinds import KINDS, kind_label
from rag.guard.match import Match, View
from rag.guard.normalise import normalise
from rag.guard.policy import GuardPolicy
from rag.guard.standard import standard_guard

SECRET = "Kanaria-7719"


class Broken:
    """Fails with the text in its mouth."""

    name = "broken"

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        raise RuntimeError(view.text)


class Finds:
    """Finds one word as one kind."""

    name = "finds"

    def __init__(self, word: str, kind: str) -> None:
        self._word, self._kind = word, kind

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        at = view.text.find(self._word)
        if at >= 0:
            yield Match(self._kind, at, at + len(self._word), "test", key=self._word)


@pytest.mark.parametrize("detectors", [[Broken()], [Finds("秘", "person_name"), Broken()]])
def test_a_fault_blocks_and_says_nothing(detectors: list[Finds | Broken]) -> None:
    verdict = TextGuard(detectors).check(f"パスワードは{SECRET}")
    assert (verdict.action, verdict.text, verdict.masked, verdict.rules) == ("block", "", None, (FAULT,))
    assert SECRET not in repr(verdict)


def test_a_fault_in_the_second_look_blocks() -> None:
    class BreaksOnMasked(Finds):
        def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
            if "□" in view.text:
                raise ValueError
            yield from super().find(view, found)

    assert TextGuard([BreaksOnMasked("凪", "person_name")]).check("凪です").rules == (FAULT,)


def test_what_is_no_text_blocks() -> None:
    assert TextGuard([]).check(None).rules == (FAULT,)  # type: ignore[arg-type]


def test_too_long_is_refused_unread() -> None:
    guard = TextGuard([Broken()], GuardPolicy(max_chars=10))
    assert guard.check("あ" * 11).rules == (TOO_LONG,)


def test_hard_and_soft_together_block_and_offer_the_masked_text(guard: TextGuard) -> None:
    verdict = guard.check(f"小林直樹さんのパスワードは {SECRET} です")
    assert verdict.action == "block"
    assert verdict.text == ""
    assert verdict.masked == "〔氏名1〕さんのパスワードは 〔パスワード・認証情報1〕 です"


def test_unmaskable_kinds_offer_nothing(guard: TextGuard) -> None:
    verdict = guard.check("営業部の小林直樹さんがうつ病で休職します")
    assert verdict.action == "block"
    assert verdict.masked is None


def test_same_value_same_placeholder_and_repeats_go_too(guard: TextGuard) -> None:
    verdict = guard.check("小林直樹さんと三宅遥さんの件。小林直樹は不在、携帯は090-2345-6712と０９０２３４５６７１２です。")
    assert verdict.action == "mask"
    assert verdict.text == "〔氏名1〕さんと〔氏名2〕さんの件。〔氏名1〕は不在、携帯は〔携帯電話番号1〕と〔携帯電話番号1〕です。"


def test_slack_markup_goes_with_the_value(guard: TextGuard) -> None:
    verdict = guard.check("<mailto:k@nagi.jp|k@nagi.jp> に連絡")
    assert verdict.text == "〔メールアドレス1〕 に連絡"


def test_findings_count_and_order(guard: TextGuard) -> None:
    verdict = guard.check("090-2345-6712 と 080-3456-7123、小林直樹さん")
    assert [(finding.kind, finding.count) for finding in verdict.findings] == [("person_name", 1), ("phone", 2)]


def test_soft_kinds_can_be_set(rules_dir: Path) -> None:
    text = "携帯は090-2345-6712です"
    assert standard_guard(rules_dir, GuardPolicy({"phone": "off"})).check(text).action == "pass"
    stopped = standard_guard(rules_dir, GuardPolicy({"phone": "stop"})).check(text)
    assert (stopped.action, stopped.masked) == ("block", "携帯は〔携帯電話番号1〕です")


@pytest.mark.parametrize(
    ("modes", "said"), [({"my_number": "mask"}, "マイナンバー"), ({"shoe_size": "off"}, "shoe_size"), ({"phone": "loud"}, "loud")]
)
def test_hard_and_unknown_settings_are_refused(modes: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        GuardPolicy(modes)
    assert caught.value.hint


def test_short_words_are_refused() -> None:
    with pytest.raises(SettingsError):
        GuardPolicy(words=("あ",))


@pytest.mark.parametrize("text", ["PROJECT-KAWASEMI の日程", "ｐｒｏｊｅｃｔ　ｋａｗａｓｅｍｉの件", "カワセミ計画を要約して"])
def test_company_words_stop_in_any_width_and_case(text: str) -> None:
    guard = TextGuard([WordDetector(("Project Kawasemi", "カワセミ計画"))], GuardPolicy())
    verdict = guard.check(text)
    assert verdict.action == "block"
    assert verdict.masked is not None and "社内で登録された語" in verdict.masked


def test_company_words_are_whole_latin_words() -> None:
    assert TextGuard([WordDetector(("cat",))]).check("category と concatenate").action == "pass"


def test_public_values_pass(guard: TextGuard, rules_dir: Path) -> None:
    page = "相談窓口 03-6721-4408、info@nagi-kogyo.or.jp、静岡県富士市本町3-2-1、検討会委員 小林直樹（凪大学）"
    allowed = allow_from([page], guard)
    assert Allowed.from_json(json.loads(json.dumps(allowed.to_json()))) == allowed
    knowing = standard_guard(rules_dir, allowed=allowed)
    for text in (
        "03-6721-4408 に電話していい？",
        "info@nagi-kogyo.or.jp は本物？",
        "静岡県富士市本町３丁目２番１号 はどこ？",
        "小林直樹さんの意見は？",
    ):
        assert guard.check(text).action == "mask"
        assert knowing.check(text).action == "pass"
    assert knowing.check("03-6721-4409 に電話していい？").action == "mask"


def test_kinds_are_named_in_both_languages() -> None:
    for kind in KINDS.values():
        assert kind.ja and kind.en
        assert kind_label(kind.name, "en") == kind.en
    assert kind_label("unheard_of") == "unheard_of"
    assert all(KINDS[name].secret for name in ("credential", "api_key", "private_key", "jwt", "connection_string"))


def test_many_threads_agree(guard: TextGuard) -> None:
    texts = ["小林直樹さんの携帯は090-2345-6712", "ISO/IEC 27001:2022とは", f"パスワードは {SECRET} です"] * 20
    with ThreadPoolExecutor(8) as pool:
        actions = [verdict.action for verdict in pool.map(guard.check, texts)]
    assert actions == ["mask", "pass", "block"] * 20


def test_normalised_text_maps_back() -> None:
    text = "Ａ&amp;Ｂ ｶﾞ 〇九〇ー一二三四ー五六七八 <tel:0312345678|03-1234-5678>"
    mapped = normalise(text)
    assert mapped.text == "A&B ガ 090-1234-5678 03-1234-5678"
    at = mapped.text.index("090")
    assert text[slice(*mapped.origin(at, at + 13))] == "〇九〇ー一二三四ー五六七八"
    at = mapped.text.index("03-")
    assert text[slice(*mapped.origin(at, at + 12))] == "<tel:0312345678|03-1234-5678>"
    assert len(mapped.starts) == len(mapped.ends) == len(mapped.text)
