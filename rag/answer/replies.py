"""The replies that are not an answer, and the notices that go with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.answer.extractive import Draft
from rag.messages import say
from rag.retrieve.retriever import Found, is_superseded
from rag.types import Citation, Notice, Source, Status


def with_lead(draft: Draft, language: str) -> Draft:
    """The answer, introduced in English where it was asked in English."""
    lead = say("english_lead", language)
    return Draft(f"{lead}\n\n{draft.text}" if lead else draft.text, draft.citations)


def not_found_reply(missing: Sequence[str], related: tuple[Citation, ...], language: str, contact: str) -> Draft:
    """What the documents lack, up to three related places labelled as such, and whom to ask."""
    quote = "“{}”" if language == "en" else "「{}」"
    terms = ("、" if language != "en" else ", ").join(quote.format(term) for term in missing)
    parts = [say("not_found_terms", language, terms=terms) if terms else say("not_found", language)]
    if related:
        lines = [f"- 「{citation.chunk.heading}」 [{citation.number}]" for citation in related]
        parts.append("\n".join([say("related", language), "", *lines]))
    parts.append(say("ask_contact", language, contact=contact) if contact else say("ask_person", language))
    return Draft("\n\n".join(parts), related)


def out_of_scope_reply(language: str) -> Draft:
    """Says what Kokoroe is for, with examples."""
    return Draft(f"{say('out_of_scope', language)}\n\n{say('out_of_scope_examples', language)}", ())


def refused_reply(language: str) -> Draft:
    """Refuses help to do harm, and says what can be helped with instead."""
    return Draft(f"{say('refused', language)}{'' if language != 'en' else ' '}{say('refused_instead', language)}", ())


def notices_for(
    status: Status, citations: Sequence[Citation], found: Found, language: str, sources: Mapping[str, Source], *, lexical_only: bool
) -> tuple[Notice, ...]:
    """What the reader should know: an old edition, a newer one that differs, a word taken for a term."""
    codes: list[Notice] = []
    old = next((citation for citation in citations if citation.superseded), None)
    if old is not None:
        codes.append(_notice("superseded_edition", language, title=old.source.title, published=old.source.published))
    elif status is Status.ANSWERED and (older := _older_edition(citations, found, sources)) is not None:
        codes.append(_notice("older_edition_differs", language, published=older.published))
    if status is Status.ANSWERED:
        cited = {citation.chunk.heading for citation in citations}
        for match in found.matches:
            if match.exact and match.term.term in cited and match.name not in match.term.name.lower():
                codes.append(_notice("alias_used", language, name=match.name, term=match.term.name))
                break
    if lexical_only and status in (Status.ANSWERED, Status.NOT_FOUND):
        codes.append(_notice("lexical_only", language))
    return tuple(codes)


def _older_edition(citations: Sequence[Citation], found: Found, sources: Mapping[str, Source]) -> Source | None:
    """The source whose older text on the same section was found beside the one that is cited."""
    for citation in citations:
        for hit in found.hits:
            source = sources[hit.chunk.source_id]
            same_place = hit.chunk.section == citation.chunk.section and hit.chunk.heading == citation.chunk.heading
            if source.superseded_by == citation.chunk.source_id and same_place and is_superseded(hit.chunk, source):
                return source
    return None


def _notice(code: str, language: str, **values: object) -> Notice:
    return Notice(code, say(code, language, **values))
