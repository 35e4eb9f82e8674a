"""What an ingest did: read, changed, removed, skipped and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, with the reason as a sentence."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """Files by what happened to them; `embedded` counts the texts that had to be computed anew."""

    read: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    sources: int
    chunks: int
    embedded: int
    seconds: float
    unchanged: bool = False
