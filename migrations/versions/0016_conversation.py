"""Replies, threads, mentions, and messages that expire"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("thread_id", BigId, nullable=True),
        sa.Column("thread_seq", BigId, nullable=True),
        sa.Column("root_seq", BigId, nullable=True),
        sa.Column("thread_count", BigId, nullable=False, server_default="0"),
        sa.Column("last_reply_at", UTCDateTime(), nullable=True),
        sa.Column("reply_to_id", BigId, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False, server_default="text"),
        sa.Column("mention_count", BigId, nullable=False, server_default="0"),
        sa.Column("mentions_room", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("is_silent", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("forwarded_from_id", BigId, nullable=True),
        sa.Column("expires_at", UTCDateTime(), nullable=True),
    ]


def upgrade() -> None:
    with op.batch_alter_table("messages") as batch_op:
        for column in _columns():
            batch_op.add_column(column)
        batch_op.alter_column("seq", existing_type=BigId, nullable=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_messages_thread_id_messages"), "messages", ["thread_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_messages_reply_to_id_messages"), "messages", ["reply_to_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_messages_forwarded_from_id_users"),
            "users",
            ["forwarded_from_id"],
            ["id"],
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_messages_thread_id_thread_seq"), ["thread_id", "thread_seq"]
        )
        batch_op.create_check_constraint("kind", "kind IN ('text', 'action', 'system')")
        batch_op.create_check_constraint("place", "(seq IS NULL) = (thread_id IS NOT NULL)")
    op.create_index(op.f("ix_messages_reply_to_id"), "messages", ["reply_to_id"])
    op.create_index(
        "ix_messages_expiring",
        "messages",
        ["expires_at"],
        sqlite_where=sa.text("expires_at IS NOT NULL"),
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )
    _of_message_and_person("mentions", "message_id")
    _of_message_and_person(
        "thread_follows",
        "thread_id",
        sa.Column("read_seq", BigId, nullable=False),
        sa.Column("is_following", sa.Boolean(), nullable=False),
    )


def _of_message_and_person(table: str, message: str, *more: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column(message, BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            [message], ["messages.id"], name=op.f(f"fk_{table}_{message}_messages")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id_users")),
        sa.PrimaryKeyConstraint(message, "user_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])


def downgrade() -> None:
    op.drop_table("thread_follows")
    op.drop_table("mentions")
    # What was said in threads has no place in a room.
    for gone in (
        "DELETE FROM reactions WHERE message_id IN (SELECT id FROM messages WHERE seq IS NULL)",
        "DELETE FROM message_edits WHERE message_id IN (SELECT id FROM messages WHERE seq IS NULL)",
    ):
        op.execute(gone)
    op.execute("UPDATE messages SET reply_to_id = NULL")
    op.execute("DELETE FROM messages WHERE seq IS NULL")
    op.drop_index("ix_messages_expiring", table_name="messages")
    op.drop_index(op.f("ix_messages_reply_to_id"), table_name="messages")
    with op.batch_alter_table("messages") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_messages_place"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_messages_kind"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_messages_thread_id_thread_seq"), type_="unique")
        for name in ("thread_id_messages", "reply_to_id_messages", "forwarded_from_id_users"):
            batch_op.drop_constraint(batch_op.f(f"fk_messages_{name}"), type_="foreignkey")
        batch_op.alter_column("seq", existing_type=BigId, nullable=False)
        for column in _columns():
            batch_op.drop_column(column.name)
