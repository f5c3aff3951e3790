"""Make and end friendships, block and unblock.

What concerns two people happens one after the other: whoever changes something between them holds
both their rows first, so that two who ask each other at once end as friends, and not as two askers.
"""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import User, Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import invalid
from chatty.core.facts import record
from chatty.friends.events import Befriended, Blocked, Unblocked, Unfriended
from chatty.friends.models import Block, Friendship
from chatty.friends.queries import blocked_by, friends_of, pair


def hold_pair(one_id: int, other_id: int) -> None:
    """Let nobody else change anything between the two until this transaction ends."""
    people = sa.select(User.id).where(User.id.in_((one_id, other_id))).order_by(User.id)
    # The weaker lock: rows that point at a person can still be written.
    db.session.execute(people.with_for_update(key_share=True)).all()


def befriend(one_id: int, other_id: int) -> None:
    """Make the two friends; twice changes nothing. Whether they may be is for the caller."""
    hold_pair(one_id, other_id)
    low, high = pair(one_id, other_id)
    if db.session.get(Friendship, (low, high), populate_existing=True) is not None:
        return
    db.session.add(Friendship(user_low_id=low, user_high_id=high, created_at=clock.now()))
    db.session.flush()
    record(Befriended(one_id=one_id, other_id=other_id))


def unfriend(viewer: Viewer, other_id: int) -> None:
    """End the friendship; twice changes nothing."""
    hold_pair(viewer.id, other_id)
    _end_friendship(viewer.id, other_id)


def block(viewer: Viewer, other_id: int) -> None:
    """Hear nothing more of the other; twice changes nothing. Raises Invalid for oneself."""
    if other_id == viewer.id:
        raise invalid("userId", "You cannot block yourself.", "yourself")
    hold_pair(viewer.id, other_id)
    if blocked_by(viewer.id, [other_id]):
        return
    _end_friendship(viewer.id, other_id)
    db.session.add(Block(blocker_id=viewer.id, blocked_id=other_id, created_at=clock.now()))
    db.session.flush()
    audit("blocked", actor_id=viewer.id, target_id=other_id)
    record(Blocked(blocker_id=viewer.id, blocked_id=other_id))


def unblock(viewer: Viewer, other_id: int) -> None:
    """Let the other be heard again; twice changes nothing. What the block ended stays ended."""
    hold_pair(viewer.id, other_id)
    gone = db.session.execute(
        sa.delete(Block)
        .where(Block.blocker_id == viewer.id, Block.blocked_id == other_id)
        .returning(Block.blocked_id)
    ).scalar()
    if gone is not None:
        audit("unblocked", actor_id=viewer.id, target_id=other_id)
        record(Unblocked(blocker_id=viewer.id, blocked_id=other_id))


def part_with_everybody(user_id: int) -> None:
    """End all friendships and blocks of somebody who is leaving for good."""
    for friend_id in friends_of(user_id):
        _end_friendship(user_id, friend_id)
    ended = db.session.execute(
        sa.delete(Block)
        .where(sa.or_(Block.blocker_id == user_id, Block.blocked_id == user_id))
        .returning(Block.blocker_id, Block.blocked_id)
    ).all()
    for blocker_id, blocked_id in ended:
        record(Unblocked(blocker_id=blocker_id, blocked_id=blocked_id))


def _end_friendship(one_id: int, other_id: int) -> None:
    low, high = pair(one_id, other_id)
    ended = db.session.execute(
        sa.delete(Friendship)
        .where(Friendship.user_low_id == low, Friendship.user_high_id == high)
        .returning(Friendship.user_low_id)
    ).scalar()
    if ended is not None:
        record(Unfriended(one_id=one_id, other_id=other_id))
