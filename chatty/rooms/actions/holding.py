"""Hold a room for who has a right in it."""

from __future__ import annotations

from chatty.accounts.models import Viewer
from chatty.core.db import db
from chatty.core.errors import Forbidden, NotFound
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import Right, has_right, may_know
from chatty.rooms.queries import ban_of


def hold_room(viewer: Viewer, room_id: int, *rights: Right) -> tuple[Room, Membership]:
    """The room, held to the end of the transaction, and the place of *viewer*, as both are now.

    Raises NotFound where the room may not be known, Forbidden without all of *rights*.
    """
    room = held_room(room_id)
    place = db.session.get(Membership, (room_id, viewer.id), populate_existing=True)
    if room is None or not may_know(room, place, ban_of(viewer.id, room_id)):
        raise NotFound
    if place is None:
        raise Forbidden("not_a_member", "Only members do that here.")
    if not all(has_right(right, room, place.role) for right in rights):
        raise Forbidden("right_needed", "Your role in this room does not allow that.")
    return room, place


def held_room(room_id: int) -> Room | None:
    """The row of the room, held to the end of the transaction.

    By the weaker lock: what only points at the room can still be written by who waits for it next.
    """
    weaker = {"key_share": True}
    return db.session.get(Room, room_id, with_for_update=weaker, populate_existing=True)
