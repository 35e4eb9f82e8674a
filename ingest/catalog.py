"""Reads what the corpus says about itself: sources, glossary, questions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from rag.errors import SourceError
from rag.types import GlossaryTerm, Source

# The C loader reads the corpus ten times faster; both build plain values only.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Original:
    """How an original file of a source is recognised and which structure it has."""

    source_id: str
    structure: str
    files: tuple[str, ...]
    sha256: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question people ask and the place that answers it; `heading` narrows it to a sub-heading."""

    text: str
    source_id: str
    section: str
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the corpus folder declares, beside the documents themselves."""

    sources: tuple[Source, ...]
    originals: tuple[Original, ...]
    glossary: tuple[GlossaryTerm, ...]
    questions: tuple[KnownQuestion, ...]

    def source(self, source_id: str) -> Source | None:
        """The declared source, or None."""
        return next((source for source in self.sources if source.id == source_id), None)

    def original_of(self, path: Path) -> Original | None:
        """The source whose original this file is, known by its content or, failing that, its name."""
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        by_content = (original for original in self.originals if digest in original.sha256)
        by_name = (original for original in self.originals if path.name in original.files)
        return next(by_content, None) or next(by_name, None)


def load_catalog(corpus: Path) -> Catalog:
    """The catalogue of a corpus folder. Raises SourceError with the file and the entry at fault."""
    file = corpus / "sources.yaml"
    rows = _mapping(file).get("sources")
    if not isinstance(rows, list) or not rows:
        raise SourceError(f"{str(file)!r} に sources の一覧がありません。", hint="corpus/README.md の形式を見てください。")
    with _entries_of(file):
        sources = tuple(_source(row, file) for row in rows)
        originals = tuple(
            Original(
                row["id"],
                str(row["originals"]["structure"]),
                _strings(row["originals"].get("files")),
                _strings(row["originals"].get("sha256")),
            )
            for row in rows
            if row.get("originals")
        )
    return Catalog(sources, originals, _glossary(corpus / "glossary.yaml"), _questions(sorted((corpus / "questions").glob("*.yaml"))))


def _source(row: Mapping[str, Any], file: Path) -> Source:
    name = row.get("id", "?")
    for field in ("id", "title", "publisher", "published", "terms"):
        if not str(row.get(field) or "").strip():
            raise SourceError(
                f"{str(file)!r} の資料 {name!r} に {field} がありません。",
                hint="利用条件（terms）などのない資料は取り込みません。書き足してください。",
            )
    return Source(
        id=str(name),
        title=str(row["title"]),
        publisher=str(row["publisher"]),
        published=str(row["published"]),
        edition=str(row.get("edition", "")),
        language=str(row.get("language", "ja")),
        url=str(row.get("url", "")),
        terms=" ".join(str(row["terms"]).split()),
        superseded_by=row.get("superseded_by"),
        superseded_sections=_strings(row.get("superseded_sections")),
        keywords=_strings(row.get("keywords")),
    )


def _glossary(file: Path) -> tuple[GlossaryTerm, ...]:
    if not file.exists():
        return ()
    content = _mapping(file)
    with _entries_of(file):
        return tuple(
            GlossaryTerm(
                term=str(row["term"]),
                name=str(row.get("name") or row["term"]),
                definition=" ".join(str(row["definition"]).split()),
                reading=row.get("reading"),
                full_name=row.get("full_name"),
                aliases=_strings(row.get("aliases")),
                loose_aliases=_strings(row.get("loose_aliases")),
                sections=_strings(row.get("sections")),
                source_id=str(content.get("source", "")),
            )
            for row in content.get("terms", ())
        )


def _questions(files: Sequence[Path]) -> tuple[KnownQuestion, ...]:
    found = []
    for file in files:
        content = _mapping(file)
        with _entries_of(file):
            for place in content.get("sections", ()):
                for text in place.get("questions", ()):
                    found.append(KnownQuestion(str(text), str(content["source"]), str(place["section"]), place.get("heading")))
    return tuple(found)


@contextmanager
def _entries_of(file: Path) -> Iterator[None]:
    """An entry of another form than the format asks for raises SourceError with the file."""
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        what = f"{error.args[0]} のない項目" if isinstance(error, KeyError) else "形の正しくない項目"
        raise SourceError(f"{str(file)!r} に {what}があります。", hint="corpus/README.md の形式に合わせてください。") from error


def _mapping(file: Path) -> dict[str, Any]:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except FileNotFoundError:
        raise SourceError(f"{str(file)!r} がありません。", hint="KOKOROE_CORPUS_DIR を確かめてください。") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"（{mark.line + 1} 行目）" if mark else ""
        raise SourceError(f"{str(file)!r} を読めません{place}。", hint="UTF-8 の YAML として正しいか確かめてください。") from error
    if not isinstance(content, dict):
        raise SourceError(f"{str(file)!r} の形が正しくありません。", hint="corpus/README.md の形式を見てください。")
    return content


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, (list, tuple)) else ()
