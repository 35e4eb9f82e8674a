"""Eval cases: reading them, refusing bad ones, publishing their schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.errors import CaseError
from rag.types import Question, Status, Turn

CASES = Path(__file__).with_name("cases")
SCHEMA = CASES / "case.schema.json"
GUARD_SCHEMA = CASES / "guard.schema.json"
NO_SOURCE = "none"

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]


class CaseKind(StrEnum):
    """What a case asks for; decides which metrics apply."""

    FACT = "fact"
    LIST = "list"
    PROCEDURE = "procedure"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    EDITION = "edition"
    MULTI_SOURCE = "multi_source"
    FOLLOWUP = "followup"
    UNANSWERABLE = "unanswerable"
    OUT_OF_SCOPE = "out_of_scope"
    HARMFUL = "harmful"
    INJECTION = "injection"


SILENT_KINDS = (CaseKind.UNANSWERABLE, CaseKind.OUT_OF_SCOPE, CaseKind.HARMFUL, CaseKind.INJECTION)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(_Record):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: Text


class Case(_Record):
    """A question and what is right about it.

    `gold` are sections as "source/section"; any one of them proves the answer, but all are
    needed for kind multi_source. `evidence` are strings of the original text in a gold section.
    `must_include` are groups of alternatives; an answer has to hold one of each group, for kinds
    list and procedure in this order.
    """

    id: Id
    question: Text
    history: tuple[Message, ...] = ()
    language: Literal["ja", "en"]
    style: Literal["plain", "employee", "keywords", "typo", "english"]
    kind: CaseKind
    gold: tuple[Text, ...] = ()
    evidence: tuple[Text, ...] = ()
    must_include: tuple[tuple[Text, ...], ...] = ()
    must_not_include: tuple[Text, ...] = ()
    status: Literal["answered", "not_found", "out_of_scope", "refused"]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.answerable and not self.gold:
            raise ValueError("status が answered なのに gold がありません")
        if not self.answerable and (self.gold or self.must_include):
            raise ValueError("status が answered でないのに gold か must_include があります")
        if self.answerable == (self.kind in SILENT_KINDS):
            raise ValueError(f"kind {self.kind.value} と status {self.status} が合いません")
        if self.kind is CaseKind.FOLLOWUP and not self.history:
            raise ValueError("kind が followup なのに history がありません")
        if any(not group for group in self.must_include):
            raise ValueError("must_include に空のグループがあります")
        return self

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return self.status == Status.ANSWERED.value

    @property
    def need_all(self) -> bool:
        """Whether every gold section is needed, rather than any one of them."""
        return self.kind is CaseKind.MULTI_SOURCE

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the gold sections; ("none",) when nothing proves it."""
        return tuple(dict.fromkeys(place.split("/", 1)[0] for place in self.gold)) or (NO_SOURCE,)

    def asked(self) -> Question:
        """The question as a door would hand it over."""
        turns = tuple(Turn(message.role, message.content) for message in self.history)
        return Question(self.question, turns, language=self.language)


class GuardCase(_Record):
    """A text and what the guard has to do with it; `kinds` are all kinds that must be found."""

    id: Id
    text: Text
    action: Literal["pass", "mask", "block"]
    kinds: tuple[Text, ...] = ()
    style: Text
    family: Text

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.action == "pass") == bool(self.kinds):
            raise ValueError("action が pass のときだけ kinds は空です")
        return self


Record = TypeVar("Record", bound=_Record)


def load_cases(*files: Path) -> tuple[Case, ...]:
    """The cases of some files, in order. Raises CaseError with file, line and field."""
    return _load(files, Case, SCHEMA)


def load_guard_cases(*files: Path) -> tuple[GuardCase, ...]:
    """The guard cases of some files, in order. Raises CaseError with file, line and field."""
    return _load(files, GuardCase, GUARD_SCHEMA)


def schema_of(record: type[_Record]) -> dict[str, Any]:
    """The JSON Schema of one line of a file of such records."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **record.model_json_schema()}


def named_file(name: str) -> Path:
    """The file of a shipped set ("answers", "holdout"), or the path itself. Raises CaseError."""
    for file in (CASES / f"{name}.jsonl", Path(name)):
        if file.is_file():
            return file
    shipped = "、".join(sorted(file.stem for file in CASES.glob("*.jsonl")))
    raise CaseError(f"ケースのファイル {name!r} がありません。", hint=f"{shipped} か、JSONL ファイルのパスを指定してください。")


def _load(files: Sequence[Path], record: type[Record], schema: Path) -> tuple[Record, ...]:
    cases: list[Record] = []
    seen: dict[str, str] = {}
    for file in files:
        for number, line in _lines(file):
            where = f"{file.name} の {number} 行目"
            case = _parse(line, record, where, schema)
            name = str(getattr(case, "id", ""))
            if name in seen:
                raise CaseError(f"{where}の id {name!r} は {seen[name]}にもあります。", hint="どちらかの id を変えてください。")
            seen[name] = where
            cases.append(case)
    if not cases:
        names = "、".join(str(file) for file in files)
        raise CaseError(f"{names!r} にケースがひとつもありません。", hint="1 行に 1 件の JSON を書いてください。")
    return tuple(cases)


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"ケースのファイル {str(file)!r} を読めませんでした。", hint="パスと、UTF-8 であることを確かめてください。") from error
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _parse(line: str, record: type[Record], where: str, schema: Path) -> Record:
    hint = f"形式は {schema.parent.parent.name}/{schema.parent.name}/{schema.name} にあります。"
    try:
        return record.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            raise CaseError(f"{where}は JSON として読めません: {line[:60]!r}", hint=hint) from None
        if first["type"] == "value_error":
            said = str(first.get("ctx", {}).get("error", ""))
            raise CaseError(f"{where}（{_id_of(line)!r}）: {said}。", hint=hint) from None
        field = ".".join(str(part) for part in first["loc"])
        raise CaseError(f"{where}（{_id_of(line)!r}）の項目 {field} の値 {str(first.get('input'))[:60]!r} は使えません。", hint=hint) from None


def _id_of(line: str) -> str:
    try:
        return str(json.loads(line)["id"])
    except (ValueError, KeyError, TypeError):
        return "?"
