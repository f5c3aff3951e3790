"""What somebody keeps for themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core.db import db
from chatty.core.paging import Page, page_size, paged
from chatty.messages.models import Message, MessageView, SavedMessage, SavedView
from chatty.messages.policies import as_seen, quote_seen
from chatty.messages.queries.extras import completed
from chatty.messages.queries.history import view_rows
from chatty.messages.queries.threads import moment_cursor, read_moment_cursor
from chatty.rooms.models import Membership
from chatty.rooms.policies import first_visible
from chatty.rooms.queries import readable_rooms

Kept = sa.Row[int, datetime, int, int]


def saved_by(
    viewer: Viewer, *, cursor: str | None = None, limit: int | None = None
) -> Page[SavedView]:
    """What *viewer* keeps and still may see, saved last first; what was deleted is a tombstone."""
    size = page_size(limit)
    kept = _kept(viewer)
    if cursor is not None:
        last = read_moment_cursor(cursor)
        kept = [row for row in kept if (row.saved_at, row.message_id) < last]
    page = paged(kept[: size + 1], size, lambda row: moment_cursor(row.saved_at, row.message_id))
    views = _views(viewer, page.items)
    found = [SavedView(views[row.message_id], row.saved_at) for row in page.items]
    return Page(found, page.next_cursor)


def is_saved(viewer: Viewer, message_id: int) -> bool:
    """Whether *viewer* keeps the message."""
    return viewer.user_id is not None and (
        db.session.get(SavedMessage, (viewer.user_id, message_id)) is not None
    )


def _kept(viewer: Viewer) -> list[Kept]:
    """All that is kept and may be seen: it is limited, so which rooms are open is asked once."""
    query = (
        sa.select(
            SavedMessage.message_id,
            SavedMessage.saved_at,
            Message.room_id,
            sa.func.coalesce(Message.seq, Message.root_seq).label("place"),
        )
        .join(Message, Message.id == SavedMessage.message_id)
        .where(SavedMessage.user_id == viewer.id)
        .order_by(SavedMessage.saved_at.desc(), SavedMessage.message_id.desc())
    )
    rows = db.session.execute(query).all()
    floors = _floors(viewer, {row.room_id for row in rows})
    return [row for row in rows if row.room_id in floors and row.place >= floors[row.room_id]]


def _floors(viewer: Viewer, room_ids: Collection[int]) -> dict[int, int]:
    """The first place that may be seen in each of those rooms that may be read."""
    rooms = readable_rooms(viewer, room_ids)
    places = _places(viewer, rooms)
    return {room_id: first_visible(room, places.get(room_id)) for room_id, room in rooms.items()}


def _places(viewer: Viewer, room_ids: Collection[int]) -> dict[int, Membership]:
    mine = sa.select(Membership).where(
        Membership.user_id == viewer.id, Membership.room_id.in_(room_ids)
    )
    return {place.room_id: place for place in db.session.scalars(mine)}


def _views(viewer: Viewer, kept: Sequence[Kept]) -> dict[int, MessageView]:
    room_ids = {row.room_id for row in kept}
    places, floors = _places(viewer, room_ids), _floors(viewer, room_ids)
    query = view_rows().where(Message.id.in_([row.message_id for row in kept]))
    views = [_as_seen(MessageView(*row), places) for row in db.session.execute(query)]
    return {
        view.id: replace(view, reply=quote_seen(view.reply, floor=floors[view.room_id]))
        for view in completed(views, reader_id=viewer.user_id)
    }


def _as_seen(view: MessageView, places: Mapping[int, Membership]) -> MessageView:
    place = places.get(view.room_id)
    return as_seen(view, joined_at=place.joined_at if place else None)
