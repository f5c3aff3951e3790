"""What people say about themselves, and their pictures"""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _fold_names_that_look_alike()
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("phone", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("birth_date", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("share_birth_date", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("avatar_key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("cover_key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("status_emoji", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("status_text", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("status_until", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("time_zone", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("locale", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("discoverable", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("show_typing", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(
            sa.Column("show_receipts", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(
            sa.Column("last_seen_audience", sa.Text(), nullable=False, server_default="friends")
        )
        batch_op.add_column(
            sa.Column("message_requests", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("erased_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("messages_erased_at", UTCDateTime(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_users_last_seen_audience"),
            "last_seen_audience IN ('nobody', 'friends', 'everyone')",
        )
        batch_op.create_index(op.f("ix_users_status_until"), ["status_until"], unique=False)
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.add_column(
            sa.Column("has_spoken", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(
        "UPDATE memberships SET has_spoken = true WHERE EXISTS (SELECT 1 FROM messages"
        " WHERE messages.room_id = memberships.room_id"
        " AND messages.sender_id = memberships.user_id)"
    )
    op.create_table(
        "pictures",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("user_id", BigId, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('avatar', 'cover')", name=op.f("ck_pictures_kind")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_pictures_user_id_users")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pictures")),
    )
    op.create_index(op.f("ix_pictures_user_id"), "pictures", ["user_id"], unique=False)
    op.create_table(
        "username_holds",
        sa.Column("username_key", sa.Text(), nullable=False),
        sa.Column("held_until", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("username_key", name=op.f("pk_username_holds")),
    )


def _fold_names_that_look_alike() -> None:
    """New keys for all names; of two that look alike the younger keeps its own, marked."""
    users = sa.table(
        "users",
        sa.column("id", BigId),
        sa.column("username", sa.Text()),
        sa.column("username_key", sa.Text()),
        sa.column("created_at", UTCDateTime()),
    )
    connection = op.get_bind()
    elders = sa.select(users.c.id, users.c.username).order_by(users.c.created_at, users.c.id)
    taken: set[str] = set()
    keys: dict[int, str] = {}
    for user_id, username in connection.execute(elders):
        key = _alike(username)
        keys[user_id] = f"{username.casefold()}#" if key in taken else key
        taken.add(key)
    # In two steps, as a new key may be the old one of another.
    connection.execute(sa.update(users).values(username_key="#" + users.c.username_key))
    for user_id, key in keys.items():
        connection.execute(sa.update(users).where(users.c.id == user_id).values(username_key=key))


def _alike(username: str) -> str:
    """As ``accounts.policies.username_key`` was when this was written."""
    key = unicodedata.normalize("NFKC", username).casefold()
    key = re.sub(r"[._-]+", ".", key.translate(str.maketrans({"0": "o", "1": "l", "i": "l"})))
    return key.replace("rn", "m").replace("vv", "w")


def downgrade() -> None:
    op.execute("UPDATE users SET username_key = lower(username)")
    op.drop_table("username_holds")
    op.drop_index(op.f("ix_pictures_user_id"), table_name="pictures")
    op.drop_table("pictures")
    with op.batch_alter_table("memberships") as batch_op:
        batch_op.drop_column("has_spoken")
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_index(op.f("ix_users_status_until"))
        batch_op.drop_constraint(op.f("ck_users_last_seen_audience"), type_="check")
        batch_op.drop_column("messages_erased_at")
        batch_op.drop_column("erased_at")
        batch_op.drop_column("message_requests")
        batch_op.drop_column("last_seen_audience")
        batch_op.drop_column("show_receipts")
        batch_op.drop_column("show_typing")
        batch_op.drop_column("discoverable")
        batch_op.drop_column("locale")
        batch_op.drop_column("time_zone")
        batch_op.drop_column("status_until")
        batch_op.drop_column("status_text")
        batch_op.drop_column("status_emoji")
        batch_op.drop_column("cover_key")
        batch_op.drop_column("avatar_key")
        batch_op.drop_column("share_birth_date")
        batch_op.drop_column("birth_date")
        batch_op.drop_column("phone")
