"""What a failed database means to a user: the database's errors as `StorageError`."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from rag.adapters.sql_engine import Place
from rag.errors import StorageError, storage_error

_OS_ERRORS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
}


@contextmanager
def mapped(place: Place) -> Iterator[None]:
    """Turns what the database raises into StorageError.

    The cause is cut off on purpose: a server's message can quote the row it refused.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise as_storage_error(error, place) from None


def as_storage_error(error: Exception, place: Place) -> StorageError:
    """The sentence for an error of the database at `place`."""
    if isinstance(error, PoolTimeout):
        return _busy(place)
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if place.file is None:
        return _of_server(_sqlstate(cause), place)
    if isinstance(cause, OSError):
        return storage_error(cause, place.file)
    return _of_file(getattr(cause, "sqlite_errorcode", 0) & 0xFF, place)


def _of_file(code: int, place: Place) -> StorageError:
    if code in _OS_ERRORS:
        number = _OS_ERRORS[code]
        return storage_error(OSError(number, "I/O エラー"), place.shown)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _busy(place)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StorageError(
            f"{place.shown!r} は壊れているか、SQLite のデータベースではありません。",
            hint="バックアップから戻してください。ファイルを別の場所に移すと、空のデータベースから始められます。",
        )
    return _other(place, f"SQLite {code}")


def _of_server(state: str, place: Place) -> StorageError:
    if not state or state[:2] == "08" or state in ("57P01", "57P02", "57P03", "53300"):
        return StorageError(
            f"データベースのサーバー {place.shown!r} に接続できませんでした。",
            hint="サーバーが動いているか、KOKOROE_DATABASE_URL のホスト・ポート・sslmode が正しいかを確かめてください。",
        )
    if state[:2] == "28":
        return StorageError(
            f"データベースのサーバー {place.shown!r} にログインできませんでした。",
            hint="KOKOROE_DATABASE_URL の利用者名とパスワードを確かめてください。",
        )
    if state == "3D000":
        return StorageError(
            f"サーバーにデータベース {place.shown!r} がありません。",
            hint="先に作るか、KOKOROE_DATABASE_URL のデータベース名を直してください。",
        )
    if state == "53100":
        return StorageError(
            f"データベースのサーバー {place.shown!r} のディスクに空きがありません。",
            hint="サーバーの空き容量を作ってから、もう一度実行してください。",
        )
    if state in ("42501", "25006"):
        return StorageError(
            f"データベース {place.shown!r} に書き込む権限がありません。",
            hint="KOKOROE_DATABASE_URL の利用者に、表を作り書き込む権限を与えてください。",
        )
    if state in ("55P03", "57014", "40001", "40P01"):
        return _busy(place)
    return _other(place, f"SQLSTATE {state}")


def _sqlstate(cause: BaseException) -> str:
    """The five-character code the server sent, "" when none came."""
    state = getattr(cause, "sqlstate", None)
    if state is None and cause.args and isinstance(cause.args[0], dict):
        state = cause.args[0].get("C")
    return str(state or "")


def _busy(place: Place) -> StorageError:
    return StorageError(
        f"データベース {place.shown!r} はほかの処理が使っていて、待っても空きませんでした。",
        hint="少し待って、もう一度実行してください。続くときは、同じデータベースを開いているプログラムを確かめてください。",
    )


def _other(place: Place, code: str) -> StorageError:
    return StorageError(
        f"データベース {place.shown!r} を読み書きできませんでした（{code}）。",
        hint="データベースの状態を確かめて、もう一度実行してください。",
    )
