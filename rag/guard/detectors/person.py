"""Full names of private persons; a bare surname or a title passes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from rag.guard.detectors.name_words import (
    CONTEXT,
    DUMMY_NAMES,
    HONORIFIC,
    LABEL,
    LABEL_VALUE,
    NOT_A_NAME,
    ORGANISATION_AFTER,
    PUBLIC_AFTER,
    PUBLIC_BEFORE,
    PUBLIC_PEOPLE,
    TITLES,
)
from rag.guard.led import Led
from rag.guard.match import DUMMY_CONTEXT, Match, View

Word = tuple[int, int, str]
Tag = Callable[[str], list[Word]]

_SEGMENT = re.compile(r"[^。！？!?\n]{2,1000}")
_KANJI = re.compile(r"[一-鿿々ヶ]+")
_TECHNICAL = re.compile(
    r"セキュリ|ゼロ|クラウド|サービス|バイ・|トラスト|デジタル|データ|システム|ネット|ソフト|リスク|サイバー|センター|サポート|マーケ|カスタマ|スタッフ|ユーザ|ホスト|パート|エンジニア|オペレ|ショップ|グループ|ジャパン|カード|ビジネス|メール|ウイルス|マネージ"
)
_HAS_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-鿿]")
_TRIGGER = Led(
    "[くさちァ-ヶー名君患様殿氏]",
    r"(?<=[一-鿿々ぁ-んァ-ヶー 　])(?:(?<!皆)(?<!客)(?<!者)さん|(?<![お皆客同仕多模の])様(?![々式子相])|さま|"
    r"氏(?!名)|殿|くん|君|ちゃん)|氏名|名前|名義|患者|[ァ-ヶー]{2,6}[ 　・][ァ-ヶー]{2,6}"
)
_LENIENT = 600
_REST = re.compile(rf"([ 　・]?)([一-鿿々]{{1,3}}|[ぁ-ん]{{2,4}}|[ァ-ヶー]{{2,5}})(?={HONORIFIC})")
_SPACED = Led("[一-鿿々](?<![一-鿿々].)", rf"(?<![一-鿿々])([一-鿿々]{{1,3}})[ 　]([一-鿿々ぁ-ん]{{1,4}})(?=[ 　]?(?:{HONORIFIC}))")
_HONORED = re.compile(rf"[ 　]?(?:{HONORIFIC})(?!々|子|式|相|方針|々)")
_FOREIGN = Led("[ァ-ヶー](?<![ァ-ヶー].)", r"(?<![ァ-ヶー])([ァ-ヶー]{2,10})[・=＝ ]([ァ-ヶー]{2,12})(?:[・=＝ ][ァ-ヶー]{2,12})?(?=さん|様|さま|くん)")
_BOUNDARY = re.compile(
    r"[ 　]?(?:$|[、。,.()（）「」『』\[\]【】〔:;/|\t\n<>\"'0-9A-Za-z@+-]|さん|様|氏|殿|です|でした|は|が|の|と|を|"
    r"に|へ|から|より|宛|も|で|くん|君)"
)
_NAME_PART = re.compile(r"[一-鿿々ヶぁ-んァ-ヴー]+")
_KANA_ONLY = re.compile(r"[ぁ-んァ-ヶー]+")
_HONORIFICS = frozenset({"さん", "くん", "ちゃん", "さま", "様", "君", "氏", "殿", "さんが", "さんの", "から", "です"})
SUDACHI_LIMIT = 12_000


class Lists(Protocol):
    """Sets of names; see rag/adapters/person_names.py."""

    surnames: frozenset[str]
    given: frozenset[str]
    surname_readings: frozenset[str]
    given_readings: frozenset[str]


class PersonDetector:
    """Names by parts of speech (`tag`), by name lists, and by labels and honorifics."""

    name = "person"

    def __init__(self, tag: Tag, lists: Lists) -> None:
        self._tag = tag
        self._lists = lists
        self._first = frozenset(surname[0] for surname in lists.surnames)

    def find(self, view: View, found: Sequence[Match]) -> Iterator[Match]:
        """See `Detector`."""
        if not _HAS_JAPANESE.search(view.text):
            return
        taken: set[int] = set()
        for start, end, rule in self._candidates(view):
            name = re.sub(r"[ 　・\t]", "", view.text[start:end])
            if start not in taken and not self._public(view, start, end, name):
                taken.add(start)
                yield Match("person_name", start, end, rule, key=name)

    def _candidates(self, view: View) -> Iterator[tuple[int, int, str]]:
        budget = SUDACHI_LIMIT
        signs = self._signs(view.text, strict=len(view.text) > _LENIENT)
        for segment in _SEGMENT.finditer(view.text):
            text, base = segment.group(0), segment.start()
            if budget > 0 and not _between(signs, base, segment.end()):
                continue
            budget -= len(text)
            pairs = self._tagged(text) if budget > 0 else self._listed(text)
            for start, end, rule in pairs:
                yield base + start, base + end, rule
        yield from self._labelled(view.text)
        for match in _FOREIGN.finditer(view.text):
            if _TECHNICAL.search(match.group(0)) or _HONORED.match(view.text, match.end()) is None:
                continue
            yield *match.span(), "name_foreign"
        for match in _SPACED.finditer(view.text):
            if (
                match.group(1) not in TITLES
                and (match.group(1) in self._lists.surnames or self._is_given(match.group(2)))
                and match.group(2) not in TITLES
            ):
                yield *match.span(), "name_spaced"

    def _signs(self, text: str, *, strict: bool) -> list[int]:
        """Places that make a look at the words worth it: honorifics, labels, surnames (`strict`: with a given name) of the lists."""
        places = [match.start() for match in _TRIGGER.finditer(text)]
        surnames, first = self._lists.surnames, self._first
        for run in _KANJI.finditer(text):
            kanji, base = run.group(0), run.start()
            for place, char in enumerate(kanji):
                if char not in first:
                    continue
                sizes = [size for size in ((2, 3) if place else (2, 3, 1)) if kanji[place : place + size] in surnames]
                if sizes and (not strict or any(self._pair(text, base + place + size) for size in sizes)):
                    places.append(base + place)
                    break
        return sorted(places)

    def _pair(self, text: str, place: int) -> bool:
        """Whether a given name of the lists may begin at `place`."""
        place += text[place : place + 1] in (" ", "　")
        given = self._lists.given
        return (
            text[place : place + 2] in given
            or text[place : place + 3] in given
            or self._is_given(text[place : place + 3])
            and not _BOUNDARY.match(text, place)
        )

    def _tagged(self, text: str) -> Iterator[tuple[int, int, str]]:
        words = [word for word in self._tag(text) if text[word[0] : word[1]].strip(" 　・\t")]
        for place, (start, end, sort) in enumerate(words):
            surname = text[start:end]
            if sort != "surname" and not (surname in self._lists.surnames and sort in ("place", "name", "given")):
                continue
            follow = words[place + 1] if place + 1 < len(words) else None
            gap = text[end : follow[0]] if follow else "-"
            if follow and gap.strip(" 　・\t") == "" and self._given_follows(text, start, end, follow, sort):
                named = _NAME_PART.match(text, follow[0])
                yield start, min(follow[1], named.end() if named else follow[1]), "name_words"
                continue
            rest = _REST.match(text, end)
            if rest and self._plausible_rest(rest.group(2), sort):
                yield start, rest.end(), "name_honorific"
            else:
                yield from self._by_lists(text, start, end)

    def _given_follows(self, text: str, start: int, end: int, follow: Word, sort: str) -> bool:
        surname, given = text[start:end], text[follow[0] : follow[1]]
        if follow[2] != "given" or given in TITLES or sort != "surname" and not self._is_given(given):
            return False
        if _KANA_ONLY.fullmatch(surname + given):
            known = _katakana(surname) in self._lists.surname_readings and _katakana(given) in self._lists.given_readings
            firm = _HONORED.match(text, follow[1]) or LABEL.search(text[max(0, start - 14) : start])
            hiragana = re.search("[ぁ-ん]", surname + given) is not None
            return (
                bool(firm)
                and (known or not hiragana)
                or known
                and len(surname) >= 2
                and len(given) >= 2
                and (not hiragana or CONTEXT.search(text) is not None)
            )
        if _KANA_ONLY.fullmatch(given) and len(given) < 2:
            return False
        return len(surname + given) >= 3 or follow[0] > end or _HONORED.match(text, follow[1]) is not None

    def _plausible_rest(self, rest: str, sort: str) -> bool:
        if rest in TITLES or any(rest.endswith(title) for title in TITLES if len(title) >= 2) or rest[-1] in "部課係店家組社県市町村区":
            return False
        if _KANA_ONLY.fullmatch(rest):
            return _katakana(rest) in self._lists.given_readings
        return sort == "surname" or rest in self._lists.given

    def _by_lists(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Surname by parts of speech, given name by the lists, when the run ends there and people are spoken of."""
        space = 1 if text[end : end + 1] in (" ", "　", "・") else 0
        for size in (3, 2, 1):
            given, stop = text[end + space : end + space + size], end + space + size
            if len(given) == size and self._is_given(given) and given not in TITLES and _BOUNDARY.match(text, stop):
                if size > 1 and end - start > 1 and CONTEXT.search(text) or space and end - start > 1 or _HONORED.match(text, stop):
                    yield start, stop, "name_lists"
                return

    def _listed(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Without parts of speech: kanji runs that are just a surname and a given name."""
        for run in _KANJI.finditer(text):
            kanji = run.group(0)
            for size in (3, 2, 1):
                if kanji[:size] in self._lists.surnames and kanji[size:] in self._lists.given and len(kanji) >= 3:
                    yield *run.span(), "name_lists"
                    break

    def _labelled(self, text: str) -> Iterator[tuple[int, int, str]]:
        for label in LABEL.finditer(text):
            value = LABEL_VALUE.match(text, label.end())
            if value is None or not _BOUNDARY.match(text, value.end()) or NOT_A_NAME.search(value.group(0)):
                continue
            name = value.group(0)
            surname = value.group(1)
            split = surname is not None and value.group(2) is not None and value.group(3) is not None
            if surname is None:
                parts = re.split("[ 　・]", name)
                known = len(parts) == 2 or any(
                    name[:size] in self._lists.surname_readings and name[size:] in self._lists.given_readings
                    for size in range(2, len(name) - 1)
                )
            else:
                known = (
                    any(name[:size] in self._lists.surnames and len(re.sub("[ 　・]", "", name[size:])) >= 1 for size in (1, 2, 3))
                    and len(name) >= 3
                )
            if (
                name not in TITLES
                and (known or split and len(name) <= 7)
                and not any(name.endswith(title) for title in TITLES if len(title) > 1)
            ):
                yield *value.span(), "name_labelled"

    def _is_given(self, word: str) -> bool:
        if word in _HONORIFICS:
            return False
        return word in self._lists.given or len(word) >= 2 and _katakana(word) in self._lists.given_readings

    @staticmethod
    def _public(view: View, start: int, end: int, name: str) -> bool:
        if PUBLIC_AFTER.match(view.text, end) or ORGANISATION_AFTER.match(view.text, end) or PUBLIC_BEFORE.search(view.before(start, 16)):
            return True
        if name in PUBLIC_PEOPLE:
            return True
        return DUMMY_NAMES.fullmatch(name) is not None and view.near(DUMMY_CONTEXT, start, end, 25, 25)


def _between(places: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high


def _katakana(text: str) -> str:
    return "".join(chr(ord(char) + 0x60) if "ぁ" <= char <= "ゖ" else char for char in text)
