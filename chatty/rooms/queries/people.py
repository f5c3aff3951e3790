"""People, as far as the person asking may know of them.

One knows oneself, one's friends, who shares a room with one, and, as a member, who lets others find
them and has not blocked one (nor is blocked). Everybody is in the lobby, so being there makes known
only who has spoken there. Whoever else there may be is like nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from chatty.accounts.models import User, UserKind, Viewer
from chatty.accounts.policies import folded
from chatty.accounts.queries import named
from chatty.core.db import db
from chatty.core.limits import SUGGESTIONS, SUGGESTIONS_ROOM_MEMBERS
from chatty.core.paging import Page, decode_cursor, encode_cursor, page_size, paged
from chatty.core.text import is_storable
from chatty.friends.models import Block, Friendship
from chatty.rooms.models import Membership, Room, RoomKind
from chatty.rooms.policies import LISTED


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody one may know, and why."""

    user: User
    shared_rooms: int
    mutual_friends: int


@dataclass(frozen=True, slots=True)
class Watched:
    """What decides how much one is told of the presence of somebody."""

    audience: str
    last_seen_at: datetime | None
    is_friend: bool


def watchable_people(viewer: Viewer, user_ids: Collection[int]) -> dict[int, Watched]:
    """Those of *user_ids* whose presence *viewer* may know: known, and no block between the two.

    One statement, as every stream that comes back asks it.
    """
    if viewer.is_visitor or not user_ids:
        return {}
    is_friend = sa.or_(User.id == viewer.id, _is_friend_of(viewer.id))
    query = sa.select(
        User.id, User.last_seen_audience, User.last_seen_at, is_friend.label("is_friend")
    ).where(
        User.id.in_(user_ids),
        User.deactivated_at.is_(None),
        is_known_to(viewer),
        ~is_cut_off_from(viewer.id),
    )
    return {
        row.id: Watched(row.last_seen_audience, row.last_seen_at, bool(row.is_friend))
        for row in db.session.execute(query)
    }


def known_people(viewer: Viewer, user_ids: Collection[int]) -> dict[int, User]:
    """Those of *user_ids* whom *viewer* may know of, by id."""
    if viewer.is_visitor or not user_ids:
        return {}
    query = sa.select(User).where(
        User.id.in_(user_ids), User.deactivated_at.is_(None), is_known_to(viewer)
    )
    return {user.id: user for user in db.session.scalars(query)}


def known_ids(viewer: Viewer, user_ids: Collection[int]) -> tuple[int, ...]:
    """Those of *user_ids* whom *viewer* may know of; nobody for a visitor."""
    return tuple(known_people(viewer, user_ids))


def known_by_name(viewer: Viewer, username: str) -> User | None:
    """Who bears this user name, if *viewer* may know of them."""
    if not is_storable(username):
        return None
    query = sa.select(User).where(
        named(username), User.deactivated_at.is_(None), is_known_to(viewer)
    )
    return db.session.scalars(query).first()


