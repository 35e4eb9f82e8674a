"""`Store` on a database: a SQLite file, or PostgreSQL when several machines share it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine, RowMapping, insert, select

from rag.adapters.sql_engine import Place, make_engine, read_place, use_wal
from rag.adapters.sql_errors import mapped
from rag.adapters.sql_migrate import migrate
from rag.adapters.sql_schema import GUARD_EVENTS
from rag.types import GuardEvent, GuardFinding


class SqlStore:
    """See `rag.interfaces.Store`; `open` makes one."""

    def __init__(self, engine: Engine, place: Place) -> None:
        self._engine = engine
        self._place = place

    @classmethod
    def open(cls, where: str | Path) -> Self:
        """The store in a SQLite file, or at a `postgresql://` or `sqlite:///` URL, made or brought up to date.

        Raises SettingsError for a URL that cannot be used, StorageError for a database that cannot.
        """
        place = read_place(where)
        engine = make_engine(place)
        try:
            with mapped(place):
                if place.file is not None:
                    use_wal(engine)
                migrate(engine, place)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, place)

    def record_guard_event(self, event: GuardEvent) -> None:
        """Keeps the event."""
        with mapped(self._place), self._engine.begin() as connection:
            connection.execute(insert(GUARD_EVENTS).values(_row(event)))

    def guard_events(self, since: datetime | None = None, limit: int = 1000) -> tuple[GuardEvent, ...]:
        """The newest first."""
        query = select(GUARD_EVENTS).order_by(GUARD_EVENTS.c.at.desc(), GUARD_EVENTS.c.id.desc()).limit(max(0, limit))
        if since is not None:
            query = query.where(GUARD_EVENTS.c.at >= since)
        with mapped(self._place), self._engine.begin() as connection:
            return tuple(map(_event, connection.execute(query).mappings()))

    def close(self) -> None:
        """Lets go of the connections."""
        self._engine.dispose()


def _row(event: GuardEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "door": event.door,
        "action": event.action,
        "findings": [{"kind": finding.kind, "count": finding.count} for finding in event.findings],
        "rules": list(event.rules),
        "language": event.language,
        "length_bucket": event.length_bucket,
        "reported_false": event.reported_false,
    }


def _event(row: RowMapping) -> GuardEvent:
    return GuardEvent(
        at=row["at"],
        door=row["door"],
        action=row["action"],
        findings=tuple(GuardFinding(one["kind"], one["count"]) for one in row["findings"]),
        rules=tuple(row["rules"]),
        language=row["language"],
        length_bucket=row["length_bucket"],
        reported_false=row["reported_false"],
    )
