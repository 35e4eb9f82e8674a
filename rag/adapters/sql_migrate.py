"""Brings a database to the schema this code uses."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Connection, Engine, column, inspect, select, table

from rag.adapters.sql_engine import LOCKING, Place
from rag.adapters.sql_schema import HEAD, VERSION_TABLE
from rag.errors import StorageError

MIGRATIONS = Path(__file__).with_name("migrations")
_VERSION = table(VERSION_TABLE, column("version_num"))
LOCK = int.from_bytes(b"kokoroe", "big")
"""Key of the advisory lock on a server; any number would do that no other program takes."""

_LOCK_WAIT = "20s"
# Alembic keeps the run that is going on in a module variable.
_one_at_a_time = threading.Lock()


def migrate(engine: Engine, place: Place) -> None:
    """Applies the steps that are missing, all or none; whoever comes second waits and finds them done.

    Raises StorageError for a schema this code does not know, SQLAlchemyError when a step fails.
    """
    with engine.begin() as connection:
        if current(connection) == HEAD:
            return
    with _one_at_a_time, engine.connect().execution_options(**{LOCKING: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        found = current(connection)
        if found != HEAD:
            _upgrade(connection, found, place)


def current(connection: Connection) -> str | None:
    """The step the database is at; None for an empty one."""
    return connection.scalar(select(_VERSION.c.version_num)) if inspect(connection).has_table(VERSION_TABLE) else None


def _upgrade(connection: Connection, found: str | None, place: Place) -> None:
    # Importing takes 0.2 s, which only a new or an old database has to pay.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StorageError(
            f"データベース {place.shown!r} は、この心得より新しい版のものです（形式 {found!r}、こちらは {HEAD!r} まで）。",
            hint="心得を新しい版に上げるか、KOKOROE_DATABASE_URL か KOKOROE_DATA_DIR で別のデータベースを使ってください。",
        )
    command.upgrade(config, "head")
