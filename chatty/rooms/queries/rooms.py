"""Rooms, reached through the person asking."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.core import clock
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
from chatty.rooms.models import Ban, Membership, Role, Room, RoomKind, RoomOverview
from chatty.rooms.policies import (
    LISTED,
    SLUG,
    Right,
    ban_in_words,
    has_right,
    may_know,
    may_read,
)
from chatty.rooms.queries.people import is_known_to


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
    check_readable(overview)
    return overview.room


def room_with_right(viewer: Viewer, room_id: int, *rights: Right) -> RoomOverview:
    """The room, if *viewer* has all of *rights* there; raises NotFound or Forbidden.

    For what is shown, and for what is refused before it costs much. Who changes a room holds it.
    """
    overview = overview_for(viewer, Room.id == room_id)
    role = overview.membership.role if overview.membership else None
    if not all(has_right(right, overview.room, role) for right in rights):
        raise Forbidden("right_needed", "Your role in this room does not allow that.")
    return overview


def check_readable(overview: RoomOverview) -> None:
    """Raise Forbidden where the room may be known, and no more than that."""
    check_not_banned(overview)
    if not may_read(overview.room, overview.membership):
        raise Forbidden("not_a_member", "Only members read this room.")


def check_not_banned(overview: RoomOverview) -> None:
    """Raise Forbidden, with the reason and the end, for who is kept out."""
    if overview.ban is not None:
        raise Forbidden("banned", ban_in_words(overview.ban))


def ban_of(user_id: int, room_id: int) -> Ban | None:
    """What keeps the person out of the room now, or None."""
    query = sa.select(Ban).where(Ban.room_id == room_id, Ban.user_id == user_id, ban_lasts())
    return db.session.scalars(query).first()


def ban_lasts() -> sa.ColumnElement[bool]:
    """Whether a ban of the table of bans is still one."""
    return sa.or_(Ban.expires_at.is_(None), Ban.expires_at > clock.now())


def overview_of(viewer: Viewer, room: Room) -> RoomOverview:
    """*room* as *viewer* sees it."""
    return overview_for(viewer, Room.id == room.id)


def overview_for(viewer: Viewer, which: sa.ColumnElement[bool]) -> RoomOverview:
    """The one guarded door from an id or address to a room."""
    row = db.session.execute(_overviews(viewer).where(which)).first()
    if row is None or not may_know(row.Room, row.Membership, row.Ban):
        raise NotFound
    return RoomOverview(row.Room, row.Membership, row.Ban)


def membership_of(user_id: int, room_id: int) -> Membership | None:
    """The person's place in the room, or None."""
    return db.session.get(Membership, (room_id, user_id))


def members_among(room_id: int, user_ids: Collection[int]) -> set[int]:
    """Those of *user_ids* who are in the room."""
    if not user_ids:
        return set()
    query = sa.select(Membership.user_id).where(
        Membership.room_id == room_id, Membership.user_id.in_(user_ids)
    )
    return set(db.session.scalars(query))


def my_rooms(viewer: Viewer, *, owned: bool = False) -> Sequence[RoomOverview]:
    """The rooms that *viewer* is in, by name: one statement, whatever was said in them.

    Direct rooms that are hidden are left out, and others than *owned* ones if only those are meant.
    """
    query = (
        sa.select(Room, Membership)
        .join(Membership, Membership.room_id == Room.id)
        .where(Membership.user_id == viewer.id, Membership.hidden_at_seq.is_(None))
        .order_by(sa.func.lower(Room.name), Room.id)
    )
    if owned:
        query = query.where(Membership.role == Role.OWNER)
    return [RoomOverview(row.Room, row.Membership) for row in db.session.execute(query)]


