"""Whom a message may concern: those it calls, and those who wished to hear of such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from chatty.accounts.models import User
from chatty.core.db import db
from chatty.friends.models import Block
from chatty.messages.models import Mention, Message, ThreadFollow
from chatty.notifications.models import NotificationSettings, PushSubscription
from chatty.rooms.models import Membership, NotifyLevel, Room, RoomKind


@dataclass(frozen=True, slots=True)
class Recipient:
    """A member whom a message may concern, and how things stand with them."""

    user_id: int
    level: str
    is_archived: bool
    read_seq: int
    is_called: bool
    follows: bool
    is_blocked: bool
    time_zone: str | None
    settings: NotificationSettings | None


def recipients_of(message: Message, room: Room, *, after: int, limit: int) -> Sequence[Recipient]:
    """At most *limit* of them with ids above *after*, ascending; never who wrote it."""
    query = (
        _query(message, message.sender_id)
        .where(
            Membership.room_id == room.id,
            Membership.user_id != message.sender_id,
            Membership.user_id > after,
            Membership.visible_from_seq <= message.place,
            # Who declined to talk, or put it out of sight since, is not called by it.
            Membership.hidden_at_seq.is_(None),
        )
        .order_by(Membership.user_id)
        .limit(limit)
    )
    if not message.mentions_room and room.kind != RoomKind.DIRECT:
        query = query.where(Membership.user_id.in_(_concerned(message)))
    return [_recipient(row) for row in db.session.execute(query)]


def recipient(user_id: int, message: Message, *, actor_id: int) -> Recipient | None:
    """The one person, if they are in the room of *message*; for what *actor_id* did with it."""
    query = _query(message, actor_id).where(
        Membership.room_id == message.room_id, Membership.user_id == user_id
    )
    row = db.session.execute(query).first()
    return None if row is None else _recipient(row)


def settings_of(user_id: int) -> tuple[NotificationSettings | None, str | None]:
    """How the person wishes to be told, and their time zone."""
    query = (
        sa.select(NotificationSettings, User.time_zone)
        .select_from(User)
        .outerjoin(NotificationSettings, NotificationSettings.user_id == User.id)
        .where(User.id == user_id)
    )
    row = db.session.execute(query).one()
    return row[0], row[1]


def reply_author(message: Message) -> int | None:
    """Who wrote what *message* answers."""
    if message.reply_to_id is None:
        return None
    return db.session.scalar(sa.select(Message.sender_id).where(Message.id == message.reply_to_id))


def _concerned(message: Message) -> sa.CompoundSelect[Any]:
    """The ids of all whom it calls, and of all who wait for something without being called."""
    answered = sa.select(Message.sender_id).where(Message.id == message.reply_to_id)
    has_words = NotificationSettings.keywords != "[]"
    pushed = (
        sa.select(PushSubscription.user_id)
        .join(
            Membership,
            sa.and_(
                Membership.user_id == PushSubscription.user_id,
                Membership.room_id == message.room_id,
            ),
        )
        .where(Membership.notify_level == NotifyLevel.EVERYTHING)
    )
    return sa.union(
        sa.select(Mention.user_id).where(Mention.message_id == message.id),
        answered,
        sa.select(ThreadFollow.user_id).where(
            ThreadFollow.thread_id == message.thread_id, ThreadFollow.is_following
        ),
        sa.select(NotificationSettings.user_id).where(has_words),
        pushed,
    )


def _query(message: Message, actor_id: int) -> sa.Select[*tuple[Any, ...]]:
    person = Membership.user_id
    called = sa.exists().where(Mention.message_id == message.id, Mention.user_id == person)
    follows = sa.exists().where(
        ThreadFollow.thread_id == message.thread_id,
        ThreadFollow.user_id == person,
        ThreadFollow.is_following,
    )
    blocked = sa.exists().where(Block.blocker_id == person, Block.blocked_id == actor_id)
    return (
        sa.select(
            person,
            Membership.notify_level,
            Membership.archived_at,
            Membership.read_seq,
            called.correlate(Membership).label("is_called"),
            follows.correlate(Membership).label("follows"),
            blocked.correlate(Membership).label("is_blocked"),
            User.time_zone,
            NotificationSettings,
        )
        .join(User, User.id == person)
        .outerjoin(NotificationSettings, NotificationSettings.user_id == person)
        .where(User.deactivated_at.is_(None))
    )


def _recipient(row: sa.Row[Any]) -> Recipient:
    archived_at: datetime | None = row.archived_at
    return Recipient(
        user_id=row.user_id,
        level=row.notify_level,
        is_archived=archived_at is not None,
        read_seq=row.read_seq,
        is_called=bool(row.is_called),
        follows=bool(row.follows),
        is_blocked=bool(row.is_blocked),
        time_zone=row.time_zone,
        settings=row.NotificationSettings,
    )
