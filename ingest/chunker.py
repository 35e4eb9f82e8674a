"""Cuts sections into chunks without cutting a sentence, a list item, a table row or a glossary entry."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.markdown import Block, Node, groups, kind_of
from rag.text import sentences
from rag.types import Chunk, Kind

# A chunk holds one topic. 700 characters are about what the embedding model reads (512 tokens)
# and what a person reads at a glance; a whole list or table may be longer, up to LIMIT.
SIZE, LIMIT, REMARK, WINDOW = 700, 1600, 160, 280
_ITEM = re.compile(r"^(?:[-*+]|\d+[.)])\s")


def chunks(nodes: Sequence[Node], source_id: str) -> tuple[Chunk, ...]:
    """The document's chunks in reading order, ids "source/section/n"."""
    found: list[Chunk] = []
    seen: Counter[str] = Counter()
    for section, members in groups(nodes):
        pieces = [piece for cluster in _clusters(members) for piece in _pieces(cluster)]
        # Two files of one source may use the same heading; each keeps a section of its own.
        seen[section] += bool(pieces)
        if seen[section] > 1:
            section = f"{section} ({seen[section]})"
        for number, (path, blocks) in enumerate(pieces, start=1):
            text = "\n\n".join(block.text for block in blocks)
            identity = "\0".join((*path, text))
            found.append(
                Chunk(
                    id=f"{source_id}/{section}/{number}",
                    text=text,
                    source_id=source_id,
                    section=section,
                    headings=path,
                    kind=kind_of(path, blocks),
                    page=blocks[0].page,
                    content_hash=hashlib.sha256(identity.encode()).hexdigest()[:32],
                )
            )
    return tuple(found)


def windows(chunk: Chunk) -> tuple[str, ...]:
    """The texts to embed for a chunk: its headings before some 280 characters of it at a time.

    A short window points more sharply than a long one, and the model reads no more than 512 tokens.
    """
    heading = " > ".join(chunk.headings[-2:])
    parts: list[str] = []
    for line in chunk.text.split("\n"):
        if line.strip():
            parts.extend(sentences(re.sub(r"[*`]", "", line).strip()) if len(line) > WINDOW else [re.sub(r"[*`]", "", line.strip())])
    packed = _packed(parts, WINDOW, "\n")
    return tuple(f"{heading}\n{window}" for window in packed) or (heading,)


def _clusters(members: Sequence[Node]) -> list[list[Node]]:
    """A short section whole; otherwise each sub-heading with what is below it, short neighbours apart."""
    if _length(members) <= SIZE:
        return [list(members)]
    top = min((node.level for node in members[1:]), default=0)
    clusters: list[list[Node]] = []
    for node in members:
        if clusters and node.level > top and clusters[-1][0].opens is None:
            clusters[-1].append(node)
        else:
            clusters.append([node])
    return [part for cluster in clusters for part in ([cluster] if _length(cluster) <= SIZE else [[node] for node in cluster])]


def _pieces(cluster: Sequence[Node]) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    path = cluster[0].path
    blocks: list[Block] = []
    for node in cluster:
        if node is not cluster[0] and node.blocks:
            blocks.append(Block("heading", f"{'#' * max(4, min(6, node.level))} {node.heading}", node.blocks[0].page))
        blocks.extend(node.blocks)
    if not blocks:
        return
    if kind_of(path, blocks) is Kind.DEFINITION:
        yield path, blocks
        return
    for run in _page_runs(blocks):
        if sum(len(block.text) for block in run) <= SIZE:
            yield path, run
        else:
            yield from ((path, part) for part in _parts(run))


def _page_runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks page by page, so that the page a chunk names is where all of it stands."""
    run: list[Block] = []
    for block in blocks:
        if run and run[-1].page != block.page and run[-1].kind != "heading":
            yield run
            run = []
        run.append(block)
    yield run


def _parts(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    part: list[Block] = []
    for block in [small for whole in blocks for small in _small(whole)]:
        size = sum(len(each.text) for each in part)
        together = size + len(block.text)
        # A lead or a closing remark stays with its list or table even when that makes the chunk long.
        belongs = min(size, len(block.text)) < REMARK and together <= LIMIT
        if part and together > SIZE and not belongs and part[-1].kind != "heading":
            yield part
            part = []
        part.append(block)
    if part:
        yield part


def _small(block: Block) -> list[Block]:
    """A block that is too long is cut between sentences, list items or table rows."""
    if len(block.text) <= (SIZE if block.kind == "paragraph" else LIMIT):
        return [block]
    if block.kind == "table":
        head, rows = block.text.split("\n")[:2], block.text.split("\n")[2:]
        return [Block("table", "\n".join([*head, *part.split("\n")]), block.page) for part in _packed(rows, SIZE, "\n")] or [block]
    if block.kind.endswith("list"):
        return [Block(block.kind, part, block.page) for part in _packed(_items(block.text), SIZE, "\n")]
    return [Block(block.kind, part.strip(), block.page) for part in _packed(list(_spans(block.text)), SIZE, "")]


def _spans(text: str) -> Iterator[str]:
    """The sentences, each with the white space before it, so that together they are the text."""
    place = 0
    for sentence in sentences(text):
        end = text.index(sentence, place) + len(sentence)
        yield text[place:end]
        place = end


def _items(text: str) -> list[str]:
    items: list[str] = []
    for line in text.split("\n"):
        if _ITEM.match(line) or not items:
            items.append(line)
        else:
            items[-1] += "\n" + line
    return items


def _packed(parts: Sequence[str], size: int, glue: str) -> list[str]:
    packed: list[str] = []
    for part in parts:
        if packed and len(packed[-1]) + len(part) <= size:
            packed[-1] += glue + part
        else:
            packed.append(part)
    return packed


def _length(nodes: Sequence[Node]) -> int:
    return sum(len(block.text) for node in nodes for block in node.blocks)
