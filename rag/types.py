"""What flows through Kokoroe: frozen values from a source document to a cited answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# The section that says what a source is: title, publisher, date.
CARD = "書誌情報"


class Kind(StrEnum):
    """What a piece of text is; decides how it is cut and how it is shown."""

    TEXT = "text"
    LIST = "list"
    PROCEDURE = "procedure"
    TABLE = "table"
    DEFINITION = "definition"
    CASE = "case"
    REFERENCES = "references"


class Status(StrEnum):
    """How an answer ended."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    OUT_OF_SCOPE = "out_of_scope"
    REFUSED = "refused"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Source:
    """One document and the terms it is used under.

    `published` is written as the document writes it (a day, a year, or "about 2023").
    `superseded_sections` are the section ids for which `superseded_by` is today's text.
    """

    id: str
    title: str
    publisher: str
    published: str
    edition: str
    language: str
    url: str
    terms: str
    superseded_by: str | None = None
    superseded_sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A place with a heading of its own.

    `id` is the number the document itself uses ("2-2-2") or its heading; several
    sections share it where a numbered section has sub-headings. `headings` is the whole
    path, outermost first. `text` is Markdown without the headings. `page` counts from 1.
    """

    source_id: str
    id: str
    headings: tuple[str, ...]
    kind: Kind
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source with its sections in reading order."""

    source: Source
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit that is stored, found and cited; `id` is "source/section/n", n from 1.

    `content_hash` covers everything that is embedded, so an equal hash means an equal vector.
    """

    id: str
    text: str
    source_id: str
    section: str
    headings: tuple[str, ...]
    kind: Kind
    page: int | None
    content_hash: str

    @property
    def place(self) -> str:
        """The section this chunk belongs to, as "source/section"."""
        return f"{self.source_id}/{self.section}"

    @property
    def heading(self) -> str:
        """The innermost heading."""
        return self.headings[-1] if self.headings else ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a query. `via` names what found it: lexical, dense, question, glossary."""

    chunk: Chunk
    score: float
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """An entry of the glossary; `loose_aliases` mean something near, not the same."""

    term: str
    name: str
    definition: str
    reading: str | None = None
    full_name: str | None = None
    aliases: tuple[str, ...] = ()
    loose_aliases: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    source_id: str = ""

    @property
    def exact_names(self) -> tuple[str, ...]:
        """Every spelling that means just this term."""
        names = (self.term, self.name, self.reading, self.full_name, *self.aliases)
        return tuple(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; `role` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked, as a door received it. `language` is None when it is to be detected;
    `door` says where it was asked ("cli", "api", "slack")."""

    text: str
    history: tuple[Turn, ...] = ()
    conversation_id: str | None = None
    language: str | None = None
    door: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement of the answer stands; `quote` is a verbatim span of the chunk."""

    number: int
    chunk: Chunk
    source: Source
    quote: str
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know about the answer; `code` is stable, `text` is shown."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of answering: what it did, and for how many seconds."""

    name: str
    seconds: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GuardFinding:
    """How often a kind of confidential data occurs. Never the data."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class GuardVerdict:
    """What the guard decided: `action` is "pass", "mask" or "block".

    `text` is what may go on: the input when it passes, the masked input when it is masked,
    and empty when it is blocked. `masked` is the masked text a person may send instead.
    """

    action: str
    text: str
    findings: tuple[GuardFinding, ...] = ()
    masked: str | None = None
    rules: tuple[str, ...] = ()


PASSED = GuardVerdict("pass", "")

_NAME = re.compile(r"[A-Za-z0-9_.:<>=+-]{0,64}")


@dataclass(frozen=True, slots=True)
class GuardEvent:
    """That the guard decided something, without a trace of what it saw.

    `at` is aware and in UTC. `door` names where the text came in (cli, api, slack), `action` is
    the verdict's, `length_bucket` a range of characters. `reported_false` marks the event a
    person sends to say that the guard was wrong. Raises ValueError for another time zone and for
    a name that is not a plain identifier of at most 64 characters, so that no text gets in as one.
    """

    at: datetime
    door: str
    action: str
    findings: tuple[GuardFinding, ...]
    rules: tuple[str, ...]
    language: str
    length_bucket: str
    reported_false: bool = False

    def __post_init__(self) -> None:
        if self.at.utcoffset() != timedelta(0):
            raise ValueError("at: a time in UTC is needed")
        kinds = (finding.kind for finding in self.findings)
        for name in (self.door, self.action, self.language, self.length_bucket, *self.rules, *kinds):
            if not _NAME.fullmatch(name):
                raise ValueError("a guard event takes names, not text")


@dataclass(frozen=True, slots=True)
class Answer:
    """What every door shows; see `rag.render.to_json` for the public form."""

    id: str
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    notices: tuple[Notice, ...] = ()
    guard: GuardVerdict = PASSED
    followups: tuple[str, ...] = ()
    engine: str = "extractive"
    steps: tuple[Step, ...] = field(default=())
    language: str = "ja"
