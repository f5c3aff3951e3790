"""Devices that get push, and what is to be told there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.limits import PUSH_AT_ONCE_PERSON
from chatty.messages.models import Message
from chatty.messages.queries.extras import excerpt
from chatty.notifications.models import (
    Notification,
    NotificationView,
    PushDelivery,
    PushSubscription,
    RoomCard,
)
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import may_know


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A push whose turn it is, and the device it goes to, as both stand now."""

    delivery: PushDelivery
    subscription: PushSubscription


def devices_of(viewer: Viewer) -> Sequence[PushSubscription]:
    """The devices of *viewer* that get push, the newest first."""
    query = sa.select(PushSubscription).where(PushSubscription.user_id == viewer.id)
    return db.session.scalars(query.order_by(PushSubscription.id.desc())).all()


def due_deliveries(limit: int) -> Sequence[DueDelivery]:
    """At most *limit* of what has waited longest, without the session.

    Of each person the first before anybody's second, and few of one: nobody's push waits because
    somebody has told of a service that never answers.
    """
    turn = sa.func.row_number().over(
        partition_by=PushSubscription.user_id, order_by=(PushDelivery.due_at, PushDelivery.id)
    )
    waits = (
        sa.select(PushDelivery.id, turn.label("turn"))
        .join(PushSubscription, PushSubscription.id == PushDelivery.subscription_id)
        .where(PushDelivery.due_at <= clock.now())
        .subquery()
    )
    query = (
        sa.select(PushDelivery, PushSubscription)
        .join(PushSubscription, PushSubscription.id == PushDelivery.subscription_id)
        .join(waits, waits.c.id == PushDelivery.id)
        .where(waits.c.turn <= PUSH_AT_ONCE_PERSON)
        .order_by(waits.c.turn, PushDelivery.due_at)
        .limit(limit)
    )
    found = [DueDelivery(*row) for row in db.session.execute(query)]
    for each in found:
        # What decides who may send it is what was read here, not what it has become since.
        db.session.expunge(each.delivery)
    return found


def view_of(due: DueDelivery) -> NotificationView | None:
    """What the device is told; None when there is nothing to tell any more.

    That is what was seen meanwhile on another device, deleted, or left behind with its room.
    """
    delivery, person = due.delivery, due.subscription.user_id
    row = _row(person, delivery)
    room = db.session.get(Room, delivery.room_id) if delivery.room_id else None
    place = db.session.get(Membership, (delivery.room_id, person)) if room else None
    message = db.session.get(Message, delivery.message_id) if delivery.message_id else None
    if row.read_at is not None or (delivery.message_id and not _waits(message, room, place)):
        return None
    is_known = room is not None and may_know(room, place)
    return NotificationView(
        row=row,
        actor=db.session.get(User, delivery.actor_id) if delivery.actor_id else None,
        room=RoomCard(room.id, room.kind, room.name, room.slug) if room and is_known else None,
        thread_id=message.thread_id if message else None,
        place=message.place if message else None,
        excerpt=excerpt(message.content, files=message.attachment_count) if message else None,
    )


def _row(user_id: int, delivery: PushDelivery) -> Notification:
    """What stands in the list; for what stands in none, what would."""
    query = sa.select(Notification).where(
        Notification.user_id == user_id, Notification.key == delivery.tag
    )
    return db.session.scalars(query).first() or Notification(
        user_id=user_id,
        kind=delivery.kind,
        key=delivery.tag,
        room_id=delivery.room_id,
        message_id=delivery.message_id,
        actor_id=delivery.actor_id,
        detail=delivery.detail,
    )


def _waits(message: Message | None, room: Room | None, place: Membership | None) -> bool:
    if message is None or message.deleted_at is not None:
        return False
    if room is None or room.deleted_at is not None or place is None:
        return False
    if message.place < place.visible_from_seq:
        return False
    return message.seq is None or message.seq > place.read_seq
