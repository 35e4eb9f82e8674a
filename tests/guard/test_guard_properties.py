"""Whatever the number and however it is disguised: found, removed completely, and shown nowhere."""

from __future__ import annotations

import re
import time
from random import Random

import pytest
from guard_makers import EVASIONS, card, licence, mobile, my_number, token
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.guard.guard import FAULT, TextGuard
from rag.guard.normalise import normalise

SEEDS = st.integers(0, 10**9)
NUMBERS = {
    "my_number": (my_number, (4, 4, 4), "マイナンバーは{}です"),
    "drivers_license": (licence, (4, 4, 4), "運転免許証の番号は{}です"),
    "credit_card": (card, (4, 4, 4, 4), "カード番号は{}です"),
    "phone": (mobile, (3, 4, 4), "携帯は{}です"),
    "pension_number": (lambda rng: token(rng, 10, "0123456789"), (4, 6), "基礎年金番号は{}です"),
}
CARD_GROUPS = {15: (4, 6, 5), 14: (4, 6, 4)}
QUICK = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _disguised(kind: str, evasion: str, seed: int) -> tuple[str, str]:
    make, sizes, sentence = NUMBERS[kind]
    value = make(Random(seed))
    written = EVASIONS[evasion](value, CARD_GROUPS.get(len(value), sizes))
    return value, sentence.format(written)


@pytest.mark.parametrize("evasion", EVASIONS)
@pytest.mark.parametrize("kind", NUMBERS)
@given(seed=SEEDS)
@QUICK
def test_disguised_numbers_are_found_and_removed(guard: TextGuard, kind: str, evasion: str, seed: int) -> None:
    value, text = _disguised(kind, evasion, seed)
    verdict = guard.check(text)
    assert kind in {finding.kind for finding in verdict.findings}
    assert verdict.masked is not None
    left = re.sub(r"\D", "", re.sub(r"〔[^〕]*〕", "", normalise(verdict.masked).text))
    assert left == ""
    shown = re.sub(r"\D", "", re.sub(r"〔[^〕]*〕", "", repr(verdict)))
    assert value not in shown
    assert verdict.masked.isprintable()


@given(seed=SEEDS, evasion=st.sampled_from(["full_width", "cyrillic", "at", "percent", "entities", "zero_width", "spaced"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_disguised_mails_are_found(guard: TextGuard, seed: int, evasion: str) -> None:
    rng = Random(seed)
    local = rng.choice("abcdefgh") + token(rng, 6, "aeoxkmt")
    mail = f"{local}@nagi-kogyo.co.jp"
    written = {
        "full_width": "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in mail),
        "cyrillic": mail.replace("o", "о").replace("a", "а"),
        "at": mail.replace("@", " [at] ").replace(".", " [dot] "),
        "percent": mail.replace("@", "%40"),
        "entities": mail.replace("@", "&#64;"),
        "zero_width": "\u200b".join(mail),
        "spaced": mail.replace("@", " @ "),
    }[evasion]
    verdict = guard.check(f"宛先は {written} です")
    assert verdict.action == "mask"
    assert local not in normalise(verdict.text).text


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_disguised_tokens_are_found(guard: TextGuard, seed: int) -> None:
    rng = Random(seed)
    secret = "ghp_" + token(rng, 36)
    for written in (secret, secret[:20] + "\n" + secret[20:], "\u200b".join(secret), "".join(chr(ord(char) + 0xFEE0) for char in secret)):
        verdict = guard.check(f"値は {written} です")
        assert verdict.action == "block"
        assert secret[10:30] not in normalise(repr(verdict)).text


@given(text=st.text(max_size=400))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_a_verdict(guard: TextGuard, text: str) -> None:
    verdict = guard.check(text)
    assert verdict.action in {"pass", "mask", "block"}
    assert FAULT not in verdict.rules
    if verdict.action == "pass":
        assert verdict.text == text


@given(
    pieces=st.lists(
        st.sampled_from(
            [
                "090-",
                "パスワードは",
                "氏名:",
                "1",
                "-----BEGIN RSA PRIVATE KEY-----",
                "@",
                ".jp",
                "社外秘\n",
                "さん",
                "山田",
                "太郎",
                "{",
                "\n",
                ",",
                "東京都",
                "1丁目",
                "<http://a|",
                "&#x",
                "%4",
                "eyJ",
                "\u200b",
                "ー",
            ]
        ),
        max_size=80,
    )
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_mixture_gets_a_verdict_and_masks_cleanly(guard: TextGuard, pieces: list[str]) -> None:
    verdict = guard.check("".join(pieces))
    assert FAULT not in verdict.rules
    if verdict.action == "mask":
        assert guard.check(verdict.text).action == "pass"


NASTY = {
    "letters": "a",
    "kana": "あ",
    "kanji": "山",
    "digits": "1",
    "digit dash": "0-",
    "phones": "090-2345-6712 ",
    "mail start": "a.a@",
    "names": "小林直樹さんと三宅遥様の件で",
    "address": "東京都新宿区西新宿",
    "password": "password=",
    "key header": "-----BEGIN RSA PRIVATE KEY-----",
    "token start": "eyJ.",
    "uri": "http://a:",
    "pairs": "a=b;",
    "json": '{"name":"a","email":"b"},',
    "insert": "insert into a values (1),",
    "rows": "a,b\n",
    "marks": "社外秘\n",
    "unpublished": "未公表 買収 ",
    "health": "うつ病",
    "addresses": "10.1.2.3 NAS ",
    "slack": "<http://a|",
    "entities": "&#x41;",
    "full width": "ａ１",
    "marked kana": "か\u3099",
    "kanji digits": "〇一",
    "spaces": " ",
    "lines": "a\n",
    "capitals": "Ab Cd ",
    "accounts": "銀行支店",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NASTY)
def test_time_is_linear(guard: TextGuard, name: str) -> None:
    piece = NASTY[name]

    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            assert FAULT not in guard.check(text).rules
            best = min(best, time.process_time() - start)
        return best

    guard.check(piece)
    longest = seconds(50_000)
    assert longest < 12 * seconds(10_000) + 0.02
    assert longest < 0.6
