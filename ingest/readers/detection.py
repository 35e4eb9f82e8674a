"""Tells the format of a file by its content first and its suffix second."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ingest.readers.interface import Unreadable, unreadable

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        ".md": "md",
        ".markdown": "md",
        ".txt": "text",
        ".text": "text",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".pdf": "pdf",
        ".docx": "docx",
        ".pptx": "pptx",
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
        ".csv": "csv",
        ".tsv": "csv",
    }
)
"""Lower-case suffix to format, of the files a folder is searched for."""

_TEXTUAL = frozenset({"md", "text", "html", "csv"})
_NEW_FORMAT = {"doc": "Word 文書（.docx）", "xls": "Excel ブック（.xlsx）", "ppt": "PowerPoint プレゼンテーション（.pptx）"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (("WordDocument", "doc"), ("PowerPoint Document", "ppt"), ("Workbook", "xls"), ("Book", "xls"))
_MAIN_PARTS = (("word/document", "docx"), ("ppt/presentation", "pptx"), ("xl/workbook.xml", "xlsx"))
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"BZh")
_HTML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_READABLE = "読めるのは " + "・".join(SUFFIXES) + " です。このどれかに保存し直してください。"


def detect(path: Path, data: bytes) -> str:
    """The format of a file with at least one byte: a value of SUFFIXES. Raises Unreadable."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office(path, data)
    _refuse_known(path, data)
    if _HTML.match(data[:4096]):
        return "html"
    if not path.suffix:
        return "text"
    claimed = SUFFIXES.get(path.suffix.lower())
    if claimed in _TEXTUAL:
        return str(claimed)
    if claimed is None:
        raise unreadable(path, f"形式 {path.suffix!r} には対応していません。", _READABLE)
    hint = "壊れているか、名前だけ変えたファイルです。元のアプリで開き、保存し直してください。"
    raise unreadable(path, f"名前は {path.suffix!r} ですが、中身がその形式ではありません。", hint)


def _refuse_known(path: Path, data: bytes) -> None:
    if data.startswith(_OLE):
        raise _ole(path, data)
    if data.startswith(_PICTURES):
        raise unreadable(path, "画像のファイルです。", "文字認識（OCR）で文章にしてから、PDF かテキストとして保存してください。")
    if data.startswith(_ARCHIVES):
        raise unreadable(path, "圧縮されたファイルです。", "展開して、中のファイルを指定してください。")
    if data.startswith(b"{\\rtf"):
        raise unreadable(path, "リッチテキスト（RTF）には対応していません。", "Word で開き、Word 文書（.docx）として保存してください。")


def _ole(path: Path, data: bytes) -> Unreadable:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        return unreadable(path, "パスワードで暗号化されています。", "元のアプリで開き、パスワードを外して保存し直してください。")
    old = next((kind for stream, kind in _OLE_STREAMS if holds(stream)), path.suffix.lower().lstrip("."))
    if old in _NEW_FORMAT:
        return unreadable(path, f"古い Office の形式（.{old}）です。", f"元のアプリで開き、{_NEW_FORMAT[old]}として保存し直してください。")
    return unreadable(path, "古い Office の形式か、対応していない形式です。", _READABLE)


def _office(path: Path, data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        hint = "元のアプリで開けるかどうかを確かめ、保存し直してください。"
        raise unreadable(path, "壊れているか、途中で切れています。", hint) from None
    for part, kind in _MAIN_PARTS:
        if any(name.startswith(part) for name in names):
            return kind
    if "mimetype" in names and "content.xml" in names:
        hint = "Word・Excel・PowerPoint の形式（.docx など）で保存し直してください。"
        raise unreadable(path, "OpenDocument 形式には対応していません。", hint)
    if any(name.startswith("xl/") for name in names):
        raise unreadable(path, "Excel のバイナリ形式（.xlsb）には対応していません。", "Excel ブック（.xlsx）として保存し直してください。")
    raise unreadable(path, "圧縮されたファイル（ZIP）です。", "展開して、中のファイルを指定してください。")
