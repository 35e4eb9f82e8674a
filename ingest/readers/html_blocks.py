"""Turns an HTML tree into Markdown blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from ingest.readers.links import link
from ingest.readers.writing import guard, heading, inline, item, one_line, table

_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main",
        "menu", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption",
    }
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_JAPANESE = r"[ぁ-ゖァ-ヺー一-鿿々、。「」『』（）・！？]"
_BROKEN = re.compile(rf"(?<={_JAPANESE})[ \t]*\n\s*(?={_JAPANESE})")
_MAX_COLUMNS = 100
_MAX_SPAN_ROWS = 1000
_BREAK = "\ue000"  # stands for <br> until white space has been folded; private characters never reach a page


def to_blocks(parent: Tag) -> Iterator[str]:
    """Markdown blocks in document order; list items are blocks of one line."""
    pending: list[PageElement] = []
    for child in parent.children:
        if isinstance(child, Tag) and _holds_blocks(child):
            yield from _paragraph(pending)
            pending = []
            yield from _block(child)
        else:
            pending.append(child)
    yield from _paragraph(pending)


def _holds_blocks(tag: Tag) -> bool:
    return tag.name in _BLOCKS or (tag.name not in ("br", "img") and tag.find(list(_BLOCKS)) is not None)


def _block(tag: Tag) -> Iterator[str]:
    if tag.name in _HEADINGS:
        yield heading(_HEADINGS[tag.name], _plain(tag))
    elif tag.name in ("ul", "ol", "menu", "dir"):
        yield from _list(tag, 0)
    elif tag.name == "dl":
        yield from _definitions(tag)
    elif tag.name == "table":
        yield from _table(tag)
    elif tag.name == "pre":
        yield _code(tag.get_text())
    elif tag.name == "blockquote":
        yield from ("\n".join(f"> {line}" for line in block.split("\n")) for block in to_blocks(tag))
    elif tag.name != "hr":
        yield from to_blocks(tag)


def _paragraph(children: list[PageElement]) -> Iterator[str]:
    text = "\n".join(guard(line) for line in _spans(children).split("\n") if line.strip())
    if text:
        yield text


def _list(tag: Tag, level: int) -> Iterator[str]:
    number = 1
    if tag.name == "ol" and str(tag.get("start", "")).isdecimal():
        number = min(int(str(tag["start"])), 99_999)
    for entry in tag.children:
        if not isinstance(entry, Tag):
            continue
        if entry.name in ("ul", "ol"):  # a list directly inside a list: common, though not valid
            yield from _list(entry, level + 1)
            continue
        yield from _item(entry, level, f"{number}." if tag.name == "ol" else "-")
        number += 1


def _item(entry: Tag, level: int, marker: str) -> Iterator[str]:
    own: list[PageElement] = []
    nested: list[Tag] = []
    for child in entry.children:
        target = child if isinstance(child, Tag) else None
        if target is not None and (target.name in ("ul", "ol") or (_holds_blocks(target) and target.find(["ul", "ol"]))):
            nested.append(target)
        else:
            own.append(child)
    text = _spans(own)
    if text:
        yield item(level, marker, text)
    for target in nested:
        lists = [target] if target.name in ("ul", "ol") else target.find_all(["ul", "ol"])
        for inner in lists:
            if inner is target or inner.find_parent(["ul", "ol"]) is entry.parent:
                yield from _list(inner, level + 1 if text else level)


def _definitions(tag: Tag) -> Iterator[str]:
    term = ""
    for entry in tag.find_all(["dt", "dd"]):
        if entry.find_parent("dl") is not tag:
            continue
        text = " ".join(_spans(list(entry.children)).split())
        if entry.name == "dt":
            if term:
                yield item(0, "-", term)
            term = text
        elif text:
            yield item(0, "-", f"{term}: {text}" if term else text)
            term = ""
    if term:
        yield item(0, "-", term)


def _table(tag: Tag) -> Iterator[str]:
    rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
    cells = [[cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row] for row in rows]
    is_layout = tag.find("table") is not None or max((len(row) for row in cells), default=0) < 2
    if is_layout or tag.get("role") in ("presentation", "none"):
        for row in cells:
            for cell in row:
                yield from to_blocks(cell)
        return
    if tag.caption is not None:
        yield from _paragraph(list(tag.caption.children))
    yield table(_grid(cells))


def _grid(cells: list[list[Tag]]) -> list[list[str]]:
    """The cells' texts with merged ones repeated, so that every row can stand alone."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in cells:
        texts: list[str] = []
        queue = list(row)
        while (queue or len(texts) in hanging) and len(texts) < _MAX_COLUMNS:
            column = len(texts)
            if column in hanging:
                left, text = hanging.pop(column)
                if left > 1:
                    hanging[column] = (left - 1, text)
                texts.append(text)
                continue
            cell = queue.pop(0)
            text = _plain(cell)
            down = _span(cell, "rowspan", _MAX_SPAN_ROWS)
            for _ in range(min(_span(cell, "colspan", _MAX_COLUMNS), _MAX_COLUMNS - column)):
                if down > 1:
                    hanging[len(texts)] = (down - 1, text)
                texts.append(text)
        rows.append(texts)
    return rows


def _span(cell: Tag, name: str, most: int) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(1, min(int(value), most)) if re.fullmatch(r"[0-9]{1,6}", value) else 1


def _code(text: str) -> str:
    text = text.strip("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}" if text.strip() else ""


def _plain(tag: Tag) -> str:
    """Raw text for a heading or a cell, line breaks kept as line breaks."""
    return _folded(_text([tag], links=False, escape=False))


def _spans(children: list[PageElement]) -> str:
    """Inline Markdown of some nodes, in as many lines as there are line breaks."""
    return _folded(_text(children, links=True, escape=True))


def _folded(text: str) -> str:
    text = re.sub(r"[ \t\r\n\f]+", " ", _BROKEN.sub("", text))
    return "\n".join(line.strip() for line in text.split(_BREAK)).strip()


def _text(children: list[PageElement], *, links: bool, escape: bool) -> str:
    parts: list[str] = []
    for child in children:
        if isinstance(child, PreformattedString):  # comments, declarations
            continue
        if isinstance(child, NavigableString):
            text = str(child).replace(_BREAK, "")
            parts.append(inline(text) if escape else text)
        elif isinstance(child, Tag):
            parts.append(_tag_text(child, links=links, escape=escape))
    return "".join(parts)


def _tag_text(tag: Tag, *, links: bool, escape: bool) -> str:
    if tag.name == "br":
        return _BREAK
    if tag.name in ("rt", "rp"):
        return ""
    text = _text(list(tag.children), links=links and tag.name != "a", escape=escape)
    if tag.name == "a" and links:
        return _link(text, str(tag.get("href", "")).strip())
    return f"{_BREAK}{text}{_BREAK}" if tag.name in _BLOCKS else text


def _link(text: str, target: str) -> str:
    words = one_line(text.replace(_BREAK, " "))
    return link(words, target) if words else text
