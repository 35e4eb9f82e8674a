"""The shipped corpus: whole, consistent, and apart from the evaluation cases."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.catalog import Catalog, load_catalog
from ingest.chunker import chunks
from ingest.inputs import corpus_files, gather, glossary_nodes
from ingest.markdown import Node
from rag.text import is_japanese, normalise, squash

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
NEAR = 0.7


@cache
def catalog() -> Catalog:
    return load_catalog(CORPUS)


@cache
def nodes() -> dict[str, list[Node]]:
    gathered = gather(corpus_files(CORPUS, catalog()), catalog(), lambda name: None)
    assert gathered.skipped == []
    for term in catalog().glossary:
        gathered.nodes[term.source_id] += glossary_nodes([term])
    return gathered.nodes


@cache
def places() -> dict[str, set[str]]:
    """Section ids with the headings that stand in them."""
    found: dict[str, set[str]] = {}
    for source_id, own in nodes().items():
        for chunk in chunks(own, source_id):
            inner = [line.lstrip("# ") for line in chunk.text.split("\n") if line.startswith("####")]
            found.setdefault(chunk.place, set()).update(squash(heading) for heading in (*chunk.headings, *inner))
    return found


@pytest.mark.parametrize("file", sorted(CORPUS.rglob("*.yaml")), ids=lambda file: str(file.relative_to(CORPUS)))
def test_every_yaml_file_parses_without_doubled_keys(file: Path) -> None:
    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"{file.name}:{node.start_mark.line + 1}"
        return dict(zip(keys, [loader.construct_object(value, deep=True) for _, value in node.value], strict=True))

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    assert isinstance(yaml.load(file.read_text(encoding="utf-8"), Loader=Strict), dict)


def test_five_sources_with_their_terms() -> None:
    assert len(catalog().sources) == 5
    assert all(source.terms and source.publisher and source.published for source in catalog().sources)
    assert {path.name for path in (CORPUS / "documents").iterdir() if path.is_dir()} <= {source.id for source in catalog().sources}


def test_what_supersedes_exists() -> None:
    for source in catalog().sources:
        if source.superseded_by:
            assert catalog().source(source.superseded_by)
            assert source.superseded_sections
            for section in source.superseded_sections:
                assert f"{source.id}/{section}" in places() and f"{source.superseded_by}/{section}" in places()


def test_section_and_chunk_ids_are_unique() -> None:
    for source_id, own in nodes().items():
        opened = [node.opens for node in own if node.opens]
        assert [name for name, count in Counter(opened).items() if count > 1] == []
        ids = [chunk.id for chunk in chunks(own, source_id)]
        assert [name for name, count in Counter(ids).items() if count > 1] == []


def test_every_question_has_a_place() -> None:
    missing = []
    for question in catalog().questions:
        headings = places().get(f"{question.source_id}/{question.section}")
        if headings is None or (question.heading and squash(question.heading) not in headings):
            missing.append(f"{question.source_id}/{question.section} {question.heading or ''}: {question.text}")
    assert missing == []


def test_no_question_stands_twice_in_a_source() -> None:
    seen = Counter((question.source_id, normalise(question.text)) for question in catalog().questions)
    assert [key for key, count in seen.items() if count > 1] == []


def grams(text: str) -> frozenset[str]:
    flat = squash(text)
    return frozenset(flat[at : at + 3] for at in range(max(1, len(flat) - 2)))


@pytest.mark.parametrize("file", ["answers.jsonl", "holdout.jsonl"])
def test_no_case_is_a_near_copy_of_a_corpus_question(file: str) -> None:
    path = ROOT / "evals/cases" / file
    if not path.exists():
        pytest.skip(f"{file} is not there")
    asked = [(question.text, grams(question.text)) for question in catalog().questions]
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        own = grams(case["question"])
        for text, other in asked:
            # Sizes too far apart cannot reach NEAR, which spares the sets.
            if len(own) * NEAR <= len(other) <= len(own) / NEAR and len(own & other) >= NEAR * len(own | other):
                pairs.append((case["id"], case["question"], text))
    assert pairs == []


def test_glossary_names_mean_one_term() -> None:
    owners: dict[str, set[str]] = {}
    for term in catalog().glossary:
        for name in term.exact_names:
            owners.setdefault(normalise(name), set()).add(term.term)
    assert {name: terms for name, terms in owners.items() if len(terms) > 1} == {}


def test_glossary_entries_are_complete_and_used_where_they_say() -> None:
    terms = [term.term for term in catalog().glossary]
    assert len(terms) == len(set(terms)) > 50
    wrong = [
        (term.term, section)
        for term, section in itertools.chain.from_iterable(((term, section) for section in term.sections) for term in catalog().glossary)
        if f"{term.source_id}/{section}" not in places()
    ]
    assert wrong == []
    assert all(is_japanese(term.definition) and len(term.definition) > 20 for term in catalog().glossary)


def test_the_documents_hold_no_layout_leftovers() -> None:
    for file in sorted((CORPUS / "documents").rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        assert "[image:" not in text and "\ufffd" not in text and "\r" not in text, file.name


def test_the_restatement_meets_its_aims() -> None:
    tool, originals = SHARED / "tools/check_restatement.py", SHARED / "originals"
    if not tool.exists() or not originals.exists():
        print("the originals are not here; nothing to compare the corpus with")
        return
    done = subprocess.run([sys.executable, str(tool), str(CORPUS), str(originals)], capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
