"""From a question to a cited answer: guard, resolve, search, decide, compose."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from rag.answer.extractive import Draft, ExtractiveEngine
from rag.answer.replies import not_found_reply, notices_for, out_of_scope_reply, refused_reply, with_lead
from rag.decide.silence import SilenceRule
from rag.errors import GuardStopped, QuestionError
from rag.events import EventRecorder
from rag.gate import BLOCK, PASS, Admitted, OutgoingCheck, admit, counted, explain, holds_secret, without_placeholders
from rag.interfaces import ChunkIndex, Embedder, Guard, Store, Tokenizer
from rag.messages import say
from rag.retrieve.followup import resolve
from rag.retrieve.retriever import Found, Retriever
from rag.retrieve.weights import Weights
from rag.settings import Settings
from rag.text import clean, has_words, is_japanese
from rag.types import Answer, Citation, GuardVerdict, Hit, Notice, Question, Source, Status, Step


class Advisor:
    """Answers questions from one index. Safe to call from several threads."""

    def __init__(
        self,
        index: ChunkIndex,
        embedder: Embedder | None,
        tokenizer: Tokenizer,
        weights: Weights,
        settings: Settings,
        *,
        guard: Guard,
        store: Store | None = None,
    ) -> None:
        self.index = index
        self.guard = guard
        self._record = EventRecorder(store)
        self._outgoing = OutgoingCheck(guard)
        self._settings = settings
        self._lexical_only = embedder is None
        self._retriever = Retriever(index, embedder, tokenizer, weights)
        self._rule = SilenceRule(index, tokenizer, embedder.model_id if embedder else None)
        self._engine = ExtractiveEngine(index, tokenizer)

    def ask(self, question: Question) -> Answer:
        """The answer, whatever it is. Raises QuestionError for what cannot be asked, EngineError.

        Nothing of the question is searched, kept or shown before the guard has seen it.
        """
        steps = _Steps()
        language = question.language or _language_of(question.text)
        self._checked(question.text, language)
        with steps.timed("guard") as note:
            admitted = admit(self.guard, question)
            note(admitted.verdict.action)
        if admitted.verdict.action != PASS or admitted.dropped:
            self._record.verdict(admitted.verdict, question.door, language, len(question.text))
        if admitted.verdict.action == BLOCK:
            return self._blocked(admitted.verdict, language, steps)
        question, text = admitted.question, clean(admitted.question.text)
        alone = without_placeholders(text) or text
        with steps.timed("resolve") as note:
            full = without_placeholders(resolve(text, question.history)) or text
            continued = full != alone
            note(full if continued else "")
        with steps.timed("search") as note:
            found = self._retriever.search(full)
            note(", ".join(f"{hit.chunk.id} {hit.score:.2f}" for hit in found.hits[:3]))
        with steps.timed("decide") as note:
            status, reason = self._rule.decide(found)
            note(reason)
        with steps.timed("compose") as note:
            draft = self._draft(status, found, language)
            note(f"{len(draft.citations)} citations")
        # Where the firm keeps passages with personal data on purpose, an answer may show them.
        if self._settings.guard_documents != "keep" and self._outgoing.leaks(draft.text, [citation.chunk for citation in draft.citations]):
            return self._held_back(admitted.verdict, language, steps)
        notices = notices_for(status, draft.citations, found, language, self._sources(), lexical_only=self._lexical_only)
        if continued:
            notices = (*notices, Notice("followup_used", say("followup_used", language, previous=full.removesuffix(alone).strip())))
        return Answer(
            id=uuid.uuid4().hex,
            status=status,
            text=draft.text,
            citations=draft.citations,
            notices=(*_guard_notices(admitted, language), *notices),
            guard=admitted.verdict,
            followups=self._followups(status, found, text, language),
            engine=self._engine.name,
            steps=steps.done,
            language=language,
        )

    def search(self, text: str, k: int = 10) -> list[Hit]:
        """The retrieval alone, behind the same guard. Raises QuestionError, GuardStopped, EngineError."""
        cleaned = self._checked(text, "ja")
        verdict = self.guard.check(cleaned)
        if verdict.action != PASS:
            self._record.verdict(verdict, "search", "ja", len(text))
        if verdict.action == BLOCK:
            raise GuardStopped(explain(verdict, "ja"))
        return list(self._retriever.search(verdict.text, k).hits)

    def report_false_alarm(self, kinds: tuple[str, ...], door: str) -> None:
        """Keeps that a person thinks the guard was wrong about `kinds`."""
        self._record.false_alarm(kinds, (), door, "")

    def _blocked(self, verdict: GuardVerdict, language: str, steps: _Steps) -> Answer:
        """What was found by kind and count, how to ask instead, and for a secret where the documents say what to do."""
        text = explain(verdict, language)
        citations: tuple[Citation, ...] = ()
        if holds_secret(verdict):
            citations = self._engine.related(self._retriever.search(say("guard_secret_query", "ja"), 1).hits, 1)
            text += f"\n\n{say('guard_secret_place', language)}" if citations else ""
        return Answer(
            id=uuid.uuid4().hex,
            status=Status.BLOCKED,
            text=text,
            citations=citations,
            guard=verdict,
            engine=self._engine.name,
            steps=steps.done,
            language=language,
        )

    def _held_back(self, verdict: GuardVerdict, language: str, steps: _Steps) -> Answer:
        return Answer(
            id=uuid.uuid4().hex,
            status=Status.BLOCKED,
            text=say("answer_held", language),
            guard=verdict,
            engine=self._engine.name,
            steps=steps.done,
            language=language,
        )

    def _checked(self, text: str, language: str) -> str:
        limit = self._settings.max_question_chars
        if len(text) > limit:
            raise QuestionError(
                say("long_question", language, length=f"{len(text):,}", limit=f"{limit:,}"), hint=say("long_question_hint", language)
            )
        cleaned = clean(text)
        if not cleaned:
            raise QuestionError(say("empty_question", language), hint=say("empty_question_hint", language))
        if not has_words(cleaned):
            raise QuestionError(say("wordless_question", language, question=cleaned[:40]), hint=say("empty_question_hint", language))
        return cleaned

    def _draft(self, status: Status, found: Found, language: str) -> Draft:
        if status is Status.ANSWERED:
            return with_lead(self._engine.compose(found), language)
        if status is Status.NOT_FOUND:
            missing = self._rule.missing_terms(found)
            return not_found_reply(missing, self._engine.related(found.hits), language, self._settings.help_contact)
        if status is Status.REFUSED:
            return refused_reply(language)
        return out_of_scope_reply(language)

    def _followups(self, status: Status, found: Found, text: str, language: str) -> tuple[str, ...]:
        """Up to three questions that nearby places answer, in the asker's language."""
        if status not in (Status.ANSWERED, Status.NOT_FOUND):
            return ()
        offered: dict[str, str] = {}
        for hit in found.hits:
            known = [each for each in self.index.asked(hit.chunk.id) if _is_sentence(each, language) and each != text]
            if known and hit.chunk.place != found.hits[0].chunk.place:
                offered.setdefault(hit.chunk.place, known[0])
        return tuple(offered.values())[:3]

    def _sources(self) -> dict[str, Source]:
        return {source.id: source for source in self.index.sources}


