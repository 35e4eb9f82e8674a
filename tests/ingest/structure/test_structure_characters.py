"""Words and characters that a layout has torn."""

from __future__ import annotations

import pytest

from ingest.structure.characters import ICON, joined_japanese, mended_words, unified, without_icons, without_pictures


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("Secu rity Team", "Security Team"),
        ("Access Ma nagement Sys tem の略", "Access Management System の略"),
        ("ISO/IEC 2 7001に沿う", "ISO/IEC 27001に沿う"),
        ("ISO/IEC 27 001", "ISO/IEC 27001"),
        ("JIS Q 2 7002", "JIS Q 27002"),
    ],
)
def test_torn_words_are_whole_again(torn: str, whole: str) -> None:
    assert mended_words(torn) == whole


@pytest.mark.parametrize(
    "text", ["incident response team", "Center of readiness", "ISO 9001 2015 年版", "data protection", "a in b", "Web site"]
)
def test_two_words_stay_two(text: str) -> None:
    assert mended_words(text) == text


def test_compatibility_forms_become_ordinary_characters() -> None:
    assert unified("⽤意､⾼い･ﾃｽﾄ⻑") == "用意、高い・テスト長"


def test_unified_keeps_every_other_form() -> None:
    assert unified("ＡＢ１２（ア）～①Ⅲ㈱") == "ＡＢ１２（ア）～①Ⅲ㈱"


def test_spaces_between_japanese_characters_go_and_others_stay() -> None:
    assert joined_japanese("鍵を 使って 開ける PC と 端末。 次") == "鍵を使って開ける PC と端末。次"


def test_icons_are_marked_and_pictures_are_gone() -> None:
    marked = without_pictures("鍵[image: ]を回す\n[image: 鍵の絵]\n[image: ] One Point")
    assert marked == f"鍵{ICON}を回す\n\n One Point"
    assert without_icons(marked) == "鍵を回す\n\n One Point"
