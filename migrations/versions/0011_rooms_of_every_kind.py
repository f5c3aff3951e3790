"""Rooms of every kind, and what keeps people out of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bans",
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("by_id", BigId, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("appeal_state", sa.Text(), nullable=True),
        sa.Column("appealed_at", UTCDateTime(), nullable=True),
        sa.Column("answered_by_id", BigId, nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "appeal_state IN ('pending', 'accepted', 'rejected')", name=op.f("ck_bans_appeal_state")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_bans_answered_by_id_users")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_bans_by_id_users")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_bans_room_id_rooms")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_bans_user_id_users")),
        sa.PrimaryKeyConstraint("room_id", "user_id", name=op.f("pk_bans")),
    )
    with op.batch_alter_table("bans") as batch_op:
        batch_op.create_index(op.f("ix_bans_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(op.f("ix_bans_user_id"), ["user_id"], unique=False)
    op.create_table(
        "mutes",
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("by_id", BigId, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_mutes_by_id_users")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_mutes_room_id_rooms")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mutes_user_id_users")),
        sa.PrimaryKeyConstraint("room_id", "user_id", name=op.f("pk_mutes")),
    )
    with op.batch_alter_table("mutes") as batch_op:
        batch_op.create_index(op.f("ix_mutes_user_id"), ["user_id"], unique=False)
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.add_column(
            sa.Column("notify_level", sa.Text(), nullable=False, server_default="everything")
        )
        batch_op.add_column(
            sa.Column("favourite", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("folder", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("archived_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("muted_until", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("last_posted_at", UTCDateTime(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_memberships_notify_level"),
            "notify_level IN ('everything', 'mentions', 'nothing')",
        )
    with op.batch_alter_table("pictures") as batch_op:
        batch_op.add_column(sa.Column("room_id", BigId, nullable=True))
        batch_op.create_index(op.f("ix_pictures_room_id"), ["room_id"], unique=False)
        batch_op.create_foreign_key(op.f("fk_pictures_room_id_rooms"), "rooms", ["room_id"], ["id"])
    with op.batch_alter_table("rooms") as batch_op:
        batch_op.add_column(
            sa.Column("invite_by", sa.Text(), nullable=False, server_default="admins")
        )
        batch_op.add_column(sa.Column("pin_by", sa.Text(), nullable=False, server_default="admins"))
        batch_op.add_column(
            sa.Column("mention_all_by", sa.Text(), nullable=False, server_default="admins")
        )
        batch_op.add_column(
            sa.Column("slow_mode_seconds", BigId, nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("avatar_key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("cover_key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("password_hash", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("password_paused_until", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("open_from_seq", BigId, nullable=False, server_default="1"))
        batch_op.add_column(
            sa.Column("is_default", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("filtered_words", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("raid_until", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", UTCDateTime(), nullable=True))
        for column in ("invite_by", "pin_by", "mention_all_by"):
            batch_op.create_check_constraint(
                op.f(f"ck_rooms_{column}"), f"{column} IN ('members', 'admins')"
            )
    # Until now everybody in a public room invited, and only who ran it elsewhere.
    op.execute("UPDATE rooms SET invite_by = 'members' WHERE kind = 'public'")


def downgrade() -> None:
    with op.batch_alter_table("rooms") as batch_op:
        for column in ("invite_by", "pin_by", "mention_all_by"):
            batch_op.drop_constraint(op.f(f"ck_rooms_{column}"), type_="check")
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("raid_until")
        batch_op.drop_column("filtered_words")
        batch_op.drop_column("is_default")
        batch_op.drop_column("open_from_seq")
        batch_op.drop_column("password_paused_until")
        batch_op.drop_column("password_hash")
        batch_op.drop_column("cover_key")
        batch_op.drop_column("avatar_key")
        batch_op.drop_column("slow_mode_seconds")
        batch_op.drop_column("mention_all_by")
        batch_op.drop_column("pin_by")
        batch_op.drop_column("invite_by")
    with op.batch_alter_table("pictures") as batch_op:
        batch_op.drop_constraint(op.f("fk_pictures_room_id_rooms"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_pictures_room_id"))
        batch_op.drop_column("room_id")
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.drop_constraint(op.f("ck_memberships_notify_level"), type_="check")
        batch_op.drop_column("last_posted_at")
        batch_op.drop_column("muted_until")
        batch_op.drop_column("archived_at")
        batch_op.drop_column("folder")
        batch_op.drop_column("favourite")
        batch_op.drop_column("notify_level")
    op.drop_table("mutes")
    op.drop_table("bans")
