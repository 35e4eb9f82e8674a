"""The tables as the code uses them; `migrations/` makes them, and a test holds both together."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, Boolean, Column, DateTime, Dialect, Index, Integer, MetaData, String, Table
from sqlalchemy.types import TypeDecorator

HEAD = "0001"
"""The newest step in `migrations/versions`."""

VERSION_TABLE = "kokoroe_schema"
"""Holds the step a database is at; named so that a database shared with another program keeps the two apart."""

METADATA = MetaData()


class UtcTime(TypeDecorator[datetime]):
    """An aware time in UTC on every database; SQLite itself knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time as it is stored."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time as it was given."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# No column may ever hold what was typed: no text, no masked text, no hash, no place in it, no person.
GUARD_EVENTS = Table(
    "guard_events",
    METADATA,
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("door", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("findings", JSON, nullable=False),
    Column("rules", JSON, nullable=False),
    Column("language", String(64), nullable=False),
    Column("length_bucket", String(64), nullable=False),
    Column("reported_false", Boolean, nullable=False),
    Index("ix_guard_events_at", "at"),
)
