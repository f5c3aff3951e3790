"""Notifications as rows: what somebody was told of, and what is still to reach their devices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.accounts.models import User
from chatty.core.db import Base


class Kind(StrEnum):
    """What somebody is told of."""

    MESSAGE = "message"
    MENTION = "mention"
    REPLY = "reply"
    THREAD = "thread"
    KEYWORD = "keyword"
    REACTION = "reaction"
    INVITE = "invite"
    FRIEND = "friend"
    ROLE = "role"
    MODERATION = "moderation"
    REPORT = "report"


KINDS = ", ".join(f"'{kind}'" for kind in Kind)


class Notification(Base):
    """One thing that one person was told of; it points and holds no words of anybody's.

    ``key`` is what it is about (``message:7``), so that nothing is told twice. ``seq`` is the place
    of its message in the room, which the read marker is compared with; ``detail`` is a word of
    ours, as the role that was given. What goes takes its notifications along.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        sa.CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        sa.UniqueConstraint("user_id", "key"),
        sa.Index(None, "user_id", "id"),
        sa.Index(
            "ix_notifications_unread",
            "user_id",
            "room_id",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    kind: Mapped[str]
    key: Mapped[str]
    room_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("rooms.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True
    )
    seq: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    invite_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("invites.id", ondelete="CASCADE"), index=True
    )
    detail: Mapped[str] = mapped_column(default="")
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class NotificationSettings(Base):
    """How somebody wishes to be told; who has no row wishes what its defaults say.

    ``quiet_until`` is null for do-not-disturb without an end. ``quiet_hours`` is JSON: for each day
    of the week, Monday first, null or the minutes of the day from and until when, in the person's
    time zone. ``keywords`` is JSON, a list of words.
    """

    __tablename__ = "notification_settings"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    is_quiet: Mapped[bool] = mapped_column(default=False)
    quiet_until: Mapped[datetime | None]
    quiet_hours: Mapped[str] = mapped_column(default="[]")
    keywords: Mapped[str] = mapped_column(default="[]")
    push_words: Mapped[bool] = mapped_column(default=True)
    mail_digest: Mapped[bool] = mapped_column(default=True)
    digested_at: Mapped[datetime | None]


class PushSubscription(Base):
    """A device that gets push, as its browser described it; it ends with its sign-in."""

    __tablename__ = "push_subscriptions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(index=True)
    family_id: Mapped[int | None] = mapped_column(index=True)
    endpoint: Mapped[str] = mapped_column(unique=True)
    p256dh: Mapped[str]
    auth: Mapped[str]
    device: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]


class PushDelivery(Base):
    """One push on its way to one device; the row goes when it arrived or is given up.

    What is told under the same ``tag`` before it has left replaces it. Its words are found when it
    leaves, so what was deleted until then is not told.
    """

    __tablename__ = "push_deliveries"
    __table_args__ = (sa.UniqueConstraint("subscription_id", "tag"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subscription_id: Mapped[int] = mapped_column(
        sa.ForeignKey("push_subscriptions.id", ondelete="CASCADE")
    )
    tag: Mapped[str]
    kind: Mapped[str]
    room_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("rooms.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True
    )
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    detail: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[datetime]


class NotifierPosition(Base):
    """How far the log was followed: to ``event_id``, of whose people those up to ``user_id`` know.

    Where ``user_id`` is 0 all of them do.
    """

    __tablename__ = "notifier_position"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True, slots=True)
class RoomCard:
    """What is said of a room beside a notification; a direct room has no name of its own."""

    id: int
    kind: str
    name: str
    slug: str | None


@dataclass(frozen=True, slots=True)
class NotificationView:
    """A notification with what it points at, as far as its person may see that now.

    ``place`` is where in the room its message is seen from: a reply's in a thread is its root's.
    """

    row: Notification
    actor: User | None
    room: RoomCard | None
    thread_id: int | None
    place: int | None
    excerpt: str | None
