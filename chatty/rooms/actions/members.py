"""Be in a room, or be in it no more."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.accounts.policies import rate_for
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Forbidden
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.rooms.actions.hiding import hide
from chatty.rooms.actions.holding import held_room
from chatty.rooms.actions.owners import has_other_owner, settle_first_owner
from chatty.rooms.actions.passwords import check_proof
from chatty.rooms.events import MemberAdded, MemberRemoved
from chatty.rooms.models import History, Membership, Mute, Role, Room
from chatty.rooms.policies import ban_in_words, check_no_raid, may_join, may_leave
from chatty.rooms.queries import ban_of, membership_of


def join(viewer: Viewer, room: Room, proof: str | None = None) -> Membership:
    """Become a member; joining twice changes nothing. Raises Forbidden or TooMany.

    *proof* is what ``prove_room_password`` answered.
    """
    membership = membership_of(viewer.id, room.id)
    if membership is not None:
        return membership
    _check_not_banned(room.id, viewer.id)
    check_no_raid(room.raid_until, now=clock.now())
    if not may_join(viewer, room, has_password=True):
        raise Forbidden("invitation_needed", "One joins this room by invitation.")
    check_proof(room, proof)
    rate = rate_for(viewer.created_at, limits.RATE_JOIN, now=clock.now())
    rates.hit(rate, "join", viewer.id)
    return add_member(room, viewer.id)


def leave(viewer: Viewer, room: Room) -> None:
    """Stop being a member; leaving twice changes nothing. Raises Forbidden.

    A direct room of two is only put out of sight: the other's next message brings it back.
    """
    # Held first: who leaves may be inheriting the room at this moment, and is its owner then.
    held_room(room.id)
    membership = db.session.get(Membership, (room.id, viewer.id), populate_existing=True)
    if membership is None:
        return
    if room.direct_key is not None:
        hide(viewer.id, room)
        return
    if not may_leave(room):
        raise Forbidden("cannot_leave", "Nobody leaves the lobby.")
    if membership.role == Role.OWNER and not has_other_owner(room.id, viewer.id):
        detail = "The last owner does not leave a room. Make somebody else an owner first."
        raise Forbidden("cannot_leave", detail)
    remove_member(room.id, viewer.id, reason="left")


def add_member(room: Room, user_id: int, *, role: Role = Role.MEMBER) -> Membership:
    """Put the person into the room; a parallel join of the same person is one join.

    Raises Forbidden for who is banned, whichever way they come.
    """
    now = clock.now()
    # Locks the room, so that last_seq is what the newcomer's markers are counted from.
    last_seq = db.session.execute(
        sa.update(Room)
        .where(Room.id == room.id)
        .values(member_count=Room.member_count + 1)
        .returning(Room.last_seq)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    existing = db.session.get(Membership, (room.id, user_id), populate_existing=True)
    if existing is not None:
        _recount(room.id, by=-1)
        return existing
    # After the lock was had: who bans holds it too.
    _check_not_banned(room.id, user_id)
    membership = Membership(
        room_id=room.id,
        user_id=user_id,
        role=role,
        read_seq=last_seq,
        delivered_seq=last_seq,
        visible_from_seq=last_seq + 1 if room.history == History.FROM_JOIN else room.open_from_seq,
        muted_until=_muted_until(room.id, user_id),
        joined_at=now,
    )
    db.session.add(membership)
    db.session.flush()
    db.session.refresh(room)
    record(MemberAdded(room_id=room.id, user_id=user_id))
    return membership


def _check_not_banned(room_id: int, user_id: int) -> None:
    ban = ban_of(user_id, room_id)
    if ban is not None:
        raise Forbidden("banned", ban_in_words(ban))


def _muted_until(room_id: int, user_id: int) -> datetime | None:
    """Leaving and coming back ends no mute."""
    query = sa.select(Mute.until).where(Mute.room_id == room_id, Mute.user_id == user_id)
    return db.session.scalars(query.where(Mute.until > clock.now())).first()


def enter_defaults(user_id: int) -> None:
    """Put a newcomer into the rooms that are for all of them, by ascending id as everywhere.

    Not into one that is being flooded: nobody comes in there now, and they may join it later.
    """
    is_calm = sa.or_(Room.raid_until.is_(None), Room.raid_until <= clock.now())
    query = sa.select(Room).where(Room.is_default, is_calm).order_by(Room.id)
    query = query.limit(limits.DEFAULT_ROOMS)
    for room in db.session.scalars(query).all():
        # As a guest they may have been banned there; that keeps nobody from becoming a member.
        if ban_of(user_id, room.id) is None:
            add_member(room, user_id)


def remove_member(room_id: int, user_id: int, *, reason: str) -> None:
    """Take the person out of the room; undelivered messages of it are lost to them from here."""
    _recount(room_id, by=-1)
    gone = db.session.execute(
        sa.delete(Membership).where(Membership.room_id == room_id, Membership.user_id == user_id)
    )
    settle_first_owner(room_id, user_id)
    if gone.rowcount:  # type: ignore[attr-defined]  # DML answers a CursorResult
        record(MemberRemoved(room_id=room_id, user_id=user_id, reason=reason))
    else:
        _recount(room_id, by=1)


def _recount(room_id: int, *, by: int) -> None:
    db.session.execute(
        sa.update(Room)
        .where(Room.id == room_id)
        .values(member_count=Room.member_count + by)
        .execution_options(synchronize_session=False)
    )
