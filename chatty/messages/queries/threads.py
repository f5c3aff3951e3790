"""Threads: what was said in one, and those that somebody follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core.db import db
from chatty.core.errors import BadRequest, NotFound
from chatty.core.limits import THREADS_IN_SYNC
from chatty.core.paging import (
    Page,
    decode_cursor,
    decode_id_cursor,
    encode_cursor,
    page_size,
    paged,
)
from chatty.messages.models import (
    Message,
    MessagePage,
    MessageView,
    ThreadFollow,
    ThreadPage,
    ThreadPlaceView,
    ThreadView,
)
from chatty.messages.policies import as_seen, quote_seen
from chatty.messages.queries.extras import completed
from chatty.messages.queries.history import message_for, view_rows
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import first_visible
from chatty.rooms.queries import membership_of, readable_room_for

PLACE = (
    Message.id,
    Message.room_id,
    Message.thread_count,
    Message.last_reply_at,
    sa.func.coalesce(ThreadFollow.read_seq, 0),
    sa.func.coalesce(ThreadFollow.is_following, sa.false()),
)


def thread_for(
    viewer: Viewer,
    message_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> ThreadPage:
    """A page of the thread that hangs on the message: the newest, or that before or after a place.

    Raises NotFound for a message that *viewer* does not see, and for a reply.
    """
    root = message_for(viewer, message_id)
    if root.thread_id is not None:
        raise NotFound
    place = thread_place(viewer.user_id or 0, message_id)
    last, size = place.thread_count, page_size(limit)
    if after is not None:
        start = min(after, last) + 1
    else:
        start = max(1, (last + 1 if before is None else min(before, last + 1)) - size)
    end = start + size if after is not None or before is None else min(before, last + 1)
    items = _said(viewer, root, start, end)
    newest = items[-1].thread_seq or 0 if items else end - 1
    return ThreadPage(
        ThreadView(root, place),
        MessagePage(
            tuple(items),
            before=start if start > 1 else None,
            after=newest if newest < last else None,
        ),
    )


def thread_place(user_id: int, message_id: int) -> ThreadPlaceView:
    """How the thread stands for the person."""
    query = _places(user_id).where(Message.id == message_id)
    return ThreadPlaceView(*db.session.execute(query).one())


def check_thread_in(viewer: Viewer, room: Room, thread_id: int | None) -> None:
    """Raises NotFound when *viewer* sees no such message to hang a thread on in *room*."""
    if thread_id is not None and message_for(viewer, thread_id).room_id != room.id:
        raise NotFound


def threads_of(
    viewer: Viewer, *, cursor: str | None = None, limit: int | None = None
) -> Page[ThreadView]:
    """The threads that *viewer* follows, that in which something was said last first."""
    size = page_size(limit)
    query = _followed(viewer).order_by(Message.last_reply_at.desc(), Message.id.desc())
    if cursor is not None:
        at, last_id = read_moment_cursor(cursor)
        earlier = sa.and_(Message.last_reply_at == at, Message.id < last_id)
        query = query.where(sa.or_(Message.last_reply_at < at, earlier))
    found = [ThreadPlaceView(*row) for row in db.session.execute(query.limit(size + 1))]
    page = paged(found, size, lambda place: moment_cursor(place.last_reply_at, place.thread_id))
    roots = _roots(viewer, page.items)
    threads = [ThreadView(roots[place.thread_id], place) for place in page.items]
    return Page(threads, page.next_cursor)


def thread_places(viewer: Viewer) -> list[ThreadPlaceView]:
    """How the threads stand that *viewer* follows, those of which something was heard last."""
    newest = _followed(viewer).order_by(Message.last_reply_at.desc(), Message.id.desc())
    rows = db.session.execute(newest.limit(THREADS_IN_SYNC)).all()
    return sorted((ThreadPlaceView(*row) for row in rows), key=lambda place: place.thread_id)


def _places(user_id: int) -> sa.Select[*tuple[Any, ...]]:
    own = sa.and_(ThreadFollow.thread_id == Message.id, ThreadFollow.user_id == user_id)
    return sa.select(*PLACE).select_from(Message).outerjoin(ThreadFollow, own)


def _followed(viewer: Viewer) -> sa.Select[*tuple[Any, ...]]:
    """The threads that *viewer* follows and may see."""
    return (
        _places(viewer.id)
        .join(Room, Room.id == Message.room_id)
        .join(
            Membership,
            sa.and_(Membership.room_id == Room.id, Membership.user_id == viewer.id),
        )
        .where(
            ThreadFollow.user_id == viewer.id,
            ThreadFollow.is_following,
            Message.thread_count > 0,
            Message.seq >= Membership.visible_from_seq,
            Message.seq >= Room.first_seq,
            Room.deleted_at.is_(None),
        )
    )


def _said(viewer: Viewer, root: MessageView, start: int, end: int) -> list[MessageView]:
    """What has the places ``[start, end)`` in the thread, oldest first."""
    room = readable_room_for(viewer, root.room_id)
    member = None if viewer.user_id is None else membership_of(viewer.user_id, room.id)
    query = view_rows().where(
        Message.thread_id == root.id, Message.thread_seq >= start, Message.thread_seq < end
    )
    joined_at = member.joined_at if member else None
    found = [
        as_seen(MessageView(*row), joined_at=joined_at)
        for row in db.session.execute(query.order_by(Message.thread_seq))
    ]
    return completed(found, floor=first_visible(room, member), reader_id=viewer.user_id)


def _roots(viewer: Viewer, places: Sequence[ThreadPlaceView]) -> dict[int, MessageView]:
    ids = [place.thread_id for place in places]
    own = sa.and_(Membership.room_id == Message.room_id, Membership.user_id == viewer.id)
    more = (Membership.joined_at, Membership.visible_from_seq)
    query = view_rows().add_columns(*more).join(Membership, own).where(Message.id.in_(ids))
    rows = db.session.execute(query).all()
    floors = {row.id: row[-1] for row in rows}
    found = completed(
        [as_seen(MessageView(*row[:-2]), joined_at=row[-2]) for row in rows],
        reader_id=viewer.user_id,
    )
    return {
        view.id: replace(view, reply=quote_seen(view.reply, floor=floors[view.id]))
        for view in found
    }


def moment_cursor(at: datetime | None, message_id: int) -> str:
    """Where a list goes on that is in the order of moments."""
    return encode_cursor(at.isoformat() if at else "", message_id)


def read_moment_cursor(cursor: str) -> tuple[datetime, int]:
    """The moment and the message that `moment_cursor` was given; raises BadRequest."""
    at, message_id = decode_cursor(cursor, parts=2)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise BadRequest("bad_cursor", "This cursor was not made here.") from error
    if moment.tzinfo is None:
        raise BadRequest("bad_cursor", "This cursor was not made here.")
    return moment, decode_id_cursor(encode_cursor(message_id))
