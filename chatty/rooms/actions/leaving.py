"""Take who is gone out of their rooms, and leave no room with members ownerless."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import User, UserKind, Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.facts import record
from chatty.rooms.actions.members import remove_member
from chatty.rooms.events import MemberUpdated
from chatty.rooms.models import Membership, Role, Room, RoomKind


def hold_rooms_of(user_id: int) -> None:
    """Let nobody come into the person's rooms, or go, until this transaction ends.

    By ascending id, as everywhere: of two who go at once, one waits for the other before either
    has changed anything.
    """
    rooms = sa.select(Room.id).join(Membership, Membership.room_id == Room.id)
    rooms = rooms.where(Membership.user_id == user_id).order_by(Room.id)
    db.session.execute(rooms.with_for_update(of=Room, key_share=True)).all()


def leave_all(viewer: Viewer) -> None:
    """Out of every room but the direct ones, which keep whom they were with.

    What the person owned passes to its longest-standing other owner, else admin, else member; a
    room with nobody left but guests is archived. The rooms are held, and everything about them is
    read anew: before, somebody may have gone, and left a room to this person.
    """
    places = db.session.scalars(
        sa.select(Membership)
        .join(Room, Room.id == Membership.room_id)
        .where(Membership.user_id == viewer.id, Room.kind != RoomKind.DIRECT)
        .order_by(Membership.room_id)
        .execution_options(populate_existing=True)
    ).all()
    for place in places:
        room_id = place.room_id
        if place.role == Role.OWNER:
            pass_on(room_id, viewer.id)
        remove_member(room_id, viewer.id, reason="left")
    db.session.expire_all()


def pass_on(room_id: int, owner_id: int) -> None:
    """Give the room to whoever is next after *owner_id*; another owner is before all."""
    heir = _next(room_id, owner_id)
    owner = None if heir is None else heir.user_id
    room = db.session.get_one(Room, room_id, populate_existing=True)
    if room.owner_id == owner_id:
        room.owner_id = owner
    if heir is not None and heir.role != Role.OWNER:
        heir.role = Role.OWNER
        why = {"reason": "The account before ended."}
        audit("ownership_passed", actor_id=owner_id, target_id=owner, room_id=room_id, details=why)
    elif heir is None and room.kind != RoomKind.LOBBY:
        room.archived_at = clock.now()
    db.session.flush()
    if owner is not None:
        record(MemberUpdated(room_id=room_id, user_id=owner))


def _next(room_id: int, owner_id: int) -> Membership | None:
    rank = sa.case((Membership.role == Role.OWNER, 0), (Membership.role == Role.ADMIN, 1), else_=2)
    query = (
        sa.select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.room_id == room_id,
            Membership.user_id != owner_id,
            # Guests run no rooms.
            User.kind == UserKind.MEMBER,
        )
        .order_by(rank, Membership.joined_at, Membership.user_id)
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).first()
