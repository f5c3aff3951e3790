"""Rooms, reached through the person asking."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from chatty.accounts.models import User, Viewer
from chatty.core.db import db
from chatty.core.errors import Forbidden, NotFound
from chatty.core.paging import (
    Page,
    decode_cursor,
    decode_id_cursor,
    encode_cursor,
    page_size,
    paged,
)
from chatty.core.text import is_storable
from chatty.rooms.models import Membership, Role, Room, RoomKind, RoomOverview
from chatty.rooms.policies import LISTED, SLUG, may_know, may_read


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member with the account behind it."""

    user: User
    membership: Membership


def room_for(viewer: Viewer, room_id: int) -> Room:
    """The room, if *viewer* may know that it exists; raises NotFound."""
    return overview_for(viewer, Room.id == room_id).room


def room_by_slug_for(viewer: Viewer, slug: str) -> Room:
    """The room with this address, if *viewer* may know that it exists; raises NotFound."""
    if not SLUG.fullmatch(slug.lower()):
        raise NotFound
    return overview_for(viewer, Room.slug == slug.lower()).room


def readable_room_for(viewer: Viewer, room_id: int) -> Room:
    """The room, if *viewer* may read it; raises NotFound, or Forbidden where it may be known."""
    overview = overview_for(viewer, Room.id == room_id)
    if not may_read(overview.room, overview.membership):
        raise Forbidden("not_a_member", "Only members read this room.")
    return overview.room


def overview_of(viewer: Viewer, room: Room) -> RoomOverview:
    """*room* as *viewer* sees it."""
    return overview_for(viewer, Room.id == room.id)


def overview_for(viewer: Viewer, which: sa.ColumnElement[bool]) -> RoomOverview:
    """The one guarded door from an id or address to a room."""
    row = db.session.execute(_overviews(viewer).where(which)).first()
    if row is None or not may_know(row.Room, row.Membership):
        raise NotFound
    return RoomOverview(row.Room, row.Membership)


def membership_of(user_id: int, room_id: int) -> Membership | None:
    """The person's place in the room, or None."""
    return db.session.get(Membership, (room_id, user_id))


def my_rooms(viewer: Viewer) -> Sequence[RoomOverview]:
    """The rooms that *viewer* is in, by name: one statement, whatever was said in them."""
    query = (
        sa.select(Room, Membership)
        .join(Membership, Membership.room_id == Room.id)
        .where(Membership.user_id == viewer.id)
        .order_by(sa.func.lower(Room.name), Room.id)
    )
    return [RoomOverview(row.Room, row.Membership) for row in db.session.execute(query)]


def explore(
    viewer: Viewer, query: str = "", *, cursor: str | None = None, limit: int | None = None
) -> Page[RoomOverview]:
    """The listed rooms, the lobby first, then the largest; filtered by a part of name or topic."""
    size = page_size(limit)
    lobby_first = sa.case((Room.kind == RoomKind.LOBBY, 0), else_=1)
    found = (
        _overviews(viewer)
        .where(Room.kind.in_(LISTED), Room.archived_at.is_(None))
        .order_by(lobby_first, Room.member_count.desc(), Room.id)
        .limit(size + 1)
    )
    if not is_storable(query):
        return Page([], None)
    if query.strip():
        found = found.where(_matches(query.strip()))
    if cursor:
        found = found.where(_after(cursor, lobby_first))
    rows = [RoomOverview(row.Room, row.Membership) for row in db.session.execute(found)]
    return paged(rows, size, _explore_cursor)


def members_of(
    room: Room, *, cursor: str | None = None, limit: int | None = None
) -> Page[MemberRow]:
    """The members of *room*: owner and admins first, then by name."""
    size = page_size(limit)
    rank = sa.case((Membership.role == Role.OWNER, 0), (Membership.role == Role.ADMIN, 1), else_=2)
    query = (
        sa.select(User, Membership, rank.label("rank"))
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.room_id == room.id)
        .order_by(rank, User.username_key)
        .limit(size + 1)
    )
    if cursor:
        after_rank, after_key = decode_cursor(cursor, parts=2)
        place = sa.tuple_(rank, User.username_key)
        query = query.where(
            place > sa.tuple_(sa.literal(_number(after_rank)), sa.literal(after_key))
        )
    rows = list(db.session.execute(query))
    page = paged(rows, size, lambda row: encode_cursor(row.rank, row.User.username_key))
    return Page([MemberRow(row.User, row.Membership) for row in page.items], page.next_cursor)


def readable_rooms(viewer: Viewer, room_ids: Collection[int]) -> dict[int, Room]:
    """Those of *room_ids* that *viewer* may read, by id; the others are simply not there."""
    if not room_ids:
        return {}
    rows = db.session.execute(_overviews(viewer).where(Room.id.in_(room_ids)))
    return {row.Room.id: row.Room for row in rows if may_read(row.Room, row.Membership)}


def visibility(user_id: int) -> dict[int, int]:
    """The rooms the person is in, each with the first seq that they may see."""
    query = sa.select(Membership.room_id, Membership.visible_from_seq).where(
        Membership.user_id == user_id
    )
    return {row.room_id: row.visible_from_seq for row in db.session.execute(query)}


def known_people(viewer: Viewer, user_ids: Collection[int]) -> dict[int, User]:
    """Those of *user_ids* whom *viewer* may know of, by id: oneself and who shares a room."""
    mine, theirs = aliased(Membership), aliased(Membership)
    shared = (
        sa.select(theirs.user_id)
        .join(mine, mine.room_id == theirs.room_id)
        .where(mine.user_id == viewer.id, theirs.user_id == User.id)
    )
    query = sa.select(User).where(
        User.id.in_(user_ids),
        User.deactivated_at.is_(None),
        sa.or_(User.id == viewer.id, shared.exists()),
    )
    return {user.id: user for user in db.session.scalars(query)}


def known_ids(viewer: Viewer, user_ids: Collection[int]) -> tuple[int, ...]:
    """Those of *user_ids* whom *viewer* may know of; nobody for a visitor."""
    if viewer.is_visitor or not user_ids:
        return ()
    return tuple(known_people(viewer, user_ids))


def _overviews(viewer: Viewer) -> sa.Select[Room, Membership | None]:
    mine = sa.and_(Membership.room_id == Room.id, Membership.user_id == viewer.user_id)
    return sa.select(Room, Membership).outerjoin(Membership, mine)


def _matches(query: str) -> sa.ColumnElement[bool]:
    part = query.casefold()
    return sa.or_(
        sa.func.lower(Room.name).contains(part, autoescape=True),
        sa.func.lower(Room.topic).contains(part, autoescape=True),
        Room.slug.contains(part, autoescape=True),
    )


def _explore_cursor(overview: RoomOverview) -> str:
    room = overview.room
    return encode_cursor(int(room.kind != RoomKind.LOBBY), room.member_count, room.id)


def _after(cursor: str, lobby_first: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    first, members, room_id = (_number(part) for part in decode_cursor(cursor, parts=3))
    place = sa.tuple_(lobby_first, -Room.member_count, Room.id)
    return place > sa.tuple_(sa.literal(first), sa.literal(-members), sa.literal(room_id))


def _number(text: str) -> int:
    return decode_id_cursor(encode_cursor(text))
