"""Invite links"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invite_links",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("created_by_id", BigId, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("uses", BigId, nullable=False),
        sa.Column("max_uses", BigId, nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("role IN ('admin', 'member')", name=op.f("ck_invite_links_role")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_invite_links_created_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_invite_links_room_id_rooms")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invite_links_token_hash")),
    )
    with op.batch_alter_table("invite_links") as batch_op:
        batch_op.create_index(
            op.f("ix_invite_links_created_by_id"), ["created_by_id"], unique=False
        )
        batch_op.create_index(
            op.f("ix_invite_links_room_id_created_at"), ["room_id", "created_at"], unique=False
        )


def downgrade() -> None:
    op.drop_table("invite_links")
