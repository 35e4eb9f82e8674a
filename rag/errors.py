"""Every error a user can meet, as one tree.

    KokoroeError                what failed, on what value, and what to do next
    ├── UsageError              the input cannot be used (exit 2, HTTP 422)
    │   ├── QuestionError       an empty, too long or unreadable question
    │   ├── GuardStopped        confidential data in what is to be searched
    │   ├── SettingsError       a setting with a bad value
    │   └── BatchLineError      one line of a batch file
    ├── IndexUnavailable             the index cannot answer (exit 3, HTTP 503)
    │   ├── IndexMissing        nothing has been ingested yet
    │   └── IndexMismatch       made by another model or another version
    ├── SourceError             a document cannot be read or has no terms (exit 4)
    ├── StorageError            the disk is full or may not be written (exit 5, HTTP 503)
    └── EngineError             an embedding or language model failed (exit 6, HTTP 503)

A foreign exception never reaches a user: adapters translate it, the doors show `str(error)`
with its `hint`, and anything else is reported as a fault with a request id (exit 1, HTTP 500).
"""

from __future__ import annotations

import errno


class KokoroeError(Exception):
    """What failed and on what value; `hint` says what to do next."""

    exit_code = 1
    http_status = 500
    code = "fault"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(KokoroeError):
    """The input cannot be used."""

    exit_code = 2
    http_status = 422
    code = "usage"


class QuestionError(UsageError):
    """The question is empty, too long or unreadable."""

    code = "question"


class GuardStopped(UsageError):
    """The guard found confidential data; the message names kinds and counts, never the data."""

    code = "guard"


class SettingsError(UsageError):
    """A setting has a value that cannot be used."""

    code = "settings"


class BatchLineError(UsageError):
    """One line of a batch file cannot be used."""

    code = "batch_line"


class IndexUnavailable(KokoroeError):
    """The index cannot answer."""

    exit_code = 3
    http_status = 503
    code = "index"


class IndexMissing(IndexUnavailable):
    """Nothing has been ingested yet."""

    code = "index_missing"


class IndexMismatch(IndexUnavailable):
    """The index was made by another model or another version."""

    code = "index_mismatch"


class SourceError(KokoroeError):
    """A document cannot be read, or stands in no list of sources with terms."""

    exit_code = 4
    http_status = 404
    code = "source"


class StorageError(KokoroeError):
    """The data folder cannot be written."""

    exit_code = 5
    http_status = 503
    code = "storage"


class EngineError(KokoroeError):
    """An embedding or language model failed."""

    exit_code = 6
    http_status = 503
    code = "engine"


def storage_error(error: OSError, path: object) -> StorageError:
    """The sentence for a failed write at `path`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            f"ディスクに空きがないため {str(path)!r} に書き込めませんでした。",
            hint="空き容量を作るか KOKOROE_DATA_DIR を別の場所にして、もう一度実行してください。これまでの索引はそのまま使えます。",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageError(
            f"{str(path)!r} に書き込む権限がありません。",
            hint="フォルダーの権限を確かめるか、KOKOROE_DATA_DIR を書き込める場所にしてください。",
        )
    return StorageError(
        f"{str(path)!r} を読み書きできませんでした（{error.strerror or 'I/O エラー'}）。",
        hint="ディスクとフォルダーの状態を確かめて、もう一度実行してください。",
    )
