"""Adds the table of the guard's decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table with its index."""
    op.create_table(
        "guard_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(64), nullable=False),
        sa.Column("length_bucket", sa.String(64), nullable=False),
        sa.Column("reported_false", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_guard_events_at", "guard_events", ["at"])


def downgrade() -> None:
    """Drops the table."""
    op.drop_table("guard_events")
