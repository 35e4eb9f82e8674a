"""The contract of `Store`, on the fake one, on SQLite, and on PostgreSQL where it is installed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeStore
from postgres_server import PostgresServer, find_programs
from sqlalchemy import create_engine, inspect, text

from rag.adapters.sql_engine import make_engine, read_place
from rag.adapters.sql_migrate import LOCK, MIGRATIONS
from rag.adapters.sql_schema import HEAD, METADATA, VERSION_TABLE
from rag.adapters.sql_store import SqlStore
from rag.errors import StorageError
from rag.types import GuardEvent, GuardFinding

ROOT = Path(__file__).resolve().parents[2]

PROGRAMS = find_programs()
DATABASES = ["sqlite", "postgres"] if PROGRAMS else ["sqlite"]
if not PROGRAMS:
    print("PostgreSQL is not installed; the store is tested on SQLite alone.", file=sys.stderr)
NOON = datetime(2030, 4, 1, 12, 0, 0, 123456, tzinfo=UTC)


def event(minutes: int = 0, **values: Any) -> GuardEvent:
    base: dict[str, Any] = {
        "at": NOON + timedelta(minutes=minutes),
        "door": "api",
        "action": "block",
        "findings": (GuardFinding("my_number", 1), GuardFinding("phone", 2)),
        "rules": ("my_number_checked", "phone"),
        "language": "ja",
        "length_bucket": "201-2000",
    }
    return GuardEvent(**(base | values))


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    assert PROGRAMS
    server = PostgresServer(PROGRAMS)
    yield server
    server.stop()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that is still empty."""
    if request.param == "postgres":
        return str(request.getfixturevalue("server").new_database())
    return f"sqlite:///{tmp_path}/store.sqlite"


@pytest.fixture(params=["fake", *DATABASES])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    if request.param == "fake":
        yield FakeStore()
        return
    where = tmp_path / "store.sqlite" if request.param == "sqlite" else request.getfixturevalue("server").new_database()
    store = SqlStore.open(where)
    yield store
    store.close()


def test_an_empty_store_has_no_events(store: Any) -> None:
    assert store.guard_events() == ()


def test_an_event_comes_back_as_it_was(store: Any) -> None:
    events = (
        event(0),
        event(1, findings=(), rules=("guard_fault",), language="", length_bucket=""),
        event(2, action="mask", reported_false=True),
    )
    for each in events:
        store.record_guard_event(each)
    assert store.guard_events() == events[::-1]
    assert all(found.at.tzinfo is not None for found in store.guard_events())


def test_the_newest_come_first_and_of_one_time_the_one_recorded_last(store: Any) -> None:
    for minutes, door in ((5, "a"), (9, "b"), (1, "c"), (9, "d")):
        store.record_guard_event(event(minutes, door=door))
    assert [found.door for found in store.guard_events()] == ["d", "b", "a", "c"]
    assert [found.door for found in store.guard_events(limit=3)] == ["d", "b", "a"]


@pytest.mark.parametrize("limit", [0, -1])
def test_no_event_is_wanted(store: Any, limit: int) -> None:
    store.record_guard_event(event())
    assert store.guard_events(limit=limit) == ()


def test_since_counts_in_and_may_be_of_any_zone(store: Any) -> None:
    for minutes in (0, 10, 20):
        store.record_guard_event(event(minutes))
    tokyo = timezone(timedelta(hours=9))
    assert len(store.guard_events(since=NOON + timedelta(minutes=10))) == 2
    assert len(store.guard_events(since=(NOON + timedelta(minutes=10)).astimezone(tokyo))) == 2
    assert store.guard_events(since=NOON + timedelta(minutes=21)) == ()


def test_threads_write_and_read_at_once(store: Any) -> None:
    def work(number: int) -> int:
        for minute in range(20):
            store.record_guard_event(event(minute, door=f"t{number}"))
            store.guard_events(limit=5)
        return number

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(work, range(12))) == list(range(12))
    found = store.guard_events(limit=10_000)
    assert len(found) == 240
    assert {one.door for one in found} == {f"t{number}" for number in range(12)}


def test_it_may_be_closed_twice(store: Any) -> None:
    store.close()
    store.close()


