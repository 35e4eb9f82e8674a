"""Restores the structure of documents that reach us as plain text."""

from __future__ import annotations

from collections.abc import Callable

from ingest.structure.agenda_slides import agenda_slides_to_markdown
from ingest.structure.guide import guide_to_markdown
from ingest.structure.overview_slides import overview_slides_to_markdown
from ingest.structure.plain import plain_to_markdown
from ingest.structure.report import report_to_markdown

__all__ = ["PROFILES", "plain_to_markdown"]

PROFILES: dict[str, Callable[[str], str]] = {
    "sme-guide": guide_to_markdown,
    "report": report_to_markdown,
    "keidanren-slides": overview_slides_to_markdown,
    "meti-slides": agenda_slides_to_markdown,
}
"""The name that sources.yaml gives the structure of an original, with what turns its text into Markdown."""
