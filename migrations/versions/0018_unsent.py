"""Drafts, messages to be sent later, and when somebody last read"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


CHANGES = ("edited_at", "deleted_at")


def upgrade() -> None:
    op.add_column("memberships", sa.Column("read_at", UTCDateTime(), nullable=True))
    for moment in CHANGES:
        is_set = sa.text(f"{moment} IS NOT NULL")
        op.create_index(
            op.f(f"ix_messages_{moment}"),
            "messages",
            ["room_id", moment],
            sqlite_where=is_set,
            postgresql_where=is_set,
        )
    op.create_table(
        "drafts",
        *_what_was_written("drafts"),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("user_id", "thread_id", name=op.f("uq_drafts_user_id_thread_id")),
    )
    op.create_index(
        "uq_drafts_user_id_room_id",
        "drafts",
        ["user_id", "room_id"],
        unique=True,
        sqlite_where=sa.text("thread_id IS NULL"),
        postgresql_where=sa.text("thread_id IS NULL"),
    )
    op.create_index(op.f("ix_drafts_room_id"), "drafts", ["room_id"])
    op.create_table(
        "scheduled_messages",
        *_what_was_written("scheduled_messages"),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("is_silent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", BigId, nullable=False),
        sa.Column("send_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'failed')", name=op.f("ck_scheduled_messages_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_messages")),
        sa.UniqueConstraint(
            "room_id",
            "user_id",
            "client_id",
            name=op.f("uq_scheduled_messages_room_id_user_id_client_id"),
        ),
    )
    for columns in (["state", "due_at"], ["user_id", "send_at"]):
        name = op.f(f"ix_scheduled_messages_{'_'.join(columns)}")
        op.create_index(name, "scheduled_messages", columns)
    for table in ("drafts", "scheduled_messages"):
        for column in ("thread_id", "reply_to_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _what_was_written(table: str) -> list[sa.Column[Any] | sa.ForeignKeyConstraint]:
    return [
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("thread_id", BigId, nullable=True),
        sa.Column("reply_to_id", BigId, nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id_users")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f(f"fk_{table}_room_id_rooms")),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["messages.id"],
            name=op.f(f"fk_{table}_thread_id_messages"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id"],
            ["messages.id"],
            name=op.f(f"fk_{table}_reply_to_id_messages"),
            ondelete="SET NULL",
        ),
    ]


def downgrade() -> None:
    op.drop_table("scheduled_messages")
    op.drop_table("drafts")
    for moment in CHANGES:
        op.drop_index(op.f(f"ix_messages_{moment}"), table_name="messages")
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.drop_column("read_at")
