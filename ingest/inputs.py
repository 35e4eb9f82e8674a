"""Finds the files to read and turns each into nodes of a source."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.catalog import Catalog, Original
from ingest.markdown import Block, Node, parse
from ingest.readers import SUFFIXES, read_file, read_raw_text
from ingest.report import Skipped
from ingest.structure import PROFILES, plain_to_markdown
from rag.errors import SourceError, StorageError
from rag.types import CARD, GlossaryTerm, Source

INTERNAL_TERMS = "社内資料（この会社の中でだけ使う）"
_UNSAFE = re.compile(r"[\\/#?%\s:*\"<>|]+")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read. `source` is set where its place already says what it belongs to."""

    path: Path
    shown: str
    sha256: str
    source: Source | None = None


@dataclass(slots=True)
class Gathered:
    """The sources with their nodes, in the order of reading."""

    nodes: dict[str, list[Node]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def corpus_files(corpus: Path, catalog: Catalog, only: str | None = None) -> list[InputFile]:
    """The restated documents of the corpus; a folder that sources.yaml does not know raises SourceError."""
    found = []
    folders = sorted(path for path in (corpus / "documents").glob("*") if path.is_dir())
    for folder in folders:
        source = catalog.source(folder.name)
        if source is None:
            raise SourceError(
                f"{str(folder)!r} は sources.yaml にない資料です。", hint="利用条件（terms）とともに sources.yaml に書いてください。"
            )
        if only in (None, source.id):
            found += [_input(path, source, root=corpus.parent) for path in sorted(folder.glob("**/*.md"))]
    if only is not None and catalog.source(only) is None:
        known = "、".join(source.id for source in catalog.sources)
        raise SourceError(f"資料 {only!r} は sources.yaml にありません。", hint=f"使えるのは {known} です。")
    return found


def given_files(paths: Iterable[Path], source: Source | None = None) -> tuple[list[InputFile], list[Skipped]]:
    """The readable files among `paths`, folders searched through; the rest with the reason."""
    found: dict[Path, InputFile] = {}
    skipped: list[Skipped] = []
    for path in paths:
        if not path.exists():
            raise SourceError(f"{str(path)!r} がありません。", hint="パスのつづりを確かめてください。")
        for file in _walk(path):
            if file.suffix.lower() not in SUFFIXES:
                known = " ".join(sorted(SUFFIXES))
                skipped.append(Skipped(str(file), f"読めない形式です（{file.suffix or '拡張子なし'}）。読めるのは {known} です。"))
                continue
            try:
                found.setdefault(file.resolve(), _input(file, source))
            except OSError as error:
                skipped.append(Skipped(str(file), f"開けませんでした（{error.strerror}）。権限を確かめてください。"))
    return list(found.values()), skipped


def gather(files: Sequence[InputFile], catalog: Catalog, progress: Callable[[str], None]) -> Gathered:
    """Reads every file; one that cannot be read is skipped with its reason."""
    gathered = Gathered()
    for file in files:
        progress(file.shown)
        try:
            _read_into(gathered, file, catalog)
        except StorageError:
            raise
        except SourceError as error:
            gathered.skipped.append(Skipped(file.shown, str(error)))
    return gathered


def glossary_nodes(terms: Sequence[GlossaryTerm]) -> list[Node]:
    """The glossary as sections "用語集/<term>", one entry each."""
    return [Node(2, term.term, f"用語集/{term.term}", ("用語集", term.term), [Block("paragraph", term.definition, None)]) for term in terms]


def card_node(source: Source) -> Node:
    """The source's title, publisher, date and edition as a section of its own, as a library's card has them."""
    rows = (("資料名", source.title), ("発行", source.publisher), ("日付", source.published), ("版", source.edition))
    text = "\n".join(f"- **{label}**: {value}" for label, value in rows if value)
    return Node(1, CARD, CARD, (source.title, CARD), [Block("bullet_list", text, None)])


def _read_into(gathered: Gathered, file: InputFile, catalog: Catalog) -> None:
    result = read_file(file.path)
    original = None if file.source else catalog.original_of(file.path)
    pages = [(page.number, page.markdown) for page in result.pages]
    if original is not None:
        source = catalog.source(original.source_id)
        assert source is not None  # an Original is only made from a declared source
        pages = [(None, _profile(original, file.path)(read_raw_text(file.path)))]
    else:
        source = file.source or _own_source(file.path, result.title, taken=gathered.sources)
        if result.format == "text":
            pages = [(None, plain_to_markdown(read_raw_text(file.path)))]
    nodes = parse(pages, title=source.title)
    if not nodes:
        raise SourceError(f"{file.shown!r} には文章がありません。", hint="中身を確かめてください。")
    gathered.sources[source.id] = source
    gathered.nodes.setdefault(source.id, []).extend(nodes)
    gathered.owners[file.shown] = source.id
    gathered.notes += [f"{file.shown}: {note}" for note in result.notes]


def _profile(original: Original, path: Path) -> Callable[[str], str]:
    restore = PROFILES.get(original.structure)
    if restore is None:
        raise SourceError(
            f"{str(path)!r} の構造 {original.structure!r} を知りません。",
            hint=f"sources.yaml で {'、'.join(PROFILES)} のどれかにしてください。",
        )
    return restore


def _own_source(path: Path, title: str | None, taken: dict[str, Source]) -> Source:
    base = _UNSAFE.sub("-", unicodedata.normalize("NFKC", path.stem)).strip("-.") or "document"
    name, count = base, 2
    while name in taken:
        name, count = f"{base}-{count}", count + 1
    return Source(
        id=name, title=title or path.stem, publisher="社内", published="", edition="", language="ja", url="", terms=INTERNAL_TERMS
    )


def _input(path: Path, source: Source | None, root: Path | None = None) -> InputFile:
    shown = str(path.relative_to(root)) if root is not None and path.is_relative_to(root) else str(path)
    return InputFile(path, shown, hashlib.sha256(path.read_bytes()).hexdigest(), source)


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in file.relative_to(path).parts)
        if file.is_file() and not hidden:
            yield file
