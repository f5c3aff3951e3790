"""Files of messages, and what is still to be deleted of those that went"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KINDS = "kind IN ('image', 'audio', 'video', 'document')"
STATES = "state IN ('awaited', 'processing', 'ready', 'failed', 'refused')"


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("uploader_id", BigId, nullable=False),
        sa.Column("message_id", BigId, nullable=True),
        sa.Column("room_id", BigId, nullable=True),
        sa.Column("position", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", BigId, nullable=False),
        sa.Column("width", BigId, nullable=True),
        sa.Column("height", BigId, nullable=True),
        sa.Column("duration_ms", BigId, nullable=True),
        sa.Column("placeholder", sa.Text(), nullable=True),
        sa.Column("waveform", sa.Text(), nullable=True),
        sa.Column("has_thumbnail", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("upload_id", sa.Text(), nullable=True),
        sa.Column("attempts", BigId, nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("kept_until", UTCDateTime(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_attachments_kind")),
        sa.CheckConstraint(STATES, name=op.f("ck_attachments_state")),
        sa.ForeignKeyConstraint(
            ["uploader_id"], ["users.id"], name=op.f("fk_attachments_uploader_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_attachments_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_attachments_room_id_rooms")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("key", name=op.f("uq_attachments_key")),
    )
    op.create_index("ix_attachments_message_id", "attachments", ["message_id"])
    op.create_index("ix_attachments_room_id_id", "attachments", ["room_id", "id"])
    op.create_index("ix_attachments_uploader_id", "attachments", ["uploader_id"])
    op.create_index("ix_attachments_storage_key", "attachments", ["storage_key"])
    op.create_index(
        "ix_attachments_due",
        "attachments",
        ["due_at"],
        sqlite_where=sa.text("state = 'processing'"),
        postgresql_where=sa.text("state = 'processing'"),
    )
    op.create_index(
        "ix_attachments_unsent",
        "attachments",
        ["kept_until"],
        sqlite_where=sa.text("message_id IS NULL"),
        postgresql_where=sa.text("message_id IS NULL"),
    )
    op.create_table(
        "removed_files",
        sa.Column("storage_key", sa.Text(), nullable=False),
        sa.Column("removed_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("storage_key", name=op.f("pk_removed_files")),
    )
    op.add_column(
        "messages", sa.Column("attachment_count", BigId, nullable=False, server_default="0")
    )
    op.add_column(
        "scheduled_messages",
        sa.Column("attachment_keys", sa.Text(), nullable=False, server_default=""),
    )
    op.add_column("previews", sa.Column("picture_key", sa.Text(), nullable=True))
    op.add_column("previews", sa.Column("picture_width", BigId, nullable=True))
    op.add_column("previews", sa.Column("picture_height", BigId, nullable=True))
    op.create_index("ix_previews_picture_key", "previews", ["picture_key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_previews_picture_key", "previews")
    with op.batch_alter_table("previews") as batch_op:
        for column in ("picture_height", "picture_width", "picture_key"):
            batch_op.drop_column(column)
    with op.batch_alter_table("scheduled_messages") as batch_op:
        batch_op.drop_column("attachment_keys")
    with op.batch_alter_table("messages") as batch_op:
        batch_op.drop_column("attachment_count")
    op.drop_table("removed_files")
    op.drop_table("attachments")
