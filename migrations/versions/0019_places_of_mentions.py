"""Where mentions are, so that unread ones are counted without their messages"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CALLING = sa.text("mentions_room")


def upgrade() -> None:
    # Nothing was ever written to the table as it was.
    op.drop_table("mentions")
    _table(
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("seq", BigId, nullable=True),
        sa.Column("by_name", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_mentions_room_id_rooms")),
    )
    op.create_index(
        op.f("ix_mentions_user_id_room_id_seq"), "mentions", ["user_id", "room_id", "seq"]
    )
    op.create_index(
        "ix_messages_calling",
        "messages",
        ["room_id", "seq"],
        sqlite_where=CALLING,
        postgresql_where=CALLING,
    )


def _table(*more: sa.schema.SchemaItem) -> None:
    items: list[Any] = [
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_mentions_message_id_messages")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mentions_user_id_users")),
        sa.PrimaryKeyConstraint("message_id", "user_id", name=op.f("pk_mentions")),
    ]
    op.create_table("mentions", *items)


def downgrade() -> None:
    op.drop_index("ix_messages_calling", table_name="messages")
    op.drop_table("mentions")
    _table()
    op.create_index(op.f("ix_mentions_user_id"), "mentions", ["user_id"])
