"""Whatever is in a file, a reader reads it or says what is wrong."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl  # type: ignore[import-untyped]
import pptx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.readers import SUFFIXES, Unreadable, files, read_file
from ingest.readers.files import MAX_BYTES, check_office
from ingest.readers.titles import usable
from rag.errors import SourceError

Write = Callable[[str, bytes], Path]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refused(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        read_file(path)
    assert path.name in caught.value.message and caught.value.hint.endswith("。")
    assert isinstance(caught.value, SourceError)
    return str(caught.value)


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(100)


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", stream("EncryptedPackage"), "暗号化"),
        ("a.xlsx", stream("EncryptionInfo"), "暗号化"),
        ("a.doc", stream("WordDocument"), ".docx"),
        ("a.docx", stream("WordDocument"), ".docx"),
        ("a.xls", stream("Workbook"), ".xlsx"),
        ("a.ppt", stream("PowerPoint Document"), ".pptx"),
        ("a.doc", OLE, ".docx"),
        ("a.msg", OLE, "古い Office"),
        ("a.pdf", b"\x89PNG\r\n", "画像"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "OCR"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "展開"),
        ("a.rtf", b"{\\rtf1 }", ".docx"),
        ("a.odt", archive("mimetype", "content.xml"), "OpenDocument"),
        ("a.xlsb", archive("xl/workbook.bin"), ".xlsb"),
        ("a.zip", archive("a.txt"), "ZIP"),
        ("a.docx", archive("word/document.xml"), "壊れ"),
        ("a.docx", archive("word/document.xml")[:-30], "壊れ"),
        ("a.docx", "ただの文章".encode(), "中身"),
        ("a.pdf", "ただの文章".encode(), "中身"),
        ("a.pdf", b"%PDF-1.7\n%%EOF", "壊れ"),
        ("a.py", b"print()", "対応していません"),
        ("a.txt", b"", "0 バイト"),
        ("a.txt", b" \n\n", "文章がありません"),
        ("a.md", b"\n", "文章がありません"),
        ("a.exe", b"MZ\0\0", "対応していません"),
    ],
)
def test_refusals_say_what_to_do(write: Write, name: str, data: bytes, words: str) -> None:
    assert words in refused(write(name, data))


def test_missing_and_odd_paths(tmp_path: Path) -> None:
    assert "見つかりません" in refused(tmp_path / "ない.txt")
    assert "ファイルではありません" in refused(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    assert "ファイルではありません" in refused(tmp_path / "pipe.txt")


def test_links_are_followed(write: Write, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(write("a.txt", "文".encode()))
    assert read_file(tmp_path / "link.txt").pages[0].markdown == "文"


def test_content_counts_more_than_the_name(write: Write, pdf: Callable[..., bytes]) -> None:
    assert read_file(write("規程.docx", pdf(["文です。"]))).format == "pdf"
    page = "<!DOCTYPE html><html><body><table><tr><td>甲<td>乙</table></body></html>".encode("cp932")
    for name in ("一覧.xls", "一覧.txt", "一覧.csv", "一覧"):
        assert read_file(write(name, page)).pages[0].markdown == "| 甲 | 乙 |\n| --- | --- |"


def test_files_that_are_too_large(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "50 MB" in refused(path)


def test_zip_bombs(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", bytes(20 * 1024 * 1024))
    assert "展開すると" in refused(write("a.docx", out.getvalue()))
    monkeypatch.setattr(files, "MAX_UNPACKED_BYTES", 10)
    with pytest.raises(Unreadable, match="展開すると"):
        check_office(Path("a.docx"), archive("a" * 5, "b" * 5, *(f"c{number}" for number in range(20))))


@pytest.mark.parametrize(
    "title", ["", "  ", None, "Microsoft Word - 規程.docx", "PowerPoint プレゼンテーション", "無題", "規程.pdf", "文書1"]
)
def test_titles_nobody_gave(title: str | None) -> None:
    assert usable(title) is None


@pytest.mark.parametrize("title", ["情報管理規程", "Word の使い方", "Excel 台帳の手引き"])
def test_titles_somebody_gave(title: str) -> None:
    assert usable(title) == title


def tried(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            result = read_file(path)
        except Unreadable as error:
            assert error.hint
        else:
            assert any(page.markdown.strip() for page in result.pages)


HEADS = st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", OLE, b"<html>", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b$B"])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SUFFIXES)), HEADS, st.binary(max_size=300))
@example(".csv", b"", b'"\r\r\n"')
def test_random_bytes(suffix: str, head: bytes, data: bytes) -> None:
    tried(f"a{suffix}", head + data)


@pytest.fixture(scope="module")
def samples() -> dict[str, bytes]:
    document, deck, book = docx.Document(), pptx.Presentation(), openpyxl.Workbook()
    document.add_paragraph("文")
    document.add_table(1, 2).cell(0, 0).text = "甲"
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "題"
    book.active.append(["甲", 1])
    made: dict[str, bytes] = {}
    for kind, thing in (("docx", document), ("pptx", deck), ("xlsx", book)):
        out = io.BytesIO()
        thing.save(out)
        made[kind] = out.getvalue()
    return made


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
def test_damaged_office_files(samples: dict[str, bytes], kind: str) -> None:
    whole = samples[kind]
    for share in range(1, 8):
        tried(f"a.{kind}", whole[: len(whole) * share // 8])
    for step in range(1, 12):
        at = len(whole) * step // 12
        tried(f"a.{kind}", whole[:at] + bytes(byte ^ 0x55 for byte in whole[at : at + 20]) + whole[at + 20 :])


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
def test_office_files_without_a_part(samples: dict[str, bytes], kind: str) -> None:
    with zipfile.ZipFile(io.BytesIO(samples[kind])) as whole:
        for missing in [name for name in whole.namelist() if "Layout" not in name]:
            for content in (None, b"<a/>"):
                out = io.BytesIO()
                with zipfile.ZipFile(out, "w") as damaged:
                    for name in whole.namelist():
                        if name != missing:
                            damaged.writestr(name, whole.read(name))
                        elif content is not None:
                            damaged.writestr(name, content)
                tried(f"a.{kind}", out.getvalue())


def test_damaged_pdfs(pdf: Callable[..., bytes]) -> None:
    whole = pdf(["守る手順です。", ("題", 20)], ["次のページ。"])
    for step in range(1, 40):
        at = len(whole) * step // 40
        tried("a.pdf", whole[:at])
        tried("a.pdf", whole[:at] + b"\0\xff/<<" + whole[at + 5 :])


def test_importing_the_readers_is_cheap() -> None:
    code = (
        "import sys, ingest.readers; "
        "print([name for name in ('pypdf', 'docx', 'pptx', 'openpyxl', 'bs4', 'lxml', 'charset_normalizer') if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[3]
    shown = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
