"""History, paged by place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.core.limits import EDITS_SHOWN, PINS
from chatty.core.paging import page_size
from chatty.messages.models import (
    Message,
    MessageEdit,
    MessagePage,
    MessageView,
)
from chatty.messages.policies import as_seen
from chatty.messages.queries.extras import completed
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import first_visible
from chatty.rooms.queries import membership_of, readable_room_for

VIEW_COLUMNS = (
    Message.id,
    Message.room_id,
    # A reply in a thread is seen by who sees the root.
    sa.func.coalesce(Message.seq, Message.root_seq),
    Message.sender_id,
    User.username,
    User.display_name,
    Message.client_id,
    Message.content,
    Message.content_html,
    Message.created_at,
    User.avatar_key,
    User.messages_erased_at,
    Message.deleted_at,
    Message.edited_at,
    Message.pinned_at,
    Message.reaction_count,
    Message.kind,
    Message.thread_id,
    Message.thread_seq,
    Message.thread_count,
    Message.last_reply_at,
    Message.reply_to_id,
    Message.mention_count,
    Message.mentions_room,
    Message.is_silent,
    Message.forwarded_from_id,
    Message.expires_at,
    Message.preview_count,
    Message.attachment_count,
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
    membership = _membership(viewer, room)
    floor = first_visible(room, membership)
    if around is not None:
        older = _older(room, floor, before=around, limit=size // 2)
        items = older + _newer(room, floor, after=around - 1, limit=size - len(older))
    elif after is not None:
        items = _newer(room, floor, after=after, limit=size)
    else:
        items = _older(room, floor, before=before, limit=size)
    beyond = after is not None or (around is not None and around > room.last_seq)
    seen = completed(
        [_as_seen(view, membership) for view in items], floor=floor, reader_id=viewer.user_id
    )
    return _page(seen, floor=floor, last=room.last_seq, beyond=beyond)


def message_for(viewer: Viewer, message_id: int) -> MessageView:
    """The message, if *viewer* may see it; raises NotFound."""
    row = db.session.execute(view_rows().where(Message.id == message_id)).first()
    if row is None:
        raise NotFound
    view = MessageView(*row)
    room = readable_room_for(viewer, view.room_id)
    membership = _membership(viewer, room)
    floor = first_visible(room, membership)
    if view.seq < floor:
        raise NotFound
    seen = _as_seen(view, membership)
    return completed([seen], floor=floor, reader_id=viewer.user_id)[0]


def view_of(message_id: int) -> MessageView:
    """The message as it is told to everybody; for what acts on nobody's behalf."""
    row = db.session.execute(view_rows().where(Message.id == message_id)).one()
    return completed([MessageView(*row)])[0]


def edits_of(viewer: Viewer, message_id: int) -> Sequence[MessageEdit]:
    """What the message said before each of its edits, the newest first; raises as `message_for`."""
    view = message_for(viewer, message_id)
    if view.deleted_at is not None:
        return ()
    query = sa.select(MessageEdit).where(MessageEdit.message_id == message_id)
    newest = query.order_by(MessageEdit.id.desc()).limit(EDITS_SHOWN)
    return db.session.scalars(newest).all()


def pins_of(viewer: Viewer, room: Room) -> list[MessageView]:
    """What is pinned in *room* that *viewer* may see, the newest pin first."""
    membership = _membership(viewer, room)
    floor = first_visible(room, membership)
    query = (
        view_rows()
        .where(
            Message.room_id == room.id,
            Message.pinned_at.is_not(None),
            sa.func.coalesce(Message.seq, Message.root_seq) >= floor,
        )
        .order_by(Message.pinned_at.desc(), Message.id.desc())
        .limit(PINS)
    )
    views = [_as_seen(MessageView(*row), membership) for row in db.session.execute(query)]
    there = [view for view in views if view.deleted_at is None]
    return completed(there, floor=floor, reader_id=viewer.user_id)


def message_by_client_id(room_id: int, sender_id: int, client_id: str) -> MessageView | None:
    """The message that was stored for this client id, if one was, as its sender sees it now."""
    row = db.session.execute(
        view_rows().where(
            Message.room_id == room_id,
            Message.sender_id == sender_id,
            Message.client_id == client_id,
        )
    ).first()
    if row is None:
        return None
    # Who came back may see less than when they wrote it.
    floor = first_visible(db.session.get_one(Room, room_id), membership_of(sender_id, room_id))
    return completed([MessageView(*row)], floor=floor, reader_id=sender_id)[0]


def rooms_written_in(user_id: int) -> set[int]:
    """The rooms in which the person has said anything."""
    query = sa.select(Message.room_id).where(Message.sender_id == user_id).distinct()
    return set(db.session.scalars(query))


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
    query = view_rows().join(Room, last).where(Room.id.in_(talked_in))
    views = completed([MessageView(*row) for row in db.session.execute(query)])
    return {view.room_id: view for view in views}


def moments_of_newest(room_ids: Collection[int]) -> dict[int, datetime]:
    """When something was said last in each of the rooms, by room id, in one statement."""
    if not room_ids:
        return {}
    last = sa.and_(Room.id == Message.room_id, Room.last_seq == Message.seq)
    query = sa.select(Room.id, Message.created_at).join(Message, last).where(Room.id.in_(room_ids))
    return {row.id: row.created_at for row in db.session.execute(query)}


def view_rows() -> sa.Select[*tuple[Any, ...]]:
    """Messages as MessageView has them."""
    return sa.select(*VIEW_COLUMNS).join(User, User.id == Message.sender_id)


def _membership(viewer: Viewer, room: Room) -> Membership | None:
    return None if viewer.user_id is None else membership_of(viewer.user_id, room.id)


def _as_seen(view: MessageView, membership: Membership | None) -> MessageView:
    return as_seen(view, joined_at=membership.joined_at if membership else None)


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
    query = view_rows().where(Message.room_id == room.id, Message.seq >= start, Message.seq < end)
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
