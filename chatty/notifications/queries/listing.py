"""What somebody was told, as far as they may see what it is about now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.core import limits
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.core.paging import Page, decode_id_cursor, encode_cursor, page_size, paged
from chatty.friends.models import Block
from chatty.messages.models import Message
from chatty.messages.queries.extras import excerpt
from chatty.notifications.models import Notification, NotificationView, RoomCard
from chatty.notifications.policies import OFFICIAL
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import may_know

# An excerpt needs one letter more than it shows, to know that there is more.
PLACE = sa.func.coalesce(Message.seq, Message.root_seq)
BEGIN = sa.func.substr(Message.content, 1, limits.EXCERPT_CHARACTERS + 1)


def notifications_of(
    viewer: Viewer, *, unread: bool = False, cursor: str | None = None, limit: int | None = None
) -> Page[NotificationView]:
    """What *viewer* was told, newest first, a page of it; of *unread* only what waits for them."""
    size = page_size(limit)
    query = _shown(viewer).order_by(Notification.id.desc()).limit(size + 1)
    if unread:
        query = query.where(Notification.read_at.is_(None))
    if cursor:
        query = query.where(Notification.id < decode_id_cursor(cursor))
    found = [_view(row) for row in db.session.execute(query)]
    return paged(found, size, lambda view: encode_cursor(view.row.id))


def waiting_notifications(viewer: Viewer) -> Sequence[NotificationView]:
    """The newest of what waits for *viewer*, as every client begins with them."""
    return notifications_of(viewer, unread=True, limit=limits.NOTIFICATIONS_IN_SYNC).items


def notification_for(viewer: Viewer, notification_id: int) -> NotificationView:
    """The one notification, if it is for *viewer* and they may see what it is about."""
    row = db.session.execute(_shown(viewer).where(Notification.id == notification_id)).first()
    if row is None:
        raise NotFound
    return _view(row)


def notifications_by_id(ids: Collection[int]) -> Sequence[NotificationView]:
    """The notifications as they are told to whom they are for, oldest first."""
    query = _joined().where(Notification.id.in_(ids)).order_by(Notification.id)
    return [_view(row) for row in db.session.execute(query)]


def unread_count(viewer: Viewer) -> int:
    """How much waits for *viewer*."""
    return unread_counts({viewer.id}).get(viewer.id, 0)


def unread_counts(user_ids: Collection[int]) -> dict[int, int]:
    """How much waits for each of these people; nothing for who is left out."""
    query = (
        sa.select(Notification.user_id, sa.func.count())
        .select_from(joined())
        .where(
            Notification.user_id.in_(user_ids), Notification.read_at.is_(None), visible_to_its_own()
        )
        .group_by(Notification.user_id)
    )
    return {row[0]: int(row[1]) for row in db.session.execute(query)}


def visible_to_its_own() -> sa.ColumnElement[bool]:
    """Whether whom a notification of the joined query is for may see now what it is about.

    Of a message: they are in its room, it is from their time, and it was not deleted. Of anybody:
    they have not blocked them.
    """
    of_message = sa.and_(
        Message.deleted_at.is_(None),
        Room.deleted_at.is_(None),
        Membership.user_id.is_not(None),
        Membership.visible_from_seq <= PLACE,
        Room.first_seq <= PLACE,
    )
    is_blocked = (
        sa.exists()
        .where(Block.blocker_id == Notification.user_id, Block.blocked_id == Notification.actor_id)
        .correlate(Notification)
    )
    return sa.and_(
        sa.or_(Notification.message_id.is_(None), of_message),
        sa.or_(Notification.kind.in_(OFFICIAL), ~is_blocked),
    )


def _shown(viewer: Viewer) -> sa.Select[Any]:
    return _joined().where(Notification.user_id == viewer.id, visible_to_its_own())


def _joined() -> sa.Select[Any]:
    columns = (Notification, User, Room, Membership, Message.thread_id, Message.attachment_count)
    begin, place = BEGIN.label("begin"), PLACE.label("place")
    return sa.select(*columns, begin, place).select_from(joined())


def joined() -> sa.FromClause:
    """Notifications with what they are about."""
    own_place = sa.and_(
        Membership.room_id == Notification.room_id, Membership.user_id == Notification.user_id
    )
    return (
        sa.join(Notification, User, User.id == Notification.actor_id, isouter=True)
        .outerjoin(Room, Room.id == Notification.room_id)
        .outerjoin(Membership, own_place)
        .outerjoin(Message, Message.id == Notification.message_id)
    )


def _view(row: sa.Row[Any]) -> NotificationView:
    room = row.Room
    is_known = room is not None and may_know(room, row.Membership)
    return NotificationView(
        row=row.Notification,
        actor=row.User,
        room=RoomCard(room.id, room.kind, room.name, room.slug) if is_known else None,
        thread_id=row.thread_id,
        place=row.place,
        excerpt=None if row.begin is None else excerpt(row.begin, files=row.attachment_count),
    )
