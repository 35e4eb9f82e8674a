"""Passwords told without that word, kana labels, spelled-out mails, and what only looks like them."""

from __future__ import annotations

import pytest

from rag.guard.guard import TextGuard
from rag.guard.led import Led

FOUND = (
    ("credential", "休憩室の無線、つながるやつは suzume-no-ki-31 です"),
    ("credential", "裏口は 6620# で開くよ"),
    ("credential", "経理フォルダのzipは budou4471 で開きます"),
    ("credential", "Wifi for guests is greenhill-3320"),
    ("health_insurance", "ﾋﾎｹﾝｼｬﾊﾞﾝｺﾞｳ：41029933"),
    ("email", "連絡先は kuroda アット hoshi-kogyo どっと co どっと jp です"),
    ("email", "kuroda アットマーク hoshi-kogyo ドット ジェーピー"),
    ("health_info", "受付の黒田さんがストーカー被害に遭って警察に相談しています"),
    ("unpublished_business", "新ブランドの名前「みなもや」は9月の発表までは秘密です"),
)
PASSED = (
    "Wi-Fiがつながるやつとつながらないやつがあります",
    "玄関の鍵を2025年に交換しました",
    "Society5.0ですべての人とモノをつなぎます",
    "ファイルサーバー 192.0.2.24/24、GW 192.0.2.1 という例の図",
    "1番：社用車A、2番：社用車B、3番：来客",
    "黒田さんがサポート詐欺の被害に遭いました",
)


@pytest.mark.parametrize(("kind", "text"), FOUND)
def test_told_in_a_scene_is_found(guard: TextGuard, kind: str, text: str) -> None:
    assert kind in {finding.kind for finding in guard.check(text).findings}


@pytest.mark.parametrize("text", PASSED)
def test_only_spoken_of_passes(guard: TextGuard, text: str) -> None:
    assert guard.check(text).action == "pass"


def test_led_finds_what_its_pattern_finds() -> None:
    led = Led("[ab]", "(?:a+|b)c")
    assert [match.span() for match in led.finditer("xaac bc b aac")] == [(1, 4), (5, 7), (10, 13)]
    assert led.search("none here") is None
