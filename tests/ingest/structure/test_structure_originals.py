"""The original documents, where they are at hand: same sections as the corpus, and nothing lost."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
import yaml

from ingest.structure import PROFILES

ROOT = Path(__file__).resolve().parents[3]
ORIGINALS = ROOT / ".." / "shared" / "originals"
DOCUMENTS = ROOT / "corpus" / "documents"
CASES = {
    "sme-guide-2023-ch3": ("000_*.txt", "sme-guide", 1.0),
    "sme-guide-2025": ("001_*.txt", "sme-guide", 0.9),
    "digital-security-2023": ("002_*.txt", "report", 1.0),
    "keidanren-by-all-2021": ("003_*.txt", "keidanren-slides", 1.0),
    "meti-iot-2015": ("004_*.txt", "meti-slides", 1.0),
}
# Navigation, the name of the web site, and a place in the glossary that is no section number.
BOILERPLATE = re.compile(r"^(?:ページトップへ戻る|.{5,30}の極意|第\d編-編集後記)$")
# A title that only stands before a second title in the same line, having been given as a line before.
REPEATED = re.compile(r"^(?P<title>\S{2,12}の定義)\S+$")


def squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def headings(markdown: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Section ids in order, and (section id, sub-heading) pairs."""
    ids: list[str] = []
    subs: list[tuple[str, str]] = []
    for line in markdown.splitlines():
        found = re.match(r"(#{1,6}) (.*?)(?: \{#(.+)\})?$", line)
        if found and found[3]:
            ids.append(found[3])
        elif found and len(found[1]) >= 4:
            subs.append((ids[-1] if ids else "", squashed(found[2])))
    return ids, subs


def original(pattern: str) -> str | None:
    file = next(iter(ORIGINALS.glob(pattern)), None) if ORIGINALS.is_dir() else None
    if file is None:
        print(f"{pattern} の原文がないので確かめません。")
        return None
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("source", CASES)
def test_sections_are_those_of_the_corpus(source: str) -> None:
    pattern, profile, share = CASES[source]
    text = original(pattern)
    files = sorted((DOCUMENTS / source).glob("*.md"))
    if text is None or not files:
        return
    ids, subs = headings(PROFILES[profile](text))
    wanted_ids, wanted_subs = headings("\n".join(file.read_text(encoding="utf-8") for file in files))
    assert [name for name in ids if not name.startswith("用語集/")] == wanted_ids
    found = sum(pair in set(subs) for pair in wanted_subs)
    assert found >= share * len(wanted_subs), [pair for pair in wanted_subs if pair not in set(subs)]


def test_the_glossary_has_the_terms_of_the_corpus() -> None:
    text = original("001_*.txt")
    if text is None:
        return
    terms = yaml.safe_load((ROOT / "corpus" / "glossary.yaml").read_text(encoding="utf-8"))["terms"]
    ids, _ = headings(PROFILES["sme-guide"](text))
    assert [name.removeprefix("用語集/") for name in ids if name.startswith("用語集/")] == [entry["term"] for entry in terms]


@pytest.mark.parametrize("source", CASES)
def test_nothing_is_lost(source: str) -> None:
    pattern, profile, _ = CASES[source]
    text = original(pattern)
    if text is None:
        return
    # Notes are marked (注3) where the original has a bare number, so they may stand between two words.
    found = squashed(PROFILES[profile](text)).replace("注", "")
    plain = re.sub(r"(?m)^- ー", "- ", re.sub(r"\[image:[^\]]*\]", "", text))
    pieces = re.split(r"[。●【】：\t|\n]|</?\w+[^>]*>", plain)
    lost = [piece.strip() for piece in pieces if squashed(piece).replace("注", "") not in found]
    dropped = [piece for piece in lost if BOILERPLATE.match(piece)]
    print(f"{source}: 除いたもの {dropped}")
    assert [piece for piece in lost if piece not in dropped and not _is_repeated(piece, found)] == []


def _is_repeated(piece: str, found: str) -> bool:
    title = REPEATED.match(piece)
    return title is not None and squashed(title["title"]) in found and squashed(piece[len(title["title"]) :]) in found
