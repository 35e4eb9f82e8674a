"""Where the store is, and what is said when it cannot be used."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes import settings_for
from sqlalchemy import event as events

from rag.adapters.sql_engine import make_engine, read_place
from rag.adapters.sql_store import SqlStore
from rag.errors import KokoroeError, SettingsError, StorageError
from rag.settings import Settings
from rag.types import GuardEvent
from rag.wiring import build_store

ROOT = Path(__file__).resolve().parents[2]

EVENT = GuardEvent(datetime(2030, 4, 1, tzinfo=UTC), "cli", "block", (), (), "ja", "0-200")


def test_the_default_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    store = build_store(settings)
    store.record_guard_event(EVENT)
    store.close()
    assert settings.database_file == tmp_path / "data" / "kokoroe.sqlite"
    assert settings.database_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.data_dir.iterdir()] == ["kokoroe.sqlite"]


def test_a_url_names_another_place(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, database_url=f"sqlite:///{tmp_path}/100%25 else/店.sqlite")
    store = build_store(settings)
    store.record_guard_event(EVENT)
    assert store.guard_events() == (EVENT,)
    store.close()
    assert not settings.data_dir.exists()
    assert len(list(tmp_path.rglob("店.sqlite"))) == 1


def test_a_relative_place_stays_where_it_was(own_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqlStore.open(Path("here.sqlite"))
    monkeypatch.chdir(tmp_path)
    store.record_guard_event(EVENT)
    store.close()
    assert (own_folder / "here.sqlite").exists()
    assert not (tmp_path / "here.sqlite").exists()


def test_the_file_is_in_wal_mode_and_keeps_foreign_keys(tmp_path: Path) -> None:
    SqlStore.open(tmp_path / "a.sqlite").close()
    engine = make_engine(read_place(tmp_path / "a.sqlite"))
    with engine.begin() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys", "busy_timeout")]
    assert found == ["wal", 1, 10_000]
    engine.dispose()


def test_a_reader_is_not_held_up_by_a_writer(tmp_path: Path) -> None:
    store = SqlStore.open(tmp_path / "a.sqlite")
    store.record_guard_event(EVENT)
    writer = sqlite3.connect(tmp_path / "a.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM guard_events")
    assert store.guard_events() == (EVENT,)
    writer.close()
    store.close()


@pytest.fixture
def strained(tmp_path: Path) -> Iterator[Any]:
    """Makes a store on a file whose connections run a pragma first."""
    opened: list[SqlStore] = []

    def make(pragma: str) -> SqlStore:
        SqlStore.open(tmp_path / "a.sqlite").close()
        place = read_place(tmp_path / "a.sqlite")
        engine = make_engine(place)
        events.listen(engine, "connect", lambda connection, _: connection.execute(f"PRAGMA {pragma}"))
        opened.append(SqlStore(engine, place))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


def test_a_full_disk_is_said_and_what_was_kept_stays(strained: Any) -> None:
    store = strained("max_page_count=8")
    with pytest.raises(StorageError, match="ディスクに空きがない"):
        for _ in range(1000):
            store.record_guard_event(EVENT)
    assert len(store.guard_events()) > 10


def test_a_file_that_may_not_be_written_is_said(strained: Any) -> None:
    store = strained("query_only=ON")
    with pytest.raises(StorageError, match="書き込む権限がありません"):
        store.record_guard_event(EVENT)
    assert store.guard_events() == ()


def test_a_lock_that_is_not_let_go_is_said(strained: Any, tmp_path: Path) -> None:
    store = strained("busy_timeout=20")
    other = sqlite3.connect(tmp_path / "a.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="ほかの処理が使っていて"):
        store.record_guard_event(EVENT)
    other.execute("ROLLBACK")
    other.close()
    store.record_guard_event(EVENT)


def test_a_file_of_another_kind_is_said_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.sqlite"
    file.write_text("買い物のメモ。" * 100, encoding="utf-8")
    with pytest.raises(StorageError, match="SQLite のデータベースではありません"):
        SqlStore.open(file)
    assert file.read_text(encoding="utf-8") == "買い物のメモ。" * 100


def test_a_place_that_is_no_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in (tmp_path, tmp_path / "file" / "a.sqlite"):
        with pytest.raises(StorageError, match="読み書きできませんでした"):
            SqlStore.open(place)


SECRET = "s3cret-w0rd"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (f"{SECRET}", "URL として読めません"),
        (f"postgresql://u:{SECRET}@host:port/db", "URL として読めません"),
        (f"mysql://u:{SECRET}@host/db", "種類 'mysql' は使えません"),
        (f"postgresql+asyncpg2://u:{SECRET}@127.0.0.1/db", "部品 'asyncpg2' が入っていません"),
        (f"postgresql://u:{SECRET}@127.0.0.1/db?password={SECRET}", "'password' は使えません"),
        (f"postgresql://u:{SECRET}@127.0.0.1/db?sslmode=yes", "sslmode 'yes' は使えません"),
        (f"postgresql://u:{SECRET}@127.0.0.1/db?sslmode=verify-full&sslrootcert=/nowhere.pem", "sslrootcert '/nowhere.pem'"),
        (f"postgresql://:{SECRET}@127.0.0.1/db", "利用者名がありません"),
        ("sqlite://", "ファイルの場所だけ"),
        ("sqlite:///:memory:", "ファイルの場所だけ"),
        (f"sqlite://{SECRET}/a", "ファイルの場所だけ"),
    ],
)
def test_a_bad_url_is_said_without_its_password(url: str, sentence: str) -> None:
    with pytest.raises(KokoroeError, match=sentence) as caught:
        SqlStore.open(url)
    assert isinstance(caught.value, SettingsError | StorageError)
    assert caught.value.hint
    assert SECRET not in str(caught.value)
    assert SECRET not in "".join(line for line in traceback.format_exception(caught.value) if "url" not in line)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+pg8000"])
def test_a_server_that_is_not_there_is_said_without_the_password(scheme: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StorageError, match="接続できませんでした") as caught:
        SqlStore.open(f"{scheme}://u:{SECRET}@127.0.0.1:{port}/db")
    assert f"'127.0.0.1:{port}/db'" in caught.value.message
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_the_url_is_not_shown_with_the_settings(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=f"postgresql://u:{SECRET}@h/d")
    assert SECRET not in f"{settings!r}{settings}"
    assert SECRET not in repr(read_place(settings.database_url))


def test_only_what_is_needed_is_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from rag.adapters.sql_store import SqlStore; SqlStore.open(Path('a.sqlite')).close();"
        "print(sorted({'pg8000', 'psycopg', 'psycopg2', 'alembic'} & set(sys.modules)))"
    )

    def run() -> str:
        command = [sys.executable, "-W", "error", "-c", code]
        return subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True).stdout

    assert run().strip() == "['alembic']"
    assert run().strip() == "[]"
