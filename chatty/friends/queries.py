"""Who is whose friend, and who wants to hear nothing of whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.models import User, Viewer
from chatty.core.db import db
from chatty.core.paging import Page, decode_cursor, encode_cursor, page_size, paged
from chatty.friends.models import Block, Friendship

by_name = sa.func.lower(User.username)


@dataclass(frozen=True, slots=True)
class FriendRow:
    """A friend, and since when."""

    user: User
    since: datetime


def pair(one_id: int, other_id: int) -> tuple[int, int]:
    """The two as their friendship's row has them: the smaller id first."""
    return min(one_id, other_id), max(one_id, other_id)


def friends(
    viewer: Viewer, *, cursor: str | None = None, limit: int | None = None
) -> Page[FriendRow]:
    """The friends of *viewer* by user name, a page of them."""
    size = page_size(limit)
    query = _friend_rows(viewer.id).limit(size + 1)
    if cursor:
        (after,) = decode_cursor(cursor, parts=1)
        query = query.where(by_name > after)
    return paged(_rows(query), size, lambda row: encode_cursor(row.user.username.lower()))


def all_friends(viewer: Viewer) -> Sequence[FriendRow]:
    """All friends of *viewer* by user name."""
    return _rows(_friend_rows(viewer.id))


def blocked_people(
    viewer: Viewer, *, cursor: str | None = None, limit: int | None = None
) -> Page[User]:
    """The people whom *viewer* has blocked, by user name, a page of them."""
    size = page_size(limit)
    query = (
        sa.select(User)
        .join(Block, Block.blocked_id == User.id)
        .where(Block.blocker_id == viewer.id)
        .order_by(by_name)
        .limit(size + 1)
    )
    if cursor:
        (after,) = decode_cursor(cursor, parts=1)
        query = query.where(by_name > after)
    found = db.session.scalars(query).all()
    return paged(found, size, lambda user: encode_cursor(user.username.lower()))


def friendship_since(one_id: int, other_id: int) -> datetime | None:
    """Since when the two are friends; None when they are not."""
    low, high = pair(one_id, other_id)
    return db.session.execute(
        sa.select(Friendship.created_at).where(
            Friendship.user_low_id == low, Friendship.user_high_id == high
        )
    ).scalar()


def friends_of(user_id: int) -> Sequence[int]:
    """The ids of all friends of the person."""
    other = _other_of(user_id)
    return db.session.scalars(sa.select(other).where(_is_of(user_id))).all()


def are_friends(one_id: int, other_id: int) -> bool:
    """Whether the two are friends."""
    return bool(friends_among(one_id, [other_id]))


def friends_among(user_id: int, others: Collection[int]) -> set[int]:
    """Those of *others* who are friends of the person, in one statement."""
    if not others:
        return set()
    query = sa.union_all(
        sa.select(Friendship.user_high_id).where(
            Friendship.user_low_id == user_id, Friendship.user_high_id.in_(others)
        ),
        sa.select(Friendship.user_low_id).where(
            Friendship.user_high_id == user_id, Friendship.user_low_id.in_(others)
        ),
    )
    return set(db.session.scalars(query))


def blocked_by(user_id: int, others: Collection[int]) -> set[int]:
    """Those of *others* whom the person has blocked."""
    if not others:
        return set()
    query = sa.select(Block.blocked_id).where(
        Block.blocker_id == user_id, Block.blocked_id.in_(others)
    )
    return set(db.session.scalars(query))


def those_blocked_by(user_id: int) -> Sequence[int]:
    """The ids of all whom the person has blocked."""
    return db.session.scalars(sa.select(Block.blocked_id).where(Block.blocker_id == user_id)).all()


def blockers_of(user_id: int, others: Collection[int]) -> set[int]:
    """Those of *others* who have blocked the person; never told to them."""
    if not others:
        return set()
    query = sa.select(Block.blocker_id).where(
        Block.blocked_id == user_id, Block.blocker_id.in_(others)
    )
    return set(db.session.scalars(query))


def blocks_between(some: Collection[int], others: Collection[int]) -> set[tuple[int, int]]:
    """Who has blocked whom, as pairs, where one is of *some* and the other of *others*."""
    query = sa.select(Block.blocker_id, Block.blocked_id).where(
        sa.or_(
            sa.and_(Block.blocker_id.in_(some), Block.blocked_id.in_(others)),
            sa.and_(Block.blocker_id.in_(others), Block.blocked_id.in_(some)),
        )
    )
    return {(row.blocker_id, row.blocked_id) for row in db.session.execute(query)}


def is_cut_off(one_id: int, other_id: int) -> bool:
    """Whether one of the two has blocked the other, whichever it was."""
    return bool(blocked_by(one_id, [other_id]) or blockers_of(one_id, [other_id]))


def any_cut_off(user_ids: Collection[int]) -> bool:
    """Whether any of these people has blocked another of them."""
    query = sa.select(Block.blocker_id).where(
        Block.blocker_id.in_(user_ids), Block.blocked_id.in_(user_ids)
    )
    return db.session.scalars(query.limit(1)).first() is not None


def _friend_rows(user_id: int) -> sa.Select[User, datetime]:
    return (
        sa.select(User, Friendship.created_at)
        .join(Friendship, _other_of(user_id) == User.id)
        .where(_is_of(user_id))
        .order_by(by_name)
    )


def _rows(query: sa.Select[User, datetime]) -> list[FriendRow]:
    return [FriendRow(user, since) for user, since in db.session.execute(query)]


def _is_of(user_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(Friendship.user_low_id == user_id, Friendship.user_high_id == user_id)


def _other_of(user_id: int) -> sa.ColumnElement[int]:
    return sa.case(
        (Friendship.user_low_id == user_id, Friendship.user_high_id),
        else_=Friendship.user_low_id,
    )