def is_known_to(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The rule above, for a person of the table of users."""
    mine, theirs = aliased(Membership), aliased(Membership)
    shared = (
        sa.select(theirs.user_id)
        .join(mine, mine.room_id == theirs.room_id)
        .join(Room, Room.id == theirs.room_id)
        .where(
            mine.user_id == viewer.id,
            theirs.user_id == User.id,
            sa.or_(Room.kind != RoomKind.LOBBY, theirs.has_spoken),
        )
    )
    ways = [User.id == viewer.id, shared.exists(), _is_friend_of(viewer.id)]
    if not viewer.is_guest:
        ways.append(sa.and_(User.discoverable, ~is_cut_off_from(viewer.id)))
    return sa.or_(*ways)


def cut_off_in(viewer: Viewer, room: Room) -> list[int]:
    """Those who may be in *room* and have blocked *viewer*, or whom *viewer* has blocked.

    Where others read along these are all, whether they are in it or not.
    """
    blocked = sa.select(Block.blocked_id.label("id")).where(Block.blocker_id == viewer.id)
    blockers = sa.select(Block.blocker_id.label("id")).where(Block.blocked_id == viewer.id)
    apart = blocked.union(blockers).subquery().c.id
    query = sa.select(apart)
    if room.kind not in LISTED:
        here = sa.select(Membership.user_id).where(Membership.room_id == room.id)
        query = query.where(apart.in_(here))
    return list(db.session.scalars(query))


def is_cut_off_from(user_id: int) -> sa.ColumnElement[bool]:
    """Whether a person of the table of users has blocked *user_id*, or is blocked by them."""
    return (
        sa.select(Block.blocker_id)
        .where(
            sa.or_(
                sa.and_(Block.blocker_id == user_id, Block.blocked_id == User.id),
                sa.and_(Block.blocker_id == User.id, Block.blocked_id == user_id),
            )
        )
        .exists()
    )


def found_people(
    viewer: Viewer,
    part: str,
    *,
    known: bool = False,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[User]:
    """Who lets others find them and has *part* in the user name; those that begin with it first.

    With *known* also those who do not, where *viewer* knows them anyway.
    """
    part = folded(part)
    size = page_size(limit)
    name = sa.func.lower(User.username)
    rank = sa.case((name.startswith(part, autoescape=True), 0), else_=1)
    query = (
        sa.select(User, rank.label("rank"))
        .where(*(_others_known_to(viewer) if known else _may_be_offered_to(viewer)))
        .where(name.contains(part, autoescape=True))
        .order_by(rank, name)
        .limit(size + 1)
    )
    if cursor:
        after_rank, after_name = decode_cursor(cursor, parts=2)
        begins = sa.literal(0 if after_rank == "0" else 1)
        query = query.where(sa.tuple_(rank, name) > sa.tuple_(begins, sa.literal(after_name)))
    rows = list(db.session.execute(query))
    page = paged(rows, size, lambda row: encode_cursor(row.rank, row.User.username.lower()))
    return Page([row.User for row in page.items], page.next_cursor)


def suggestions(viewer: Viewer) -> Sequence[Suggestion]:
    """Who shares rooms or friends with *viewer*, is no friend yet and lets others find them.

    One statement; rooms with more than a thousand members say nothing about who knows whom.
    """
    reasons = sa.union_all(_by_rooms(viewer.id), _by_friends(viewer.id)).subquery()
    rooms, friends = sa.func.sum(reasons.c.rooms), sa.func.sum(reasons.c.friends)
    query = (
        sa.select(User, rooms.label("rooms"), friends.label("friends"))
        .join(reasons, reasons.c.user_id == User.id)
        .where(*_may_be_offered_to(viewer), ~_is_friend_of(viewer.id))
        .group_by(User.id)
        .order_by((rooms + friends).desc(), sa.func.lower(User.username))
        .limit(SUGGESTIONS)
    )
    rows = db.session.execute(query)
    return [Suggestion(row.User, int(row.rooms), int(row.friends)) for row in rows]


def shared_room_count(viewer: Viewer, user_id: int) -> int:
    """The rooms of the person that *viewer* may know of: listed ones, and those of both.

    The lobby and direct rooms say nothing about anybody and are not counted.
    """
    mine = aliased(Membership)
    both = sa.exists().where(mine.room_id == Room.id, mine.user_id == viewer.id)
    listed = sa.and_(Room.kind.in_(LISTED), Room.archived_at.is_(None))
    query = (
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(Room, Room.id == Membership.room_id)
        .where(
            Membership.user_id == user_id,
            Room.kind.not_in((RoomKind.LOBBY, RoomKind.DIRECT)),
            sa.or_(listed, both),
        )
    )
    return db.session.execute(query).scalar_one()


def _may_be_offered_to(viewer: Viewer) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        User.discoverable.is_(True),
        User.kind == UserKind.MEMBER,
        User.deactivated_at.is_(None),
        User.id != viewer.id,
        ~is_cut_off_from(viewer.id),
    )


def _others_known_to(viewer: Viewer) -> tuple[sa.ColumnElement[bool], ...]:
    return (User.deactivated_at.is_(None), User.id != viewer.id, is_known_to(viewer))


def _is_friend_of(user_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.exists().where(Friendship.user_low_id == user_id, Friendship.user_high_id == User.id),
        sa.exists().where(Friendship.user_low_id == User.id, Friendship.user_high_id == user_id),
    )


def _by_rooms(user_id: int) -> sa.Select[int, int, int]:
    mine, theirs = aliased(Membership), aliased(Membership)
    return (
        sa.select(
            theirs.user_id.label("user_id"),
            sa.func.count().label("rooms"),
            sa.literal(0).label("friends"),
        )
        .select_from(mine)
        .join(Room, Room.id == mine.room_id)
        .join(theirs, theirs.room_id == mine.room_id)
        .where(
            mine.user_id == user_id,
            Room.kind.not_in((RoomKind.LOBBY, RoomKind.DIRECT)),
            Room.member_count <= SUGGESTIONS_ROOM_MEMBERS,
        )
        .group_by(theirs.user_id)
    )


def _by_friends(user_id: int) -> sa.Select[int, int, int]:
    pairs = _pairs().subquery()
    mine = _pairs().subquery()
    return (
        sa.select(
            pairs.c.other_id.label("user_id"),
            sa.literal(0).label("rooms"),
            sa.func.count().label("friends"),
        )
        .select_from(mine)
        .join(pairs, pairs.c.one_id == mine.c.other_id)
        .where(mine.c.one_id == user_id)
        .group_by(pairs.c.other_id)
    )


def _pairs() -> sa.CompoundSelect[int, int]:
    """Every friendship from both sides."""
    low, high = Friendship.user_low_id, Friendship.user_high_id
    return sa.union_all(
        sa.select(low.label("one_id"), high.label("other_id")),
        sa.select(high.label("one_id"), low.label("other_id")),
    )
