"""The LangChain components give what the advisor gives."""

from __future__ import annotations

from typing import Any

from fakes import advisor_over
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from rag.adapters.langchain import KokoroeRetriever, advisor_runnable


def test_the_retriever_gives_the_hits_as_documents(small: Any) -> None:
    advisor = advisor_over(small)
    retriever = KokoroeRetriever(advisor=advisor, k=3)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("点検の間隔は？")
    hits = advisor.search("点検の間隔は？", 3)
    assert [document.id for document in documents] == [hit.chunk.id for hit in hits]
    assert documents[0].page_content == hits[0].chunk.text
    assert documents[0].metadata["section"] == hits[0].chunk.section


def test_the_advisor_is_a_runnable_that_composes(small: Any) -> None:
    chain = advisor_runnable(advisor_over(small)) | RunnableLambda(lambda answer: answer["status"])
    assert chain.invoke("点検の間隔は？") in {"answered", "not_found"}
    turns = [{"role": "user", "content": "点検の間隔は？"}]
    answer = advisor_runnable(advisor_over(small)).invoke({"question": "それは誰が？", "history": turns})
    assert {"id", "status", "text", "citations", "guard"} <= set(answer)
