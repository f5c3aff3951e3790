"""Notifications, how people wish to be told, and push on its way"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from chatty.core.db import BigId, UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KINDS = (
    "'message', 'mention', 'reply', 'thread', 'keyword', 'reaction', 'invite', 'friend', 'role', "
    "'moderation', 'report'"
)


def _id(*, counted: bool = True) -> sa.Column[Any]:
    return sa.Column("id", BigId, autoincrement=counted, nullable=False)


def _to(table: str, column: str, other: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{column}_{other}"),
        ondelete="CASCADE" if cascade else None,
    )


def upgrade() -> None:
    _notifications()
    _settings()
    _subscriptions()
    _deliveries()
    op.create_table(
        "notifier_position",
        _id(counted=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifier_position")),
    )
    # What was said before there were notifications is told to nobody.
    op.execute(
        "INSERT INTO notifier_position (id, event_id, user_id) "
        "SELECT 1, COALESCE(MAX(id), 0), 0 FROM events"
    )


def _notifications() -> None:
    name = "notifications"
    op.create_table(
        name,
        _id(),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("room_id", BigId, nullable=True),
        sa.Column("message_id", BigId, nullable=True),
        sa.Column("seq", BigId, nullable=True),
        sa.Column("actor_id", BigId, nullable=True),
        sa.Column("invite_id", BigId, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("read_at", UTCDateTime(), nullable=True),
        sa.Column("mailed_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_notifications_kind")),
        _to(name, "user_id", "users"),
        _to(name, "room_id", "rooms", cascade=True),
        _to(name, "message_id", "messages", cascade=True),
        _to(name, "actor_id", "users"),
        _to(name, "invite_id", "invites", cascade=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notifications_user_id_key")),
    )
    for column in ("room_id", "message_id", "actor_id", "invite_id", "created_at"):
        op.create_index(op.f(f"ix_notifications_{column}"), name, [column])
    op.create_index(op.f("ix_notifications_user_id_id"), name, ["user_id", "id"])
    op.create_index(
        "ix_notifications_unread",
        name,
        ["user_id", "room_id"],
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )


def _settings() -> None:
    op.create_table(
        "notification_settings",
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("is_quiet", sa.Boolean(), nullable=False),
        sa.Column("quiet_until", UTCDateTime(), nullable=True),
        sa.Column("quiet_hours", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("push_words", sa.Boolean(), nullable=False),
        sa.Column("mail_digest", sa.Boolean(), nullable=False),
        sa.Column("digested_at", UTCDateTime(), nullable=True),
        _to("notification_settings", "user_id", "users"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_settings")),
    )


def _subscriptions() -> None:
    name = "push_subscriptions"
    op.create_table(
        name,
        _id(),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("session_id", BigId, nullable=True),
        sa.Column("family_id", BigId, nullable=True),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _to(name, "user_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint", name=op.f("uq_push_subscriptions_endpoint")),
    )
    for column in ("user_id", "session_id", "family_id"):
        op.create_index(op.f(f"ix_push_subscriptions_{column}"), name, [column])


def _deliveries() -> None:
    name = "push_deliveries"
    op.create_table(
        name,
        _id(),
        sa.Column("subscription_id", BigId, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("room_id", BigId, nullable=True),
        sa.Column("message_id", BigId, nullable=True),
        sa.Column("actor_id", BigId, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("attempts", BigId, nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        _to(name, "subscription_id", "push_subscriptions", cascade=True),
        _to(name, "room_id", "rooms", cascade=True),
        _to(name, "message_id", "messages", cascade=True),
        _to(name, "actor_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_deliveries")),
        sa.UniqueConstraint(
            "subscription_id", "tag", name=op.f("uq_push_deliveries_subscription_id_tag")
        ),
    )
    for column in ("room_id", "message_id", "actor_id", "due_at"):
        op.create_index(op.f(f"ix_push_deliveries_{column}"), name, [column])


def downgrade() -> None:
    for table in (
        "notifier_position",
        "push_deliveries",
        "push_subscriptions",
        "notification_settings",
        "notifications",
    ):
        op.drop_table(table)
