"""Opens a file within the limits that keep one bad file from stopping the machine."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import Path

from ingest.readers.interface import unreadable

MAX_BYTES = 50 * 1024 * 1024
MAX_UNPACKED_BYTES = 500 * 1024 * 1024
MAX_RATIO = 200
RATIO_FROM_BYTES = 10 * 1024 * 1024
"""Below this size a high ratio harms nobody: a short document full of one repeated letter has it too."""
MAX_PAGES = 2000
MAX_PARTS = 20_000
_SPLIT = "ファイルを分けるか、必要な部分だけを別のファイルに保存してください。"


def load(path: Path) -> bytes:
    """The bytes of a regular file, at most MAX_BYTES and at least 1. Raises Unreadable."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise unreadable(path, "ファイルではありません（フォルダーなど）。", "ファイルを指定してください。")
        if status.st_size > MAX_BYTES:
            size = status.st_size / 1024 / 1024
            raise unreadable(path, f"大きすぎます（{size:.0f} MB、上限は {MAX_BYTES // 1024 // 1024} MB）。", _SPLIT)
        data = path.read_bytes()
    except FileNotFoundError:
        raise unreadable(path, "ファイルが見つかりません。", "場所と名前を確かめてください。") from None
    except PermissionError:
        raise unreadable(path, "読む権限がありません。", "ファイルの権限を確かめてください。") from None
    except (OSError, ValueError):
        raise unreadable(path, "ディスクから読み込めません。", "ファイルの場所とディスクの状態を確かめてください。") from None
    if not data:
        raise unreadable(path, "大きさが 0 バイトです。", "正しいファイルかどうかを確かめてください。")
    return data


def check_pages(path: Path, count: int, unit: str = "ページ") -> None:
    """Raises Unreadable when there are more than MAX_PAGES."""
    if count > MAX_PAGES:
        raise unreadable(path, f"{count:,} {unit}あり、上限の {MAX_PAGES:,} を超えています。", _SPLIT)


def check_office(path: Path, data: bytes) -> None:
    """Refuses an Office file that is damaged, encrypted inside, a zip bomb, or that declares XML entities.

    The format forbids document type declarations, so one in any part can only be an attempt to have
    entities expanded or files fetched.
    """
    hint = "元のアプリで開き、保存し直してください。"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            bomb = unpacked > RATIO_FROM_BYTES and unpacked > MAX_RATIO * len(data)
            if unpacked > MAX_UNPACKED_BYTES or bomb or len(parts) > MAX_PARTS:
                size = f"{unpacked / 1024 / 1024:,.0f} MB"
                raise unreadable(path, f"展開すると大きくなりすぎます（{size}、部品 {len(parts):,} 個）。", hint)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")) and _declares_entities(archive.read(part)):
                    raise unreadable(path, "中の XML に、使ってはいけない宣言（DTD）があります。", "入手元を確かめてください。" + hint)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError, zlib.error, MemoryError):
        raise unreadable(path, "Office 形式として壊れているか、途中で切れています。", hint) from None


def _declares_entities(xml: bytes) -> bool:
    plain = xml.replace(b"\0", b"")
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain
