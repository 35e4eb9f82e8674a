"""The bodies of requests and responses, as OpenAPI shows them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.guard.kinds import KINDS


class TurnBody(BaseModel):
    """One earlier message of the conversation."""

    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"]
    content: Annotated[str, Field(max_length=50_000)]


class AskBody(BaseModel):
    """A question."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "ランサムウェアに感染したら最初に何をすればいい？", "history": []}]}
    )
    question: Annotated[str, Field(max_length=200_000, description="質問。長さの上限は KOKOROE_MAX_QUESTION_CHARS。")]
    history: Annotated[list[TurnBody], Field(default_factory=list, max_length=50, description="これまでのやりとり（古い順）。")]
    conversation_id: Annotated[str | None, Field(max_length=200)] = None
    language: Literal["ja", "en"] | None = None


class CitationBody(BaseModel):
    """Where a statement stands."""

    n: int
    chunk_id: str
    source_id: str
    title: str
    publisher: str
    published: str
    section: str
    heading: list[str]
    page: int | None
    url: str
    quote: str
    superseded: bool


class NoticeBody(BaseModel):
    """Something to know about the answer."""

    code: str
    text: str


class FindingBody(BaseModel):
    """How often a kind of confidential data was found."""

    kind: str
    count: int


class GuardBody(BaseModel):
    """What the guard did. Never what it found."""

    action: Literal["pass", "mask", "block"]
    findings: list[FindingBody]
    masked: Annotated[str | None, Field(description="代わりに送れる、伏せた文。")] = None


class CheckBody(BaseModel):
    """A text to be checked."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "取引先の方から不審なメールが届いたそうです"}]})
    text: Annotated[str, Field(max_length=200_000)]


class FalseAlarmBody(BaseModel):
    """That the guard was wrong: kinds only, no text."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"kinds": ["phone"]}]})
    kinds: Annotated[list[Literal[tuple(KINDS)]], Field(min_length=1, max_length=len(KINDS))]  # type: ignore[valid-type]


class StepBody(BaseModel):
    """One stage of answering."""

    name: str
    seconds: float
    detail: str


class AnswerBody(BaseModel):
    """The answer."""

    id: str
    status: Literal["answered", "not_found", "out_of_scope", "refused", "blocked"]
    text: Annotated[str, Field(description="Markdown。述べたことには [n] がつく。")]
    citations: list[CitationBody]
    notices: list[NoticeBody]
    guard: GuardBody
    followups: list[str]
    engine: str
    steps: list[StepBody]
    html: Annotated[str | None, Field(description="?html=true のとき、text を安全な HTML にしたもの。")] = None


class SourceBody(BaseModel):
    """A source in the index."""

    id: str
    title: str
    publisher: str
    published: str
    edition: str
    language: str
    url: str
    terms: str
    superseded_by: str | None
    superseded_sections: list[str]
    sections: list[str]


class ChunkBody(BaseModel):
    """A piece of a section."""

    chunk_id: str
    heading: list[str]
    kind: str
    page: int | None
    text: str


class SectionBody(BaseModel):
    """A section whole."""

    source_id: str
    title: str
    section: str
    superseded: bool
    chunks: list[ChunkBody]


class TermBody(BaseModel):
    """A glossary entry."""

    term: str
    name: str
    reading: str | None
    full_name: str | None
    aliases: list[str]
    definition: str
    sections: list[str]
    source_id: str


class ProblemBody(BaseModel):
    """An error as RFC 9457 describes it."""

    type: str
    title: str
    status: int
    detail: str
    hint: str
    request_id: str


class HealthBody(BaseModel):
    """Whether the service runs, and on what."""

    status: Literal["ok", "unavailable"]
    index: str | None = None
    detail: str = ""
