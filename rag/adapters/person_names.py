"""Japanese surnames and given names: Sudachi's parts of speech, and the personal name data set."""

from __future__ import annotations

from japanese_personal_name_dataset import load_dataset
from sudachipy import SplitMode

from rag.adapters.sudachi_dictionary import ThreadTokenizers

SURNAME, GIVEN, NAME, PLACE, OTHER = "surname", "given", "name", "place", "other"
_SORTS = {"姓": SURNAME, "名": GIVEN}


class NameTagger:
    """Cuts Japanese text into words and says which of them are names; safe in several threads."""

    def __init__(self) -> None:
        self._tokenizers = ThreadTokenizers()
        self._sorts: dict[int, str] = {}
        self.words("山田太郎")

    def words(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, sort) of each word; sort is surname, given, name, place or other. At most 15,000 characters."""
        found = []
        for word in self._tokenizers.get().tokenize(text, SplitMode.C):
            number = word.part_of_speech_id()
            sort = self._sorts.get(number)
            if sort is None:
                sort = self._sorts[number] = _sort(tuple(word.part_of_speech()))
            found.append((word.begin(), word.end(), sort))
        return found


def _sort(speech: tuple[str, ...]) -> str:
    if speech[:3] == ("名詞", "固有名詞", "人名"):
        return _SORTS.get(speech[3], NAME)
    if speech[:3] == ("名詞", "固有名詞", "地名"):
        return PLACE
    return OTHER


class NameLists:
    """Sets of names: kanji surnames and given names, their kana readings, and their romaji in lower case."""

    def __init__(self) -> None:
        men, women, families = load_dataset("org", include_last_names=True)
        self.surnames = frozenset(families)
        self.given = frozenset(kanji for names in (men, women) for entry in names.values() for kanji in entry["kanji"])
        self.surname_readings = frozenset(_katakana(entry["reading"]) for entry in families.values())
        self.given_readings = frozenset(_katakana(reading) for names in (men, women) for reading in names)
        self.surname_romaji = frozenset(form for entry in families.values() for form in _romaji(entry["en"]))
        self.given_romaji = frozenset(form for names in (men, women) for entry in names.values() for form in _romaji(entry["en"]))


def _katakana(text: str) -> str:
    return "".join(chr(ord(char) + 0x60) if "ぁ" <= char <= "ゖ" else char for char in text)


def _romaji(text: str) -> tuple[str, ...]:
    """The spellings people use: long vowels shortened, Hepburn and Kunrei."""
    plain = text.lower()
    short = plain.replace("ou", "o").replace("oo", "o").replace("uu", "u")
    forms = {
        plain,
        short,
        short.replace("shi", "si").replace("chi", "ti").replace("tsu", "tu"),
        plain.replace("ou", "oh"),
        short.replace("nb", "mb").replace("np", "mp").replace("nm", "mm"),
    }
    return tuple(forms)
