"""Opens a database: which one a setting means, and how its connections behave."""

from __future__ import annotations

import os
import sqlite3
import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from rag.errors import SettingsError, StorageError, storage_error

WAIT_SECONDS = 10.0
"""How long a statement waits for another writer."""

SERVER_SECONDS = 30.0
"""How long a server may take to accept a connection or to answer a statement."""

LOCKING = "kokoroe_locking"
"""Execution option of a SQLite transaction that takes the write lock before it reads."""

_SETTING = "設定 KOKOROE_DATABASE_URL"
_EXAMPLES = "postgresql://利用者:パスワード@ホスト/データベース か sqlite:////フォルダー/kokoroe.sqlite のように書いてください。"
_TLS_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_OPTIONS = ("sslmode", "sslrootcert", "application_name", "unix_sock")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database is. `shown` names it without user, password or options; `file` is set for SQLite."""

    url: URL = field(repr=False)
    shown: str
    file: Path | None = None


def read_place(where: str | Path) -> Place:
    """The place a URL or a SQLite file means. Raises SettingsError, which never repeats the URL: it may hold a password."""
    if isinstance(where, Path):
        return _sqlite(where)
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        raise SettingsError(f"{_SETTING} は URL として読めません。", hint=_EXAMPLES) from None
    backend = url.drivername.partition("+")[0]
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        if not url.database or url.database == ":memory:" or url.host or url.query:
            raise SettingsError(f"{_SETTING} の SQLite にはファイルの場所だけを書きます。", hint=_EXAMPLES)
        return _sqlite(Path(url.database))
    if backend not in ("postgresql", "postgres"):
        raise SettingsError(f"{_SETTING} の種類 {backend!r} は使えません（使えるのは sqlite、postgresql）。", hint=_EXAMPLES)
    if "+" not in url.drivername:
        url = url.set(drivername="postgresql+pg8000")
    shown = f"{url.host or 'localhost'}:{url.port or 5432}/{url.database or ''}"
    return Place(url, shown)


def make_engine(place: Place) -> Engine:
    """An engine for the place, not yet connected. Raises SettingsError, StorageError (no driver, no folder)."""
    if place.file is not None:
        _make_file(place.file)
        engine = create_engine(place.url, hide_parameters=True, pool_timeout=WAIT_SECONDS, connect_args={"timeout": WAIT_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    url, arguments = _pg8000(place) if place.url.drivername == "postgresql+pg8000" else (place.url, {})
    try:
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_timeout=WAIT_SECONDS, connect_args=arguments)
    except (ImportError, NoSuchModuleError):
        raise StorageError(
            f"PostgreSQL に接続する部品 {place.url.get_driver_name()!r} が入っていません。",
            hint="pip install --constraint constraints.txt --editable '.[postgres]' を実行してください。",
        ) from None


def use_wal(engine: Engine) -> None:
    """Lets readers go on while one writes. Raises sqlite3.Error.

    The switch is made once in the life of a file. SQLite does not wait for the lock it takes, hence the loop.
    A file system without shared memory keeps the old journal, which is slower but as safe.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    connection = engine.raw_connection()
    try:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() > deadline:
                    raise
            time.sleep(0.02)
    finally:
        connection.close()


def _sqlite(file: Path) -> Place:
    # Connections are opened later, when the working folder may be another.
    file = file.expanduser().absolute()
    return Place(URL.create("sqlite", database=str(file)), str(file), file)


def _make_file(file: Path) -> None:
    """Makes the folder and an empty file that only its owner may read.

    A file that is there is not opened: closing it would drop the locks SQLite holds on it in this process.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        if not file.is_file():
            raise storage_error(error, file) from error
    except OSError as error:
        raise storage_error(error, file) from error


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    # Python's module would begin transactions by itself, but not before a change of schema.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    # With WAL the file survives a power cut; the last commits before it may be lost.
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(LOCKING) else "BEGIN")


def _pg8000(place: Place) -> tuple[URL, dict[str, Any]]:
    """The URL without the options that libpq knows and pg8000 takes otherwise, and these as arguments."""
    query = {name: value for name, value in place.url.query.items() if isinstance(value, str)}
    unknown = sorted(set(place.url.query) - set(_OPTIONS))
    if unknown:
        raise SettingsError(f"{_SETTING} の {unknown[0]!r} は使えません。", hint=f"使えるのは {'、'.join(_OPTIONS)} です。")
    if not place.url.username:
        raise SettingsError(f"{_SETTING} に利用者名がありません。", hint=_EXAMPLES)
    arguments: dict[str, Any] = {"application_name": "kokoroe", "timeout": SERVER_SECONDS, "ssl_context": _tls(query)}
    arguments |= {name: query[name] for name in ("application_name", "unix_sock") if name in query}
    return place.url.difference_update_query(_OPTIONS), arguments


def _tls(query: dict[str, str]) -> ssl.SSLContext | bool | None:
    """What pg8000 does about TLS: False never, None when the server offers it, True always, or with certificates checked.

    The modes mean what they mean to libpq (PostgreSQL manual, "SSL Support"): a root certificate turns `require` into `verify-ca`.
    """
    mode, root = query.get("sslmode", "prefer"), query.get("sslrootcert")
    if mode not in _TLS_MODES:
        raise SettingsError(f"{_SETTING} の sslmode {mode!r} は使えません。", hint=f"使えるのは {'、'.join(_TLS_MODES)} です。")
    if mode in ("disable", "allow", "prefer"):
        return False if mode == "disable" else None
    if mode == "require" and root is None:
        return True
    try:
        context = ssl.create_default_context(cafile=root)
    except OSError:
        raise SettingsError(
            f"{_SETTING} の sslrootcert {root!r} を証明書として読めません。", hint="PEM 形式のファイルの場所を書いてください。"
        ) from None
    context.check_hostname = mode == "verify-full"
    return context
