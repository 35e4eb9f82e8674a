"""Index versions on disk: which one is current, and what made it.

An index version is a folder that is complete once its `stamp.json` is there and never changes
after that. Which version is current is one small file beside them, replaced in one step, so
that a killed build leaves the old index answering.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from rag.errors import IndexMismatch, storage_error

FORMAT = 6
POINTER = "current"
MANIFEST = "catalog.json"
ALLOWED = "allowed.json"
REBUILD = "kokoroe ingest を実行して作り直してください。"
_ABANDONED_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Stamp:
    """What made an index. `fingerprint` covers every input, `inputs` are the folders that were read."""

    format: int
    model: str
    tokenizer: str
    fingerprint: str
    made: str
    chunks: int
    vectors: int
    inputs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.made} · {self.chunks} chunks · {self.model} · {self.fingerprint[:12]}"


def current_version(folder: Path) -> Path | None:
    """The folder of the version that answers now, or None."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise storage_error(error, folder / POINTER) from error
    version = folder / name
    return version if name and (version / "stamp.json").exists() else None


def read_stamp(version: Path) -> Stamp:
    """The version's stamp. Raises IndexMismatch when it is not one of ours."""
    try:
        values = json.loads((version / "stamp.json").read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise IndexMismatch(f"索引 {str(version)!r} は別の版（形式 {values['format']}）のものです。", hint=REBUILD)
        return Stamp(**{**values, "inputs": tuple(values["inputs"])})
    except (KeyError, TypeError, ValueError) as error:
        raise IndexMismatch(f"{str(version)!r} は心得の索引ではないか、壊れています。", hint=REBUILD) from error


def read_allowed(version: Path) -> dict[str, list[str]]:
    """What the guard lets through because the documents hold it, by kind. Raises IndexMismatch."""
    try:
        allowed: dict[str, list[str]] = json.loads((version / ALLOWED).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexMismatch(f"{str(version)!r} は心得の索引ではないか、壊れています。", hint=REBUILD) from error
    return allowed


def write_text(path: Path, text: str) -> None:
    """Replaces a file in one step; a crash leaves the old one or the new one, never half of it."""
    temporary = path.with_name(path.name + f".{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def remove_old_versions(folder: Path, keep: set[Path | None]) -> None:
    """Removes finished versions but those in `keep`, and unfinished ones a day old.

    The version before the current one is kept by the caller: a running server may still read it.
    """
    for path in folder.iterdir():
        if not path.is_dir() or path in keep:
            continue
        finished = (path / "stamp.json").exists()
        if finished or time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
