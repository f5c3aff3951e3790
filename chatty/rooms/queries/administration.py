"""Rooms as administrators find them: what they are called and how lively, nothing of what is said.

Direct rooms are between people and not for anybody else to list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from chatty.accounts.models import User
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.core.paging import (
    Page,
    decode_cursor,
    decode_id_cursor,
    encode_cursor,
    page_size,
    paged,
)
from chatty.core.text import is_storable
from chatty.rooms.models import Membership, Room, RoomKind

ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room, and who owns it."""

    room: Room
    owner: User | None


@dataclass(frozen=True, slots=True)
class RoomCounts:
    """How many rooms there are."""

    open: int
    archived: int
    direct: int


def rooms_of_server(
    query: str = "",
    *,
    shown: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[RoomRow]:
    """Rooms by name, of those with *query* in name or address.

    *shown* is a kind, or ``archived``; without it all are meant.
    """
    if not is_storable(query):
        return Page([], None)
    size = page_size(limit)
    by_name = sa.func.lower(Room.name)
    found = _rows().order_by(by_name, Room.id).limit(size + 1)
    if query.strip():
        part = query.strip().casefold()
        found = found.where(
            sa.or_(
                by_name.contains(part, autoescape=True), Room.slug.contains(part, autoescape=True)
            )
        )
    if shown == ARCHIVED:
        found = found.where(Room.archived_at.is_not(None))
    elif shown is not None:
        found = found.where(Room.kind == shown)
    if cursor:
        name, number = decode_cursor(cursor, parts=2)
        room_id = decode_id_cursor(encode_cursor(number))
        place = sa.tuple_(by_name, Room.id)
        found = found.where(place > sa.tuple_(sa.literal(name), sa.literal(room_id)))
    rows = [RoomRow(row.Room, row.User) for row in db.session.execute(found)]
    return paged(rows, size, lambda row: encode_cursor(row.room.name.lower(), row.room.id))


def room_of_server(room_id: int) -> RoomRow:
    """One of them; raises NotFound."""
    row = db.session.execute(_rows().where(Room.id == room_id)).one_or_none()
    if row is None:
        raise NotFound
    return RoomRow(row.Room, row.User)


def room_names(room_ids: Collection[int]) -> Mapping[int, str]:
    """What those of *room_ids* are called that are still there and not direct, by id."""
    if not room_ids:
        return {}
    query = sa.select(Room.id, Room.name).where(
        Room.id.in_(room_ids), Room.kind != RoomKind.DIRECT, Room.deleted_at.is_(None)
    )
    return {row.id: row.name for row in db.session.execute(query)}


def rooms_joined(user_id: int) -> int:
    """In how many rooms the person is, direct ones aside."""
    query = (
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(Room, Room.id == Membership.room_id)
        .where(Membership.user_id == user_id, Room.kind != RoomKind.DIRECT)
    )
    return int(db.session.scalar(query) or 0)


def room_counts() -> RoomCounts:
    """How many rooms there are, in one statement."""
    is_direct, is_here = Room.kind == RoomKind.DIRECT, Room.deleted_at.is_(None)
    conditions = (
        sa.and_(is_here, ~is_direct, Room.archived_at.is_(None)),
        sa.and_(is_here, ~is_direct, Room.archived_at.is_not(None)),
        sa.and_(is_here, is_direct),
    )
    row = db.session.execute(sa.select(*(sa.func.count().filter(each) for each in conditions)))
    return RoomCounts(*(int(count) for count in row.one()))


def _rows() -> sa.Select[Room, User]:
    return (
        sa.select(Room, User)
        .outerjoin(User, User.id == Room.owner_id)
        .where(Room.kind != RoomKind.DIRECT, Room.deleted_at.is_(None))
    )
