"""Put people out of a room, keep them out, or keep them silent.

Who acts upon somebody has the right and stands above them. The row of the room is held meanwhile,
so that nobody is raised above who acts at that very moment, or comes in past a ban.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import User, Viewer
from chatty.accounts.queries import user_by_id
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden, NotFound, invalid
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.rooms.actions.holding import held_room, hold_room
from chatty.rooms.actions.members import add_member, remove_member
from chatty.rooms.events import Banned, MemberUpdated, PlaceUpdated
from chatty.rooms.models import AppealState, Ban, Membership, Mute, Room, RoomKind
from chatty.rooms.policies import (
    Right,
    check_appeal,
    check_ban_end,
    check_mute_end,
    check_reason,
    stands_above,
)
from chatty.rooms.queries import ban_of


def kick(viewer: Viewer, room_id: int, user_id: int) -> None:
    """Put a member out of the room; they may come back. Raises NotFound, Forbidden, Invalid."""
    _, place = _hold(viewer, room_id, user_id, Right.KICK)
    if place is None:
        raise NotFound("no_such_member", "They are not in this room.")
    remove_member(room_id, user_id, reason="kicked")
    audit("member_kicked", actor_id=viewer.id, target_id=user_id, room_id=room_id)


def ban(
    viewer: Viewer, room_id: int, user_id: int, *, reason: str = "", until: datetime | None = None
) -> Ban:
    """Keep somebody out of the room, for ever without *until*; who was in it is put out.

    Who is banned already is so for this reason and time from then on; an appeal stays. Raises
    NotFound for nobody's id, Forbidden, Invalid.
    """
    reason, until = check_reason(reason), check_ban_end(until, now=clock.now())
    _, place = _hold(viewer, room_id, user_id, Right.BAN)
    user_by_id(user_id)
    found = _ban(viewer, room_id, user_id)
    found.reason, found.expires_at, found.by_id = reason, until, viewer.id
    db.session.flush()
    # First out of the room's hearing: what is told there of it is not for them any more.
    record(Banned(room_id=room_id, user_id=user_id, was_in=place is not None))
    if place is not None:
        remove_member(room_id, user_id, reason="banned")
    _audit(viewer, "member_banned", found, until)
    return found


def unban(viewer: Viewer, room_id: int, user_id: int) -> None:
    """Let somebody in again; for who is not banned nothing changes. Raises NotFound, Forbidden."""
    room, _ = hold_room(viewer, room_id, Right.BAN)
    found = ban_of(user_id, room_id)
    if found is not None:
        audit("member_unbanned", actor_id=viewer.id, target_id=user_id, room_id=room_id)
        lift(room, found)


def appeal(viewer: Viewer, room_id: int, text: str) -> Ban:
    """Ask to be let in again, once for each ban. Raises NotFound, Invalid, Conflict."""
    text = check_appeal(text)
    held_room(room_id)
    found = ban_of(viewer.id, room_id)
    if found is None:
        raise NotFound("not_banned", "You are not banned from this room.")
    if found.appeal_state is not None:
        raise Conflict("appealed_already", "You have appealed already; there is one appeal.")
    found.appeal, found.appeal_state = text, AppealState.PENDING
    found.appealed_at = clock.now()
    db.session.flush()
    audit("ban_appealed", actor_id=viewer.id, target_id=viewer.id, room_id=room_id)
    return found


def answer_appeal(viewer: Viewer, room_id: int, user_id: int, *, accepted: bool) -> None:
    """Let who appealed in again, or not.

    Raises NotFound, Forbidden, and Conflict where no appeal waits for an answer.
    """
    room, _ = hold_room(viewer, room_id, Right.BAN)
    found = ban_of(user_id, room_id)
    if found is None:
        raise NotFound("not_banned", "They are not banned from this room.")
    if found.appeal_state != AppealState.PENDING:
        raise Conflict("no_appeal", "There is no appeal that waits for an answer.")
    kind = "appeal_accepted" if accepted else "appeal_rejected"
    audit(kind, actor_id=viewer.id, target_id=user_id, room_id=room_id)
    if accepted:
        lift(room, found)
    else:
        found.appeal_state = AppealState.REJECTED
        found.answered_by_id, found.answered_at = viewer.id, clock.now()
        db.session.flush()


def lift(room: Room, found: Ban) -> None:
    """End the ban, whoever decided it; in the lobby everybody is who is not banned there."""
    user_id = found.user_id
    db.session.delete(found)
    db.session.flush()
    user = db.session.get_one(User, user_id)
    if room.kind == RoomKind.LOBBY and user.deactivated_at is None:
        add_member(room, user_id)


def mute(viewer: Viewer, room_id: int, user_id: int, *, until: datetime, reason: str = "") -> Mute:
    """Let a member write nothing until then, also when they leave and come back.

    Raises NotFound for who is not in the room, Forbidden, Invalid.
    """
    reason, until = check_reason(reason), check_mute_end(until, now=clock.now())
    _, place = _hold(viewer, room_id, user_id, Right.MUTE)
    if place is None:
        raise NotFound("no_such_member", "They are not in this room.")
    found = db.session.get(Mute, (room_id, user_id), populate_existing=True)
    if found is None:
        found = Mute(room_id=room_id, user_id=user_id, created_at=clock.now())
        db.session.add(found)
    found.by_id, found.reason, found.until = viewer.id, reason, until
    _copy(place, until)
    _audit(viewer, "member_muted", found, until)
    return found


def unmute(viewer: Viewer, room_id: int, user_id: int) -> None:
    """Let somebody write again; for who is not muted nothing changes. Raises as `mute` does."""
    _, place = _hold(viewer, room_id, user_id, Right.MUTE)
    found = db.session.get(Mute, (room_id, user_id), populate_existing=True)
    if found is None:
        return
    db.session.delete(found)
    if place is not None:
        _copy(place, None)
    audit("member_unmuted", actor_id=viewer.id, target_id=user_id, room_id=room_id)


def forget_sanctions(user_id: int) -> None:
    """Nothing is held any more against who is gone."""
    for table in (Ban, Mute):
        gone = sa.delete(table).where(table.user_id == user_id)
        db.session.execute(gone.execution_options(synchronize_session=False))


def _hold(
    viewer: Viewer, room_id: int, user_id: int, right: Right
) -> tuple[Room, Membership | None]:
    """The room and the place of whom it is about, both held, if *viewer* may act upon them."""
    room, own = hold_room(viewer, room_id, right)
    if user_id == viewer.id:
        raise invalid("userId", "You cannot do that to yourself.", "yourself")
    place = db.session.get(Membership, (room_id, user_id), populate_existing=True)
    if not stands_above(own.role, place.role if place else None):
        raise Forbidden("right_needed", "They are not below you in this room.")
    rates.hit(limits.RATE_SANCTIONS, "sanctions", viewer.id)
    return room, place


def _ban(viewer: Viewer, room_id: int, user_id: int) -> Ban:
    """The ban that lasts, or a new one instead of what has ended."""
    found = ban_of(user_id, room_id)
    if found is not None:
        return found
    ended = sa.delete(Ban).where(Ban.room_id == room_id, Ban.user_id == user_id)
    db.session.execute(ended.execution_options(synchronize_session="fetch"))
    found = Ban(room_id=room_id, user_id=user_id, by_id=viewer.id, created_at=clock.now())
    db.session.add(found)
    return found


def _copy(place: Membership, until: datetime | None) -> None:
    """Note it where posting reads it, and tell the room and the person."""
    place.muted_until = until
    db.session.flush()
    record(MemberUpdated(room_id=place.room_id, user_id=place.user_id))
    record(PlaceUpdated(room_id=place.room_id, user_id=place.user_id))


def _audit(viewer: Viewer, kind: str, found: Ban | Mute, until: datetime | None) -> None:
    end = until.isoformat(timespec="minutes") if until else "never"
    audit(
        kind,
        actor_id=viewer.id,
        target_id=found.user_id,
        room_id=found.room_id,
        details={"until": end, "reason": found.reason},
    )
