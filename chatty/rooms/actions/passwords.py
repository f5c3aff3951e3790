"""Join a room by its password: proved outside of every transaction, and guessed at only so often.

Right and wrong take the same time: a hash is verified, and then one transaction writes. Five wrong
ones of one person for one room in a quarter of an hour are the last; so are thirty an hour from one
address. After a hundred an hour for one room nobody joins it by password for a quarter of an hour,
and its owners are told. Whoever is in it notices nothing.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import User, Viewer
from chatty.accounts.policies import check_password
from chatty.accounts.rendering import moment_in_words
from chatty.core import clock, limits
from chatty.core.db import db, release, writing
from chatty.core.errors import Forbidden, TooMany
from chatty.core.facts import record
from chatty.core.origin import origin
from chatty.core.passwords import hash_password, verify_password
from chatty.core.rates import rates
from chatty.mails.actions import queue_mail
from chatty.rooms.actions.holding import held_room
from chatty.rooms.events import PasswordJoinsPaused
from chatty.rooms.models import Membership, Role, Room, RoomKind, RoomOverview
from chatty.rooms.policies import may_join
from chatty.rooms.queries import overview_for


def hash_room_password(password: str, *, name: str) -> str:
    """What is kept of the password of the room *name*; raises Invalid. Slow: no transaction."""
    check_password(password, username=name, site_name="")
    release()
    return hash_password(password)


def prove_room_password(viewer: Viewer, room_id: int, password: str | None) -> str | None:
    """What proves that *viewer* has the room's password, for ``join``; outside of transactions.

    None where none is asked for: by a room of another kind, of a member, or of who may not join
    whatever they know. Raises NotFound, Forbidden for a wrong one, TooMany.
    """
    overview = overview_for(viewer, Room.id == room_id)
    if password is None or not _is_asked(viewer, overview):
        return None
    room = overview.room
    check_not_paused(room)
    mine = ("room-password", viewer.id, room_id)
    # Counted before it is looked at: a hundred guesses at once are a hundred guesses.
    rates.hit(limits.RATE_ROOM_PASSWORD, *mine)
    stored = room.password_hash
    release()
    if not verify_password(stored, password, admitted=partial(_admit, origin())):
        raise _wrong(viewer, room_id)
    rates.clear(limits.RATE_ROOM_PASSWORD, *mine)
    return stored


def check_proof(room: Room, proof: str | None) -> None:
    """Raise Forbidden, or TooMany, unless *proof* is of the password that *room* has now."""
    if room.kind != RoomKind.PASSWORD:
        return
    if proof is None:
        raise Forbidden("password_needed", "One joins this room with its password.")
    check_not_paused(room)
    if proof != room.password_hash:
        raise _not_the_password()


def check_not_paused(room: Room) -> None:
    """Raise TooMany while nobody joins *room* by password."""
    until, now = room.password_paused_until, clock.now()
    if until is not None and until > now:
        detail = "Too many wrong passwords were tried here. Please come back later."
        wait = round((until - now).total_seconds() + 0.5)
        raise TooMany("password_paused", detail, retry_after=wait)


def _is_asked(viewer: Viewer, overview: RoomOverview) -> bool:
    if overview.room.kind != RoomKind.PASSWORD or overview.membership is not None:
        return False
    return may_join(viewer, overview.room, overview.ban, has_password=True)


def _admit(address: str) -> None:
    """Asked when it is the guess's turn, so that a burst from one address is bounded too."""
    rates.check(limits.RATE_ROOM_PASSWORD_ADDRESS, "room-password-from", address)


def _wrong(viewer: Viewer, room_id: int) -> Forbidden:
    """Count and note a wrong one; answers its refusal."""
    rates.hit(limits.RATE_ROOM_PASSWORD_ADDRESS, "room-password-from", origin())
    is_enough = _is_enough(room_id)
    with writing():
        audit("room_password_wrong", actor_id=viewer.id, room_id=room_id)
        room = held_room(room_id) if is_enough else None
        if room is not None:
            check_not_paused(room)
            _pause(room)
    return _not_the_password()


def _is_enough(room_id: int) -> bool:
    """Whether the room had its hundred with this one."""
    try:
        rates.hit(limits.RATE_ROOM_PASSWORD_ROOM, "room-password-of", room_id)
        rates.check(limits.RATE_ROOM_PASSWORD_ROOM, "room-password-of", room_id)
    except TooMany:
        return True
    return False


def _pause(room: Room) -> None:
    until = clock.now() + limits.ROOM_PASSWORD_PAUSE
    room.password_paused_until = until
    db.session.flush()
    audit("room_password_paused", room_id=room.id)
    record(PasswordJoinsPaused(room_id=room.id, until=until))
    for owner in _owners(room.id):
        _tell(owner, room, until)


def _owners(room_id: int) -> list[User]:
    query = sa.select(User).join(Membership, Membership.user_id == User.id)
    query = query.where(Membership.room_id == room_id, Membership.role == Role.OWNER)
    return list(db.session.scalars(query.order_by(User.id)))


def _tell(owner: User, room: Room, until: datetime) -> None:
    if owner.email is None:
        return
    params: dict[str, str | int] = {
        "name": owner.display_name,
        "room": room.name,
        "room_id": room.id,
        "until": moment_in_words(until),
    }
    queue_mail("room_password_paused", owner.email, params)


def _not_the_password() -> Forbidden:
    return Forbidden("wrong_password", "This is not the password of the room.")
