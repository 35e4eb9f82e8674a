"""Turns Markdown pages into sections with their heading paths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt

from rag.types import CARD, Kind, Section

_ID = re.compile(r"\s*\{#(?P<id>[^}]+)\}\s*$")
_NUMBER = re.compile(
    r"^(?P<number>第[0-9０-９一二三四五六七八九十百]+(?:章|条|編|節|部)(?:の\d+)?|\d+(?:[-.]\d+)+|\d+(?=[.．)）、 　]))[.．)）:：、]?(?=\s|\D|$)"
)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
_PARSER = MarkdownIt("commonmark").enable("table")
_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
_REFERENCES = re.compile(r"参考文献|引用文献|出典|参考情報|references", re.I)
_CASE = re.compile(r"事例|ケース|case", re.I)
_PROCEDURE = re.compile(r"手順|流れ|ステップ|対応|初動|復旧|steps?\b|procedure", re.I)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table or code block as its Markdown source; `page` counts from 1."""

    kind: str
    text: str
    page: int | None


@dataclass(slots=True)
class Node:
    """A heading with what stands directly under it. `opens` is the section id it opens, if any."""

    level: int
    heading: str
    opens: str | None
    path: tuple[str, ...]
    blocks: list[Block]


def parse(pages: Sequence[tuple[int | None, str]], *, title: str) -> list[Node]:
    """The document's headings in order, each with its blocks.

    Where a document marks sections itself (`## 2-1. … {#2-1}`), only those open sections;
    otherwise every heading does. Text before the first heading stands under `title`.
    """
    text, line_pages = _joined(pages)
    lines = text.split("\n")
    tokens = _PARSER.parse(text)
    marked = any(token.type == "inline" and token.level == 1 and _ID.search(token.content) for token in tokens)
    nodes: list[Node] = [Node(0, title, title, (title,), [])]
    for position, token in enumerate(tokens):
        if token.level != 0 or token.map is None or token.nesting < 0:
            continue
        if token.type == "heading_open":
            nodes.append(_heading(tokens[position + 1].content, int(token.tag[1]), nodes, marked))
        elif token.type != "hr":
            start, end = token.map
            source = "\n".join(lines[start:end]).strip("\n")
            nodes[-1].blocks.append(Block(token.type.removesuffix("_open"), source, line_pages[start]))
    return _with_unique_ids([node for node in nodes if node.level or node.blocks])


def sections(nodes: Sequence[Node], source_id: str) -> tuple[Section, ...]:
    """One section for each heading that has text under it."""
    found = []
    for owner, node in _with_owner(nodes):
        if node.blocks:
            body = "\n\n".join(block.text for block in node.blocks)
            found.append(Section(source_id, owner, node.path, kind_of(node.path, node.blocks), body, node.blocks[0].page))
    return tuple(found)


def groups(nodes: Sequence[Node]) -> Iterator[tuple[str, list[Node]]]:
    """Section ids with their nodes: the opening heading and its sub-headings."""
    current: tuple[str, list[Node]] | None = None
    for owner, node in _with_owner(nodes):
        if current is None or current[0] != owner:
            if current is not None:
                yield current
            current = (owner, [])
        current[1].append(node)
    if current is not None:
        yield current


def kind_of(path: Sequence[str], blocks: Sequence[Block]) -> Kind:
    """What a piece under these headings is, from its headings and its largest block."""
    heading = path[-1] if path else ""
    if any(part.startswith("用語集") or part.lower() == "glossary" for part in path):
        return Kind.DEFINITION
    if heading == CARD or _REFERENCES.search(heading):
        return Kind.REFERENCES
    largest = max(blocks, key=lambda block: len(block.text), default=None)
    listed = sum(len(block.text) for block in blocks if block.kind.endswith("list"))
    if largest is not None and largest.kind == "table":
        return Kind.TABLE
    mostly_listed = listed * 2 > sum(len(block.text) for block in blocks)
    if (mostly_listed or any(block.kind == "ordered_list" for block in blocks)) and any(_PROCEDURE.search(part) for part in path[-2:]):
        return Kind.PROCEDURE
    if _CASE.search(heading):
        return Kind.CASE
    if mostly_listed:
        return Kind.LIST
    return Kind.TEXT


def _joined(pages: Sequence[tuple[int | None, str]]) -> tuple[str, list[int | None]]:
    lines: list[str] = []
    numbers: list[int | None] = []
    for number, markdown in pages:
        body = _FRONT_MATTER.sub("", markdown.replace("\r\n", "\n").replace("\r", "\n"))
        for line in [*body.split("\n"), ""]:
            lines.append(line)
            numbers.append(number)
    return "\n".join(lines), numbers or [None]


def _heading(content: str, level: int, nodes: Sequence[Node], marked: bool) -> Node:
    match = _ID.search(content)
    heading = _ID.sub("", content).strip() or "（無題）"
    parents: list[Node] = []
    for node in reversed(nodes):
        if 0 < node.level < (parents[-1].level if parents else level):
            parents.append(node)
    path = (*(parent.heading for parent in reversed(parents)), heading)
    if match:
        return Node(level, heading, match["id"].strip(), path, [])
    if marked:
        return Node(level, heading, None, path, [])
    number = _NUMBER.match(heading)
    return Node(level, heading, number["number"] if number else heading, path, [])


def _with_unique_ids(nodes: list[Node]) -> list[Node]:
    """A number or heading that occurs again is told apart by the heading above it, then by a count."""
    seen: set[str] = set()
    for node in nodes:
        if node.opens is None:
            continue
        wanted = node.opens
        if wanted in seen and len(node.path) > 1:
            above = _NUMBER.match(node.path[-2])
            wanted = f"{above['number'] if above else node.path[-2]} {node.opens}"
        count, candidate = 2, wanted
        while candidate in seen:
            candidate, count = f"{wanted} ({count})", count + 1
        node.opens = candidate
        seen.add(candidate)
    return nodes


def _with_owner(nodes: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    owner, level = "", 99
    for node in nodes:
        if node.opens is not None or node.level <= level:
            # A grouping heading ("## 2-2.") ends the section before it; text right under it is its own.
            owner, level = node.opens or node.heading, node.level
        yield owner, node
