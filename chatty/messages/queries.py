"""History, paged by place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.core.paging import page_size
from chatty.messages.models import Message, MessagePage, MessageView
from chatty.rooms.models import Room
from chatty.rooms.queries import membership_of, readable_room_for

VIEW_COLUMNS = (
    Message.id,
    Message.room_id,
    Message.seq,
    Message.sender_id,
    User.username,
    User.display_name,
    Message.client_id,
    Message.content,
    Message.content_html,
    Message.created_at,
)


def history(  # noqa: PLR0913  # the four ways to page are the contract of the API
    viewer: Viewer,
    room: Room,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int | None = None,
) -> MessagePage:
    """A page of what *viewer* may see of *room*: the newest, or that before, after or around a seq.

    *room* was found through the viewer; what lies before the membership's first visible message
    is left out.
    """
    size = page_size(limit)
    floor = _first_visible(viewer, room)
    if around is not None:
        older = _older(room, floor, before=around, limit=size // 2)
        items = older + _newer(room, floor, after=around - 1, limit=size - len(older))
    elif after is not None:
        items = _newer(room, floor, after=after, limit=size)
    else:
        items = _older(room, floor, before=before, limit=size)
    beyond = after is not None or (around is not None and around > room.last_seq)
    return _page(items, floor=floor, last=room.last_seq, beyond=beyond)


def message_for(viewer: Viewer, message_id: int) -> MessageView:
    """The message, if *viewer* may see it; raises NotFound."""
    row = db.session.execute(_views().where(Message.id == message_id)).first()
    if row is None:
        raise NotFound
    view = MessageView(*row)
    room = readable_room_for(viewer, view.room_id)
    if view.seq < _first_visible(viewer, room):
        raise NotFound
    return view


def message_by_client_id(room_id: int, sender_id: int, client_id: str) -> MessageView | None:
    """The message that was stored for this client id, if one was."""
    row = db.session.execute(
        _views().where(
            Message.room_id == room_id,
            Message.sender_id == sender_id,
            Message.client_id == client_id,
        )
    ).first()
    return MessageView(*row) if row else None


def seq_at(room: Room, moment: datetime) -> int:
    """The place of the first message of *room* from *moment* on, found by halving.

    Places are gapless and ascend with time, so a room of a million messages costs twenty look-ups
    in the index it has anyway. Past the newest message it is the place after it.
    """
    low, high = room.first_seq, room.last_seq + 1
    while low < high:
        middle = (low + high) // 2
        at = db.session.execute(
            sa.select(Message.created_at).where(Message.room_id == room.id, Message.seq == middle)
        ).scalar()
        if at is not None and at >= moment:
            high = middle
        else:
            low = middle + 1
    return low


def newest_of(rooms: Collection[Room]) -> dict[int, MessageView]:
    """The newest message of each of *rooms*, by room id, in one statement."""
    talked_in = [room.id for room in rooms if room.last_seq]
    if not talked_in:
        return {}
    # Through the rooms' rows: SQLite reads all messages to find (room, seq) pairs in a list.
    last = sa.and_(Room.id == Message.room_id, Room.last_seq == Message.seq)
    query = _views().join(Room, last).where(Room.id.in_(talked_in))
    return {view.room_id: view for view in (MessageView(*row) for row in db.session.execute(query))}


def _views() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(*VIEW_COLUMNS).join(User, User.id == Message.sender_id)


def _first_visible(viewer: Viewer, room: Room) -> int:
    if viewer.user_id is None:
        return room.first_seq
    membership = membership_of(viewer.user_id, room.id)
    return max(room.first_seq, membership.visible_from_seq if membership else 1)


def _older(room: Room, floor: int, *, before: int | None, limit: int) -> list[MessageView]:
    end = room.last_seq + 1 if before is None else min(before, room.last_seq + 1)
    return _range(room, max(floor, end - limit), end)


def _newer(room: Room, floor: int, *, after: int, limit: int) -> list[MessageView]:
    start = max(floor, min(after, room.last_seq) + 1)
    return _range(room, start, start + limit)


def _range(room: Room, start: int, end: int) -> list[MessageView]:
    """The messages with places in ``[start, end)``, oldest first.

    Places have no gaps, so a page is a range, and how it is read depends on nothing else: with
    ``LIMIT`` PostgreSQL read and sorted a whole large room for as long as it had no statistics.
    """
    query = _views().where(Message.room_id == room.id, Message.seq >= start, Message.seq < end)
    return [MessageView(*row) for row in db.session.execute(query.order_by(Message.seq))]


def _page(items: list[MessageView], *, floor: int, last: int, beyond: bool) -> MessagePage:
    if items:
        oldest, newest = items[0].seq, items[-1].seq
    else:
        # Past an end: what there is lies all on the other side.
        oldest, newest = (last + 1, last) if beyond else (floor, floor - 1)
    return MessagePage(
        tuple(items),
        before=oldest if oldest > floor else None,
        after=newest if newest < last else None,
    )
