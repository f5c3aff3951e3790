"""Raise and lower members, and hand a room on."""

from __future__ import annotations

from chatty.accounts.actions import audit
from chatty.accounts.models import User, UserKind, Viewer
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden, NotFound, invalid
from chatty.core.facts import record
from chatty.rooms.actions.holding import hold_room
from chatty.rooms.actions.owners import check_other_owner, settle_first_owner
from chatty.rooms.events import MemberUpdated
from chatty.rooms.models import Membership, Role, Room
from chatty.rooms.policies import Right, may_change_role


def change_role(viewer: Viewer, room_id: int, user_id: int, role: str) -> Membership:
    """Give a member another role; the same once more changes nothing.

    Owners give every role, also to owners; anybody lays down what they have themselves. Raises
    NotFound, Forbidden, and Conflict for the last owner, or a guest.
    """
    room, own = hold_room(viewer, room_id)
    place = _place(room_id, user_id)
    if not may_change_role(room, own, place, role):
        raise Forbidden("right_needed", "Your role in this room does not allow that.")
    if place.role == role:
        return place
    if place.role == Role.OWNER:
        check_other_owner(room_id, user_id)
    _check_member(user_id, role)
    _set(viewer, room, place, Role(role))
    return place


def pass_ownership(viewer: Viewer, room_id: int, user_id: int) -> Room:
    """Make a member an owner in one's own stead, and oneself an admin.

    Raises NotFound, Forbidden, Invalid for oneself, and Conflict for a guest.
    """
    room, own = hold_room(viewer, room_id, Right.TRANSFER)
    if user_id == viewer.id:
        raise invalid("userId", "The room is yours already.", "yourself")
    place = _place(room_id, user_id)
    _check_member(user_id, Role.OWNER)
    if place.role != Role.OWNER:
        _set(viewer, room, place, Role.OWNER)
    if room.owner_id == viewer.id:
        room.owner_id = user_id
    _set(viewer, room, own, Role.ADMIN)
    audit("ownership_passed", actor_id=viewer.id, target_id=user_id, room_id=room_id)
    return room


def _place(room_id: int, user_id: int) -> Membership:
    place = db.session.get(Membership, (room_id, user_id), populate_existing=True)
    if place is None:
        raise NotFound("no_such_member", "They are not in this room.")
    return place


def _check_member(user_id: int, role: str) -> None:
    """Raise Conflict for a guest: who runs a room has an account that lasts."""
    if role != Role.MEMBER and db.session.get_one(User, user_id).kind == UserKind.GUEST:
        raise Conflict("guest", "Guests run no rooms.")


def _set(viewer: Viewer, room: Room, place: Membership, role: Role) -> None:
    before, place.role = place.role, role
    if role == Role.OWNER and room.owner_id is None:
        room.owner_id = place.user_id
    db.session.flush()
    if before == Role.OWNER:
        settle_first_owner(room.id, place.user_id)
        db.session.refresh(room)
    audit(
        "role_changed",
        actor_id=viewer.id,
        target_id=place.user_id,
        room_id=room.id,
        details={"before": str(before), "after": str(role)},
    )
    record(MemberUpdated(room_id=room.id, user_id=place.user_id))
