"""Polls"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KINDS = "kind IN ('text', 'action', 'system')"
KINDS_WITH_POLLS = "kind IN ('text', 'action', 'system', 'poll')"


def upgrade() -> None:
    _let_messages_be(KINDS_WITH_POLLS)
    op.create_table(
        "polls",
        sa.Column("message_id", BigId, nullable=False, autoincrement=False),
        sa.Column("is_multiple", sa.Boolean(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("closes_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_polls_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_polls")),
    )
    is_open = sa.text("closes_at IS NOT NULL AND closed_at IS NULL")
    op.create_index(
        "ix_polls_closing", "polls", ["closes_at"], sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "poll_options",
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("position", BigId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["polls.message_id"], name=op.f("fk_poll_options_message_id_polls")
        ),
        sa.PrimaryKeyConstraint("message_id", "position", name=op.f("pk_poll_options")),
    )
    op.create_table(
        "poll_votes",
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("position", BigId, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id", "position"],
            ["poll_options.message_id", "poll_options.position"],
            name=op.f("fk_poll_votes_message_id_position_poll_options"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_poll_votes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("message_id", "user_id", "position", name=op.f("pk_poll_votes")),
    )
    op.create_index(op.f("ix_poll_votes_user_id"), "poll_votes", ["user_id"])


def downgrade() -> None:
    for table in ("poll_votes", "poll_options", "polls"):
        op.drop_table(table)
    # What was asked stays as what was said.
    op.execute("UPDATE messages SET kind = 'text' WHERE kind = 'poll'")
    _let_messages_be(KINDS)


def _let_messages_be(kinds: str) -> None:
    with op.batch_alter_table("messages") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_messages_kind"), type_="check")
        batch_op.create_check_constraint("kind", kinds)
