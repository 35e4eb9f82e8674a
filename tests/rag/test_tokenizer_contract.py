"""The contract of `Tokenizer`, and the Japanese traps of the real one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fakes import FakeTokenizer
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.adapters.sudachi import SudachiTokenizer
from rag.text import normalise

REAL = SudachiTokenizer()


@pytest.fixture(params=[FakeTokenizer(), REAL], ids=["fake", "sudachi"])
def tokenizer(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_it_has_a_version(tokenizer: Any) -> None:
    assert tokenizer.version


def test_nothing_gives_nothing(tokenizer: Any) -> None:
    assert tokenizer.tokens("") == tokenizer.tokens(" \n　") == tokenizer.tokens("。？！") == []


def test_the_list_is_the_callers_own(tokenizer: Any) -> None:
    tokenizer.tokens("鍵を閉める").clear()
    assert tokenizer.tokens("鍵を閉める")


def test_terms_are_repeated_as_often_as_they_occur(tokenizer: Any) -> None:
    once, twice = tokenizer.tokens("edr"), tokenizer.tokens("edr edr")
    assert twice.count("edr") == 2 * once.count("edr") > 0


def test_threads_get_the_same(tokenizer: Any) -> None:
    texts = [f"端末{number}を守る手順" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(tokenizer.tokens, texts)) == [tokenizer.tokens(text) for text in texts]


@pytest.mark.parametrize("whole", ["CVE-2024-3094", "5-1-3", "ISO/IEC 27001:2022", "NIST SP800-171", "Wi-Fi"])
@pytest.mark.parametrize("around", ["{}", "{}について", "この{}とは？", "（{}）を見る。"])
def test_names_stay_whole(whole: str, around: str) -> None:
    wanted = REAL.tokens(whole)[0]
    assert wanted.replace(" ", "") in normalise(whole).replace(" ", "") and len(wanted) >= 5
    assert wanted in REAL.tokens(around.format(whole))


def test_a_cve_number_is_one_token() -> None:
    assert "cve-2024-3094" in REAL.tokens("CVE-2024-3094は危険ですか？")
    assert "cve-2024-3094" not in REAL.tokens("CVE-2024-3095は危険ですか？")


def test_a_standard_is_found_with_and_without_its_year() -> None:
    with_year, without = REAL.tokens("ISO/IEC 27001:2022"), REAL.tokens("ISO/IEC 27001")
    assert "iso/iec27001:2022" in with_year
    assert "iso/iec27001" in set(with_year) & set(without)


def test_a_japanese_sentence_is_not_one_token() -> None:
    found = REAL.tokens("標的型メール攻撃を受けたときの対応手順")
    assert {"標的", "メール", "攻撃", "対応", "手順"} <= set(found)
    assert "を" not in found and "の" not in found


def test_width_and_dashes_do_not_matter() -> None:
    assert REAL.tokens("ＥＤＲ　５−１−３　ﾗﾝｻﾑｳｪｱ") == REAL.tokens("EDR 5-1-3 ランサムウェア")


def test_a_very_long_text_is_no_problem() -> None:
    assert len(REAL.tokens("鍵を閉める。" * 10_000)) > 10_000


@given(st.text(max_size=200))
@settings(max_examples=60)
def test_the_same_text_normalised_gives_the_same_tokens(text: str) -> None:
    found = REAL.tokens(text)
    assert found == REAL.tokens(normalise(text))
    assert all(token.strip() for token in found)
