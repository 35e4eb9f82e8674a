"""Answers as JSON and as plain text, for every door."""

from __future__ import annotations

from typing import Any

from rag.types import Answer, Citation, GuardVerdict, Hit


def to_json(answer: Answer) -> dict[str, Any]:
    """The public answer; the same from the API, `kokoroe ask --json` and `--batch`."""
    return {
        "id": answer.id,
        "status": answer.status.value,
        "text": answer.text,
        "citations": [citation_json(citation) for citation in answer.citations],
        "notices": [{"code": notice.code, "text": notice.text} for notice in answer.notices],
        "guard": guard_json(answer.guard),
        "followups": list(answer.followups),
        "engine": answer.engine,
        "steps": [{"name": step.name, "seconds": round(step.seconds, 4), "detail": step.detail} for step in answer.steps],
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """One entry of "citations"."""
    chunk, source = citation.chunk, citation.source
    return {
        "n": citation.number,
        "chunk_id": chunk.id,
        "source_id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published,
        "section": chunk.section,
        "heading": list(chunk.headings),
        "page": chunk.page,
        "url": source.url,
        "quote": citation.quote,
        "superseded": citation.superseded,
    }


def guard_json(verdict: GuardVerdict) -> dict[str, Any]:
    """Action, kinds and counts, and the masked text that may be sent instead; never what was found."""
    return {
        "action": verdict.action,
        "findings": [{"kind": finding.kind, "count": finding.count} for finding in verdict.findings],
        "masked": verdict.masked,
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """One entry of "hits" of `kokoroe search`."""
    chunk = hit.chunk
    return {
        "chunk_id": chunk.id,
        "source_id": chunk.source_id,
        "section": chunk.section,
        "heading": list(chunk.headings),
        "score": round(hit.score, 4),
        "via": list(hit.via),
        "text": chunk.text,
    }


def place_line(citation: Citation) -> str:
    """Where a citation leads, on one line: title, headings, page, publisher, date."""
    chunk, source = citation.chunk, citation.source
    page = f" p.{chunk.page}" if chunk.page else ""
    path = " > ".join(chunk.headings[-3:])
    origin = "、".join(part for part in (source.publisher, source.published) if part)
    return f"[{citation.number}] {source.title} — {path}{page}（{origin}）"


def to_text(answer: Answer, *, explain: bool = False) -> str:
    """The answer for a terminal: text, notices, sources, suggestions and, on demand, the steps."""
    english = answer.language == "en"
    parts = [answer.text]
    parts += [f"※ {notice.text}" for notice in answer.notices]
    if answer.citations:
        parts.append("\n".join(["Sources:" if english else "出典:", *(f"  {place_line(citation)}" for citation in answer.citations)]))
    if answer.followups:
        parts.append("\n".join(["You may also ask:" if english else "続けて聞けること:", *(f"  - {text}" for text in answer.followups)]))
    if explain:
        lines = [f"  {step.name:8s} {step.seconds * 1000:7.1f} ms  {step.detail}" for step in answer.steps]
        parts.append("\n".join(["Steps:" if english else "経過:", *lines]))
    return "\n\n".join(parts)
