"""Invites of every kind"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invites",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("inviter_id", BigId, nullable=False),
        sa.Column("invitee_id", BigId, nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("room_id", BigId, nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("resolved_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('friend', 'room', 'email')", name=op.f("ck_invites_kind")),
        sa.CheckConstraint("role IN ('admin', 'member')", name=op.f("ck_invites_role")),
        sa.CheckConstraint(
            "state IN ('pending', 'accepted', 'rejected', 'expired', 'revoked')",
            name=op.f("ck_invites_state"),
        ),
        sa.ForeignKeyConstraint(
            ["invitee_id"], ["users.id"], name=op.f("fk_invites_invitee_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["inviter_id"], ["users.id"], name=op.f("fk_invites_inviter_id_users")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_invites_room_id_rooms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invites_token_hash")),
    )
    op.create_index(
        op.f("ix_invites_invitee_id_state"), "invites", ["invitee_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_invites_inviter_id_state"), "invites", ["inviter_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_invites_state_expires_at"), "invites", ["state", "expires_at"], unique=False
    )
    op.create_index(
        "uq_invites_pending_friend",
        "invites",
        ["inviter_id", "invitee_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'friend' AND state = 'pending'"),
        postgresql_where=sa.text("kind = 'friend' AND state = 'pending'"),
    )
    op.create_index(
        "uq_invites_pending_room",
        "invites",
        ["room_id", "invitee_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'room' AND state = 'pending'"),
        postgresql_where=sa.text("kind = 'room' AND state = 'pending'"),
    )


def downgrade() -> None:
    op.drop_index("uq_invites_pending_room", table_name="invites")
    op.drop_index("uq_invites_pending_friend", table_name="invites")
    op.drop_index(op.f("ix_invites_state_expires_at"), table_name="invites")
    op.drop_index(op.f("ix_invites_inviter_id_state"), table_name="invites")
    op.drop_index(op.f("ix_invites_invitee_id_state"), table_name="invites")
    op.drop_table("invites")
