"""Prints what the index holds: sources and glossary terms."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from rag.adapters.index_files import MANIFEST, REBUILD, current_version, read_stamp
from rag.errors import IndexMismatch, IndexMissing, UsageError
from rag.settings import Settings
from rag.types import GlossaryTerm, Source


def _catalog(settings: Settings) -> dict[str, list[dict[str, Any]]]:
    version = current_version(settings.index_dir)
    if version is None:
        raise IndexMissing(f"{str(settings.index_dir)!r} に索引がありません。", hint="kokoroe ingest を実行してください。")
    read_stamp(version)
    try:
        loaded: dict[str, list[dict[str, Any]]] = json.loads((version / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexMismatch(f"索引 {str(version)!r} が壊れています。", hint=REBUILD) from error
    return loaded


def print_sources(settings: Settings, *, as_json: bool) -> None:
    """Each source with its publisher, date, terms and what supersedes it."""
    rows = [Source(**_tuples(row)) for row in _catalog(settings)["sources"]]
    if as_json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
        return
    for row in rows:
        print(f"{row.id}\n  {row.title}\n  {row.publisher}  {row.published}")
        if row.superseded_by:
            print(f"  {'、'.join(row.superseded_sections)} は {row.superseded_by} が新しい版です")
        print(f"  利用条件: {row.terms}")


def print_term(settings: Settings, name: str, *, as_json: bool) -> None:
    """The glossary entries that `name` means. Raises UsageError when there is none."""
    from rag.retrieve.glossary import GlossaryMatcher

    terms = [GlossaryTerm(**_tuples(row)) for row in _catalog(settings)["glossary"]]
    found = GlossaryMatcher(terms).lookup(name)
    if not found:
        raise UsageError(f"用語集に {name!r} はありません。", hint="別の言い方で引くか、kokoroe ask で聞いてください。")
    if as_json:
        print(json.dumps([asdict(term) for term in found], ensure_ascii=False, indent=1))
        return
    for term in found[:5]:
        reading = f"（{term.reading}）" if term.reading and term.reading not in term.term else ""
        print(f"{term.term}{reading}\n  {term.definition}\n  使われている箇所: {'、'.join(term.sections) or 'なし'}")


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