def explore(
    viewer: Viewer,
    query: str = "",
    *,
    kind: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[RoomOverview]:
    """The listed rooms, the lobby first, then the largest; of a *kind*, or with *query* in them."""
    size = page_size(limit)
    lobby_first = sa.case((Room.kind == RoomKind.LOBBY, 0), else_=1)
    found = (
        _overviews(viewer)
        .where(
            Room.kind.in_(LISTED & {kind} if kind else LISTED),
            Room.archived_at.is_(None),
            Room.deleted_at.is_(None),
        )
        .order_by(lobby_first, Room.member_count.desc(), Room.id)
        .limit(size + 1)
    )
    if not is_storable(query):
        return Page([], None)
    if query.strip():
        found = found.where(_matches(query.strip()))
    if cursor:
        found = found.where(_after(cursor, lobby_first))
    rows = [RoomOverview(row.Room, row.Membership, row.Ban) for row in db.session.execute(found)]
    return paged(rows, size, _explore_cursor)


def members_of(
    viewer: Viewer,
    room: Room,
    *,
    query: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[MemberRow]:
    """The members of *room* with *query* in a name: owners and admins first, then by name.

    Everybody is in the lobby; of them one sees who has spoken there, and whom one knows anyway.
    """
    size = page_size(limit)
    rank = sa.case((Membership.role == Role.OWNER, 0), (Membership.role == Role.ADMIN, 1), else_=2)
    name = sa.func.lower(User.username)
    found = (
        sa.select(User, Membership, rank.label("rank"))
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.room_id == room.id)
        .order_by(rank, name)
        .limit(size + 1)
    )
    if room.kind == RoomKind.LOBBY:
        known = sa.false() if viewer.is_visitor else is_known_to(viewer)
        found = found.where(sa.or_(Membership.has_spoken, known))
    if query.strip():
        found = found.where(_is_called(query.strip()))
    if cursor:
        after_rank, after_name = decode_cursor(cursor, parts=2)
        place = sa.tuple_(rank, name)
        found = found.where(
            place > sa.tuple_(sa.literal(_number(after_rank)), sa.literal(after_name))
        )
    rows = list(db.session.execute(found))
    page = paged(rows, size, lambda row: encode_cursor(row.rank, row.User.username.lower()))
    return Page([MemberRow(row.User, row.Membership) for row in page.items], page.next_cursor)


def member_for(viewer: Viewer, room: Room, user_id: int) -> MemberRow:
    """The member of *room* with this id, if *viewer* sees them there; raises NotFound."""
    found = sa.select(User, Membership).join(Membership, Membership.user_id == User.id)
    found = found.where(Membership.room_id == room.id, User.id == user_id)
    if room.kind == RoomKind.LOBBY:
        known = sa.false() if viewer.is_visitor else is_known_to(viewer)
        found = found.where(sa.or_(Membership.has_spoken, known))
    row = db.session.execute(found).first()
    if row is None:
        raise NotFound("no_such_member", "They are not in this room.")
    return MemberRow(row.User, row.Membership)


def readable_rooms(viewer: Viewer, room_ids: Collection[int]) -> dict[int, Room]:
    """Those of *room_ids* that *viewer* may read, by id; the others are simply not there."""
    if not room_ids:
        return {}
    rows = db.session.execute(_overviews(viewer).where(Room.id.in_(room_ids)))
    return {row.Room.id: row.Room for row in rows if may_read(row.Room, row.Membership, row.Ban)}


def visibility(user_id: int) -> dict[int, int]:
    """The rooms the person is in and has in sight, each with the first seq that they may see."""
    query = sa.select(Membership.room_id, Membership.visible_from_seq).where(
        Membership.user_id == user_id, Membership.hidden_at_seq.is_(None)
    )
    return {row.room_id: row.visible_from_seq for row in db.session.execute(query)}


def _overviews(viewer: Viewer) -> sa.Select[Room, Membership | None, Ban | None]:
    mine = sa.and_(Membership.room_id == Room.id, Membership.user_id == viewer.user_id)
    kept_out = sa.and_(Ban.room_id == Room.id, Ban.user_id == viewer.user_id, ban_lasts())
    return sa.select(Room, Membership, Ban).outerjoin(Membership, mine).outerjoin(Ban, kept_out)


def _matches(query: str) -> sa.ColumnElement[bool]:
    part = query.casefold()
    return sa.or_(
        sa.func.lower(Room.name).contains(part, autoescape=True),
        sa.func.lower(Room.topic).contains(part, autoescape=True),
        Room.slug.contains(part, autoescape=True),
    )


def _is_called(query: str) -> sa.ColumnElement[bool]:
    """Whether a person of the table of users has *query* in their user name or display name."""
    if not is_storable(query):
        return sa.false()
    part = query.removeprefix("@").casefold()
    return sa.or_(
        sa.func.lower(User.username).contains(part, autoescape=True),
        sa.func.lower(User.display_name).contains(part, autoescape=True),
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
