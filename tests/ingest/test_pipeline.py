"""An ingest from the files to the next answer."""

from __future__ import annotations

import errno
import io
import json
import shutil
from pathlib import Path

import pytest
from fakes import CHAPTER, SOURCES, FakeEmbedder, FakeTokenizer, advisor_over, quiet_guard, run_ingest, settings_for, write_corpus

from ingest.pipeline import Inputs, Progress, ingest
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.index_files import MANIFEST, current_version
from rag.errors import IndexMismatch, IndexMissing, SourceError, StorageError
from rag.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    write_corpus(tmp_path)
    return settings_for(tmp_path)


def opened(settings: Settings) -> ChromaIndex:
    return ChromaIndex.open(settings.index_dir, model="fake:1", tokenizer=FakeTokenizer.version)


def found(settings: Settings, text: str) -> str:
    return advisor_over(settings).search(text, 1)[0].chunk.id


def add_file(settings: Settings, name: str, text: str | bytes) -> Path:
    path = settings.corpus_dir.parent / (name if "/" in name else f"own/{name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_the_first_ingest_makes_an_index_that_answers(settings: Settings) -> None:
    embedder = FakeEmbedder()
    report = run_ingest(settings, embedder=embedder)
    assert not report.unchanged and len(report.read) == len(report.added) == 2 and not report.skipped
    assert report.embedded == len(embedder.embedded) > 5
    assert report.chunks == len(opened(settings).chunks)
    assert found(settings, "合言葉は何文字？") == "tebiki/1-2/1"
    assert found(settings, "CVE-2024-3094") == "tebiki/1-4/1"


def test_the_same_again_changes_and_embeds_nothing(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    before, again = current_version(settings.index_dir), FakeEmbedder()
    report = run_ingest(settings, embedder=again)
    assert report.unchanged and report.embedded == 0 and again.embedded == []
    assert current_version(settings.index_dir) == before
    assert report.seconds < 2


def test_only_what_changed_is_embedded(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    file = settings.corpus_dir / "documents/tebiki/chapter-1.md"
    file.write_text(CHAPTER.replace("16文字", "20文字"), encoding="utf-8")
    again = FakeEmbedder()
    report = run_ingest(settings, embedder=again)
    assert [Path(name).parent.name for name in report.changed] == ["tebiki"] and not report.added and not report.removed
    assert again.embedded and all("20文字" in text for text in again.embedded)
    assert "20文字" in opened(settings).chunk("tebiki/1-2/1").text


def test_a_removed_document_is_gone_from_the_next_answer(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    (settings.corpus_dir / "documents/tebiki-old/chapter-1.md").unlink()
    report = run_ingest(settings, embedder=FakeEmbedder())
    assert [Path(name).parent.name for name in report.removed] == ["tebiki-old"]
    index = opened(settings)
    assert index.section("tebiki-old", "1-2") == ()
    assert not any("8文字" in hit.chunk.text for hit in advisor_over(settings).search("合言葉は8文字", 50))


def test_a_changed_glossary_or_question_is_a_change(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    file = settings.corpus_dir / "questions/tebiki.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("ノートPCを電車に忘れた", "カバンごと盗まれた"), encoding="utf-8")
    assert run_ingest(settings, embedder=FakeEmbedder()).embedded == 1
    assert "カバンごと盗まれた" in opened(settings).asked("tebiki/1-1/1")


def test_an_added_folder_stands_beside_the_corpus(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    path = add_file(settings, "就業規則.md", "# 就業規則\n\n## 持ち出し\n\nUSBメモリーの持ち出しは部長が許可する。\n")
    report = run_ingest(settings, path.parent, embedder=FakeEmbedder(), add=True)
    assert len(report.added) == 1 and report.sources == 3
    assert found(settings, "USBメモリーの持ち出し").startswith("就業規則/")
    assert found(settings, "合言葉は何文字？") == "tebiki/1-2/1"
    source = next(each for each in opened(settings).sources if each.id == "就業規則")
    assert source.title == "就業規則" and "社内" in source.terms


def test_an_added_folder_is_remembered_until_it_is_gone(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    path = add_file(settings, "a.md", "# 規則\n\n鍵は青い箱。\n")
    run_ingest(settings, path.parent, embedder=FakeEmbedder(), add=True)
    other = add_file(settings, "other/b.md", "# 別\n\n名札は赤い箱。\n")
    run_ingest(settings, other, embedder=FakeEmbedder(), add=True)
    assert {source.id for source in opened(settings).sources} >= {"a", "b", "tebiki"}
    shutil.rmtree(path.parent)
    third = add_file(settings, "third/c.md", "# 三\n\n傘は黄色い箱。\n")
    report = run_ingest(settings, third, embedder=FakeEmbedder(), add=True)
    assert [each.path for each in report.skipped] == [str(path.parent)]
    assert "a" not in {source.id for source in opened(settings).sources}


def test_a_path_alone_replaces_the_corpus(settings: Settings) -> None:
    path = add_file(settings, "a.md", "# 規則\n\n鍵は青い箱。\n")
    run_ingest(settings, path, embedder=FakeEmbedder())
    assert {source.id for source in opened(settings).sources} == {"a"}


def test_folders_of_the_settings_are_read(settings: Settings) -> None:
    path = add_file(settings, "a.md", "# 規則\n\n鍵は青い箱。\n")
    own = settings.model_copy(update={"documents": (path.parent,)})
    run_ingest(own, embedder=FakeEmbedder())
    assert {source.id for source in opened(own).sources} == {"tebiki", "tebiki-old", "a"}


def test_several_files_of_one_source_keep_apart(settings: Settings) -> None:
    for name in ("a.md", "b.md"):
        add_file(settings, f"own/parts/{name}", f"前書き {name}\n\n# 概要\n\n{name} の概要。\n")
    folder = settings.corpus_dir.parent / "own/parts"
    run_ingest(settings, folder, embedder=FakeEmbedder(), source_id="tebiki")
    texts = [chunk.text for chunk in opened(settings).chunks if "概要。" in chunk.text]
    ids = [chunk.id for chunk in opened(settings).chunks]
    assert sorted(texts) == ["a.md の概要。", "b.md の概要。"] and len(ids) == len(set(ids))


def test_two_files_of_the_same_name_become_two_sources(settings: Settings) -> None:
    for folder in ("x", "y"):
        add_file(settings, f"own/{folder}/規則.md", f"# 規則\n\n{folder} の決まり。\n")
    run_ingest(settings, settings.corpus_dir.parent / "own", embedder=FakeEmbedder())
    assert [source.id for source in opened(settings).sources] == ["規則", "規則-2"]


def test_a_file_named_like_a_source_of_the_corpus_does_not_mix_with_it(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    path = add_file(settings, "tebiki.md", "# よその手引き\n\n傘は黄色い箱。\n")
    run_ingest(settings, path, embedder=FakeEmbedder(), add=True)
    titles = {source.id: source.title for source in opened(settings).sources}
    assert titles["tebiki"] == "事務所の守り方 新版" and "よその手引き" in titles.values()


def test_unreadable_files_are_skipped_with_the_reason(settings: Settings) -> None:
    add_file(settings, "good.md", "# 規則\n\n鍵は青い箱。\n")
    add_file(settings, "empty.md", b"")
    add_file(settings, "broken.pdf", b"%PDF-1.7 broken")
    add_file(settings, "photo.jpg", b"\xff\xd8\xff")
    add_file(settings, "binary.txt", bytes(range(256)) * 10)
    add_file(settings, ".hidden.md", "# 見えない")
    report = run_ingest(settings, settings.corpus_dir.parent / "own", embedder=FakeEmbedder())
    assert {Path(each.path).name for each in report.skipped} == {"empty.md", "broken.pdf", "photo.jpg", "binary.txt"}
    assert all(len(each.reason) > 10 and "Traceback" not in each.reason and "Error" not in each.reason for each in report.skipped)
    assert [source.id for source in opened(settings).sources] == ["good"]


def test_a_skipped_file_is_told_again_when_nothing_changed(settings: Settings) -> None:
    add_file(settings, "good.md", "# 規則\n\n鍵は青い箱。\n")
    add_file(settings, "empty.md", b"")
    folder = settings.corpus_dir.parent / "own"
    run_ingest(settings, folder, embedder=FakeEmbedder())
    report = run_ingest(settings, folder, embedder=FakeEmbedder())
    assert report.unchanged and [Path(each.path).name for each in report.skipped] == ["empty.md"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc-jp"])
def test_text_in_any_usual_encoding_is_found(settings: Settings, encoding: str) -> None:
    text = "規則\n\n会議室の窓を閉める当番は総務です。鍵は青い箱に戻します。\n"
    run_ingest(settings, add_file(settings, "規則.txt", text.encode(encoding)), embedder=FakeEmbedder())
    assert "会議室の窓" in advisor_over(settings).search("会議室の窓", 1)[0].chunk.text


def test_nothing_readable_keeps_the_old_index(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    before = current_version(settings.index_dir)
    path = add_file(settings, "empty.md", b"")
    with pytest.raises(SourceError) as caught:
        run_ingest(settings, path, embedder=FakeEmbedder())
    assert "これまでの索引" in caught.value.hint
    assert current_version(settings.index_dir) == before and found(settings, "合言葉は何文字？") == "tebiki/1-2/1"


def test_a_path_that_is_not_there_is_named(settings: Settings) -> None:
    with pytest.raises(SourceError, match=r"nowhere"):
        run_ingest(settings, settings.corpus_dir / "nowhere", embedder=FakeEmbedder())


def test_a_source_without_terms_is_refused(settings: Settings) -> None:
    file = settings.corpus_dir / "sources.yaml"
    file.write_text(SOURCES.replace("terms: 社内で作った見本。自由に使える。\n    keywords: [守り方]", "keywords: [守り方]"), encoding="utf-8")
    with pytest.raises(SourceError, match=r"'tebiki'.*terms"):
        run_ingest(settings, embedder=FakeEmbedder())


def test_a_folder_that_sources_yaml_does_not_know_is_refused(settings: Settings) -> None:
    (settings.corpus_dir / "documents/unknown").mkdir()
    with pytest.raises(SourceError, match="unknown"):
        run_ingest(settings, embedder=FakeEmbedder())


@pytest.mark.parametrize("path", [(), ("own/a.md",)])
def test_an_unknown_source_id_is_named_with_those_that_exist(settings: Settings, path: tuple[str, ...]) -> None:
    add_file(settings, "a.md", "# 規則\n\n鍵。\n")
    with pytest.raises(SourceError) as caught:
        run_ingest(settings, *(settings.corpus_dir.parent / each for each in path), source_id="zzz", embedder=FakeEmbedder())
    assert "'zzz'" in str(caught.value) and "tebiki-old" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sources.yaml", "sources: ["),
        ("sources.yaml", "- a"),
        ("sources.yaml", "sources: []"),
        ("sources.yaml", "sources:\n  - just a string\n"),
        ("glossary.yaml", "terms: [\x00"),
        ("glossary.yaml", "source: tebiki\nterms:\n  - name: no term\n"),
        ("glossary.yaml", "source: zzz\nterms:\n  - term: A\n    definition: b\n"),
        ("questions/tebiki.yaml", "sections:\n  - questions: [a]\n"),
        ("questions/tebiki.yaml", b"\xff\xfe\xff"),
    ],
)
def test_a_broken_catalogue_is_named(settings: Settings, name: str, text: str | bytes) -> None:
    (settings.corpus_dir / name).write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(SourceError) as caught:
        run_ingest(settings, embedder=FakeEmbedder())
    assert Path(name).name in str(caught.value) and caught.value.hint


def test_a_failing_engine_leaves_the_old_index(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    before = current_version(settings.index_dir)
    (settings.corpus_dir / "documents/tebiki/chapter-1.md").write_text("# 新しい {#9}\n\n全部変えた。\n", encoding="utf-8")
    with pytest.raises(RuntimeError):
        run_ingest(settings, embedder=FakeEmbedder(fail=RuntimeError("boom")))
    assert current_version(settings.index_dir) == before and found(settings, "合言葉は何文字？") == "tebiki/1-2/1"


def test_a_full_disk_is_told_and_leaves_the_old_index(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    before = current_version(settings.index_dir)
    (settings.corpus_dir / "documents/tebiki/chapter-1.md").write_text("# 新しい {#9}\n\n全部変えた。\n", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        run_ingest(settings, embedder=FakeEmbedder(fail=OSError(errno.ENOSPC, "No space left on device")))
    assert "空き" in str(caught.value) and "索引はそのまま" in caught.value.hint
    assert current_version(settings.index_dir) == before and found(settings, "合言葉は何文字？") == "tebiki/1-2/1"
    assert [path for path in settings.index_dir.iterdir() if path.is_dir()] == [before]


def test_a_data_folder_that_is_a_file_is_told(settings: Settings) -> None:
    settings.data_dir.write_text("not a folder")
    with pytest.raises(StorageError) as caught:
        run_ingest(settings, embedder=FakeEmbedder())
    assert str(settings.data_dir) in str(caught.value)


def test_an_index_of_another_model_is_refused_and_rebuilt(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder("other:1"))
    with pytest.raises(IndexMismatch, match=r"'other:1'.*'fake:1'"):
        opened(settings)
    assert not run_ingest(settings, embedder=FakeEmbedder()).unchanged
    assert opened(settings).chunks


def test_an_index_of_another_tokenizer_is_refused(settings: Settings) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    with pytest.raises(IndexMismatch, match="形態素"):
        ChromaIndex.open(settings.index_dir, model="fake:1", tokenizer="other")


def test_no_index_is_told(settings: Settings) -> None:
    with pytest.raises(IndexMissing) as caught:
        opened(settings)
    assert "kokoroe ingest" in caught.value.hint


def _stamp(text: str) -> object:
    return lambda version: (version / "stamp.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "harm",
    [
        _stamp("random"),
        _stamp("[]"),
        _stamp('{"format": 5}'),
        _stamp('{"format": 1, "model": "x"}'),
        lambda version: (version / "stamp.json").write_bytes(b"\xff\x00\xff"),
        lambda version: (version / MANIFEST).write_text("{", encoding="utf-8"),
        lambda version: (version / MANIFEST).write_text("[1]", encoding="utf-8"),
        lambda version: (version / MANIFEST).unlink(),
    ],
)
def test_a_foreign_or_damaged_index_is_told_and_replaced(settings: Settings, harm: object) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    version = current_version(settings.index_dir)
    assert version is not None
    harm(version)  # type: ignore[operator]
    with pytest.raises(IndexMismatch) as caught:
        opened(settings)
    assert "kokoroe ingest" in caught.value.hint
    assert not run_ingest(settings, embedder=FakeEmbedder()).unchanged
    assert opened(settings).chunks


@pytest.mark.parametrize("part", ["bm25", "chroma"])
@pytest.mark.parametrize("how", ["gone", "cut"])
def test_damaged_search_files_are_told_with_a_way_out_that_works(settings: Settings, part: str, how: str) -> None:
    run_ingest(settings, embedder=FakeEmbedder())
    version = current_version(settings.index_dir)
    assert version is not None
    copy = version.with_name("copy")  # Chroma keeps the files of an opened folder in memory
    shutil.copytree(version, copy)
    for file in (copy / part).rglob("*"):
        if how == "cut" and file.is_file():
            file.write_bytes(file.read_bytes()[:20])
    if how == "gone":
        shutil.rmtree(copy / part)
    (settings.index_dir / "current").write_text("copy", encoding="utf-8")
    with pytest.raises(IndexMismatch) as caught:
        opened(settings)
    assert repr(str(copy)) in caught.value.hint and "kokoroe ingest" in caught.value.hint
    shutil.rmtree(copy)
    run_ingest(settings, embedder=FakeEmbedder())
    assert opened(settings).chunks


@pytest.mark.parametrize("text", ["", "nowhere", "../../etc", "\x00"])
def test_a_pointer_to_nowhere_means_no_index(settings: Settings, text: str) -> None:
    settings.index_dir.mkdir(parents=True)
    (settings.index_dir / "current").write_text(text)
    with pytest.raises(IndexMissing):
        opened(settings)
    run_ingest(settings, embedder=FakeEmbedder())
    assert opened(settings).chunks


def test_a_damaged_vector_store_is_told(settings: Settings) -> None:
    settings.cache_dir.mkdir(parents=True)
    (settings.cache_dir / "vectors.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(StorageError) as caught:
        run_ingest(settings, embedder=FakeEmbedder())
    assert "vectors.sqlite" in str(caught.value) and "消して" in caught.value.hint


def test_the_version_before_the_current_one_stays_for_those_who_read_it(settings: Settings) -> None:
    file = settings.corpus_dir / "documents/tebiki/chapter-1.md"
    versions = []
    for number in range(3):
        file.write_text(CHAPTER.replace("16文字", f"{number + 20}文字"), encoding="utf-8")
        run_ingest(settings, embedder=FakeEmbedder())
        versions.append(current_version(settings.index_dir))
    left = {path for path in settings.index_dir.iterdir() if path.is_dir()}
    assert left == set(versions[1:])


def test_the_door_is_told_what_happens(settings: Settings) -> None:
    told: list[tuple[str, int]] = []
    done: list[int] = []
    progress = Progress(lambda name, total: told.append((name, total)), done.append)
    ingest(settings, Inputs(), embedder=FakeEmbedder(), tokenizer=FakeTokenizer(), guard=quiet_guard, progress=progress)
    assert told[0] == ("読み込み", 2) and told[-1][0] == "索引の書き込み"
    assert sum(done) >= 2 + 5


def test_without_an_engine_keywords_alone_are_indexed(settings: Settings) -> None:
    run_ingest(settings)
    index = ChromaIndex.open(settings.index_dir, model="none", tokenizer=FakeTokenizer.version)
    assert index.lexical(FakeTokenizer().tokens("合言葉"), 3)
    version = current_version(settings.index_dir)
    assert version is not None and "none" in json.loads((version / "stamp.json").read_text())["model"]


def test_page_numbers_reach_the_hits(settings: Settings) -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for text in ("The blue key opens the store room on every floor.", "The yellow umbrella belongs to the reception desk."):
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    run_ingest(settings, add_file(settings, "rules.pdf", buffer.getvalue()), embedder=FakeEmbedder())
    pages = {chunk.page: chunk.text for chunk in opened(settings).chunks if "書誌" not in chunk.section}
    assert "blue key" in pages[1] and "yellow umbrella" in pages[2]
    assert advisor_over(settings).search("yellow umbrella", 1)[0].chunk.page == 2
