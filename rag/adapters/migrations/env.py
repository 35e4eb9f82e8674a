"""Runs the steps on the connection that `rag.adapters.sql_migrate` hands over.

There is no alembic.ini and nothing is logged to a handler of its own: the caller has opened the
transaction, holds the lock, and ends both.
"""

from __future__ import annotations

from alembic import context

from rag.adapters.sql_schema import METADATA, VERSION_TABLE

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