def _guard_notices(admitted: Admitted, language: str) -> tuple[Notice, ...]:
    notices = []
    if admitted.verdict.findings:
        notices.append(Notice("masked_input", say("masked_input", language, kinds=counted(admitted.verdict.findings, language))))
    if admitted.dropped:
        notices.append(Notice("history_dropped", say("history_dropped", language, count=admitted.dropped)))
    return tuple(notices)


def _language_of(text: str) -> str:
    """English only when there are Latin letters and neither kana nor kanji."""
    return "en" if not is_japanese(text) and re.search(r"[A-Za-z]{2}", text) else "ja"


def _is_sentence(text: str, language: str) -> bool:
    """Whether a known question reads well as a suggestion: a question in the language, not keywords."""
    return is_japanese(text) == (language == "ja") and text.endswith(("？", "?", "か"))


class _Steps:
    """Collects what each stage did and how long it took."""

    def __init__(self) -> None:
        self._done: list[Step] = []

    @contextmanager
    def timed(self, name: str) -> Iterator:  # type: ignore[type-arg]
        details: list[str] = []
        started = time.perf_counter()
        yield details.append
        self._done.append(Step(name, time.perf_counter() - started, " ".join(filter(None, details))))

    @property
    def done(self) -> tuple[Step, ...]:
        return tuple(self._done)
