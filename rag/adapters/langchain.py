"""Kokoroe's retriever and advisor as LangChain components, for people who compose their own chains."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from rag.advisor import Advisor
from rag.render import to_json
from rag.types import Hit, Question, Turn


class KokoroeRetriever(BaseRetriever):
    """The advisor's search as a `BaseRetriever`; `k` documents, best first."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    advisor: Advisor
    k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(hit) for hit in self.advisor.search(query, self.k)]


def advisor_runnable(advisor: Advisor) -> Runnable[str | dict[str, Any], dict[str, Any]]:
    """The advisor as a `Runnable`: a question, or {"question", "history", "language"}, to the public answer."""

    def ask(value: str | dict[str, Any]) -> dict[str, Any]:
        return to_json(advisor.ask(_question(value)))

    return RunnableLambda(ask, name="kokoroe")


def _question(value: str | dict[str, Any]) -> Question:
    if isinstance(value, str):
        return Question(value)
    history = tuple(Turn(turn["role"], turn["content"]) for turn in value.get("history") or ())
    return Question(value["question"], history, value.get("conversation_id"), value.get("language"))


def _document(hit: Hit) -> Document:
    chunk = hit.chunk
    metadata = {
        "chunk_id": chunk.id,
        "source_id": chunk.source_id,
        "section": chunk.section,
        "heading": list(chunk.headings),
        "page": chunk.page,
        "score": hit.score,
        "via": list(hit.via),
    }
    return Document(page_content=chunk.text, id=chunk.id, metadata=metadata)
