"""Saved messages, and finding what was forwarded from somebody"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

FORWARDED = sa.text("forwarded_from_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "saved_messages",
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_saved_messages_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_saved_messages_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "message_id", name=op.f("pk_saved_messages")),
    )
    op.create_index(op.f("ix_saved_messages_message_id"), "saved_messages", ["message_id"])
    op.create_index(
        op.f("ix_saved_messages_user_id_saved_at_message_id"),
        "saved_messages",
        ["user_id", "saved_at", "message_id"],
    )
    op.create_index(
        "ix_messages_forwarded",
        "messages",
        ["forwarded_from_id"],
        sqlite_where=FORWARDED,
        postgresql_where=FORWARDED,
    )


def downgrade() -> None:
    op.drop_index("ix_messages_forwarded", table_name="messages")
    op.drop_table("saved_messages")
