"""Takes the text out of Word paragraphs: links and footnotes in place, deleted and hidden text left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lxml import etree

from ingest.readers.docx_xml import R, W, attribute, child, switched_on, tag
from ingest.readers.links import link
from ingest.readers.writing import inline

if TYPE_CHECKING:
    from docx.document import Document

_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_SKIPPED = frozenset({"del", "moveFrom", "rt", "pPr", "rPr", "txbxContent", "instrText", "delText", "sdtPr"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}


class Texts:
    """The texts of one document's paragraphs and cells."""

    def __init__(self, document: Document) -> None:
        self._links = {
            key: relation.target_ref for key, relation in document.part.rels.items() if relation.is_external
        }
        self._notes = dict(_notes(document))

    def plain(self, paragraph: Any) -> str:
        """Raw text, "\\n" at line breaks, without footnotes."""
        return "".join(text for text, _ in self._pieces(paragraph, "", notes=False))

    def markdown(self, paragraph: Any) -> str:
        """Inline Markdown with links, and footnotes as 「（注: …）」 where they are called."""
        written: list[str] = []
        run, target = "", ""
        for text, where in self._pieces(paragraph, "", notes=True):
            if where != target:
                written.append(link(inline(run), target))
                run, target = "", where
            run += text
        written.append(link(inline(run), target))
        return "".join(written)

    def cell(self, node: Any) -> str:
        """Raw text of a table cell, nested tables included, a line for each paragraph."""
        found = [self._one(entry) for entry in node.iter(W + "p") if not _is_inside_fallback(entry)]
        return "\n".join(text for text in found if text.strip())

    def _one(self, paragraph: Any) -> str:
        return "".join(text for text, _ in self._pieces(paragraph, "", notes=True))

    def _pieces(self, node: Any, target: str, *, notes: bool) -> Iterator[tuple[str, str]]:
        """(text, link target or "") in reading order."""
        for entry in node:
            name = tag(entry)
            if name == "t":
                yield entry.text or "", target
            elif name in _MARKS:
                yield _MARKS[name], target
            elif name in ("footnoteReference", "endnoteReference"):
                note = self._notes.get((name.removesuffix("Reference"), attribute(entry, "id") or ""))
                if notes and note:
                    yield f"（注: {note}）", target
            elif name == "hyperlink":
                yield from self._pieces(entry, self._links.get(entry.get(R + "id") or "", ""), notes=notes)
            elif name == "r" and switched_on(child(child(entry, "rPr"), "vanish")):
                continue
            elif name not in _SKIPPED and name and entry.tag != _FALLBACK:
                yield from self._pieces(entry, target, notes=notes)


def text_boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph; boxes inside boxes come with the outer one."""
    for box in paragraph.iter(W + "txbxContent"):
        outer = box.getparent()
        while outer is not paragraph and outer.tag not in (W + "txbxContent", _FALLBACK):
            outer = outer.getparent()
        if outer is paragraph:
            yield box


def _is_inside_fallback(node: Any) -> bool:
    return any(parent.tag == _FALLBACK for parent in node.iterancestors())


def _notes(document: Document) -> Iterator[tuple[tuple[str, str], str]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for relation in document.part.rels.values():
        kind = _NOTES.get(relation.reltype.rsplit("/", 1)[-1])
        if kind is None or relation.is_external:
            continue
        for note in etree.fromstring(relation.target_part.blob, parser).iter(W + kind):
            if attribute(note, "type") in (None, "normal"):
                words = " ".join("".join(node.text or "" for node in note.iter(W + "t")).split())
                yield (kind, attribute(note, "id") or ""), words