@pytest.mark.parametrize(
    "values",
    [
        {"at": datetime(2030, 4, 1)},
        {"at": datetime(2030, 4, 1, tzinfo=timezone(timedelta(hours=9)))},
        {"door": "山田太郎 090-0000-0000"},
        {"rules": ("taro@example.invalid",)},
        {"findings": (GuardFinding("password is hunter2", 1),)},
        {"language": "a" * 65},
    ],
)
def test_an_event_takes_no_text_and_no_local_time(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^(at: a time in UTC is needed|a guard event takes names, not text)$"):
        event(**values)


def test_what_was_recorded_is_there_after_a_restart(database: str) -> None:
    for minutes in range(3):
        store = SqlStore.open(database)
        assert len(store.guard_events()) == minutes
        store.record_guard_event(event(minutes))
        store.close()


def test_no_column_can_hold_what_was_typed(database: str) -> None:
    SqlStore.open(database).close()
    assert tables(database) == {
        VERSION_TABLE: ["version_num"],
        "guard_events": ["id", "at", "door", "action", "findings", "rules", "language", "length_bucket", "reported_false"],
    }


def test_the_migrations_make_the_schema_the_code_uses(database: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    SqlStore.open(database).close()
    engine = make_engine(read_place(database))
    with engine.connect() as connection:
        found = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(found, METADATA) == []
    engine.dispose()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_newer_schema_is_refused_and_left_alone(database: str) -> None:
    SqlStore.open(database).close()
    execute(database, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    before = tables(database)
    for _ in range(2):
        with pytest.raises(StorageError, match="新しい版") as caught:
            SqlStore.open(database)
        assert "'9999'" in caught.value.message
        assert "新しい版に上げる" in caught.value.hint
    assert tables(database) == before


def test_a_step_that_fails_leaves_nothing_behind(database: str) -> None:
    execute(database, "CREATE TABLE guard_events (stranger INTEGER)")
    with pytest.raises(StorageError, match="読み書きできませんでした") as caught:
        SqlStore.open(database)
    assert "CREATE" not in str(caught.value)
    assert tables(database) == {"guard_events": ["stranger"]}
    execute(database, "DROP TABLE guard_events")
    SqlStore.open(database).close()


def test_threads_that_open_at_once_all_succeed(database: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: SqlStore.open(database), range(8)))
    for store in stores:
        store.record_guard_event(event())
    assert len(stores[0].guard_events()) == 8
    for store in stores:
        store.close()


RECORD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from rag.adapters.sql_store import SqlStore
from rag.types import GuardEvent

place, door, go = sys.argv[1:]
event = GuardEvent(datetime(2030, 4, 1, tzinfo=UTC), door, "block", (), (), "ja", "")
print("ready", flush=True)
while not Path(go).exists():
    time.sleep(0.001)
store = SqlStore.open(place)
for _ in range(20):
    store.record_guard_event(event)
store.close()
"""


def test_processes_that_open_at_once_all_succeed(database: str, tmp_path: Path) -> None:
    doors, go = ["p0", "p1", "p2"], tmp_path / "go"
    commands = [[sys.executable, "-W", "error", "-c", RECORD, database, door, str(go)] for door in doors]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)}) for command in commands]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    go.touch()
    assert [process.communicate(timeout=60)[0] for process in processes] == ["", "", ""]
    assert [process.returncode for process in processes] == [0, 0, 0]
    store = SqlStore.open(database)
    assert sorted(found.door for found in store.guard_events()) == sorted(doors * 20)
    store.close()


def test_migrating_leaves_logging_alone_and_reads_no_ini_of_the_folder(database: str, own_folder: Path, capfd: Any) -> None:
    import logging

    (own_folder / "alembic.ini").write_text("[alembic]\nscript_location = /nowhere\n", encoding="utf-8")

    def state() -> Any:
        loggers = [logging.getLogger(name) for name in ("", "rag", "uvicorn", "sqlalchemy", "alembic")]
        return [(one.level, list(one.handlers), one.disabled, one.propagate) for one in loggers]

    before = state()
    SqlStore.open(database).close()
    assert state() == before
    assert capfd.readouterr() == ("", "")


def tables(database: str) -> dict[str, list[str]]:
    """Every table of the database with its columns."""
    engine = make_engine(read_place(database))
    found = inspect(engine)
    columns = {name: [column["name"] for column in found.get_columns(name)] for name in found.get_table_names()}
    engine.dispose()
    return columns


def execute(database: str, statement: str) -> None:
    """Runs one statement behind the store's back."""
    engine = make_engine(read_place(database))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


if PROGRAMS:

    def test_a_server_that_was_restarted_is_found_again(server: PostgresServer) -> None:
        store = SqlStore.open(server.new_database())
        store.record_guard_event(event())
        server.halt()
        with pytest.raises(StorageError, match="接続できませんでした"):
            store.record_guard_event(event())
        server.start()
        store.record_guard_event(event())
        assert len(store.guard_events()) == 2
        store.close()

    def wrong_password(server: PostgresServer) -> str:
        return server.url("postgres", "wr0ng-s3cret")

    def no_database(server: PostgresServer) -> str:
        return server.url("nowhere")

    def no_tls(server: PostgresServer) -> str:
        return server.url("postgres") + "?sslmode=require"

    def no_rights(server: PostgresServer) -> str:
        url = server.new_database()
        database = url.rpartition("/")[2]
        server.run(f"CREATE ROLE {database}_guest LOGIN PASSWORD 'wr0ng-s3cret'")
        server.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC", database)
        return f"postgresql://{database}_guest:wr0ng-s3cret@127.0.0.1:{server.port}/{database}"

    @pytest.mark.parametrize(
        ("where", "sentence"),
        [
            (wrong_password, "ログインできませんでした"),
            (no_database, "データベース '127.0.0.1:[0-9]+/nowhere' がありません"),
            (no_tls, "接続できませんでした"),
            (no_rights, "書き込む権限がありません"),
        ],
    )
    def test_what_a_server_refuses_is_said_without_the_password(
        server: PostgresServer, where: Callable[[PostgresServer], str], sentence: str
    ) -> None:
        url = where(server)
        with pytest.raises(StorageError, match=sentence) as caught:
            SqlStore.open(url)
        assert "s3cret" not in f"{caught.value}{caught.value!r}{caught.value.hint}"
        assert caught.value.hint

    def test_whoever_comes_second_waits_for_the_migration(server: PostgresServer) -> None:
        url = server.new_database()
        engine = make_engine(read_place(url))
        with ThreadPoolExecutor(1) as pool, engine.begin() as other:
            other.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            second = pool.submit(SqlStore.open, url)
            with pytest.raises(TimeoutError):
                second.result(0.5)
            assert tables(url) == {}
            other.rollback()
            second.result(20).close()
        engine.dispose()

    def test_the_server_keeps_times_as_times(server: PostgresServer) -> None:
        url = server.new_database()
        store = SqlStore.open(url)
        store.record_guard_event(event())
        engine = create_engine(read_place(url).url)
        with engine.connect() as connection:
            assert float(str(connection.scalar(text("SELECT extract(epoch FROM at) FROM guard_events")))) == NOON.timestamp()
        engine.dispose()
        store.close()
