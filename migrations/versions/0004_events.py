"""The event log"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", BigId, nullable=True),
        sa.Column("seq", BigId, nullable=True),
        sa.Column("nonce", BigId, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_ref"), "events", ["ref"], unique=False)
    op.create_index(op.f("ix_events_topic_id"), "events", ["topic", "id"], unique=False)
    # A first row, so that the log always has a head for a cursor to point at.
    events = sa.table(
        "events",
        sa.column("topic"),
        sa.column("kind"),
        sa.column("nonce"),
        sa.column("payload"),
        sa.column("created_at", UTCDateTime()),
    )
    op.execute(
        events.insert().values(
            topic="none",
            kind="GENESIS",
            nonce=secrets.randbits(31),
            payload="{}",
            created_at=datetime.now(UTC),
        )
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_events_topic_id"), table_name="events")
    op.drop_index(op.f("ix_events_ref"), table_name="events")
    op.drop_table("events")
