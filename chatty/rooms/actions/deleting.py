"""Delete a room: it is known to nobody at once, and emptied by a job."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import Picture, Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.facts import record
from chatty.rooms.actions.holding import hold_room
from chatty.rooms.events import RoomDeleted
from chatty.rooms.models import Ban, Membership, Mute, Room
from chatty.rooms.policies import Right


def delete_room(viewer: Viewer, room_id: int) -> None:
    """Delete the room for everybody. Raises NotFound, Forbidden."""
    room, _ = hold_room(viewer, room_id, Right.DELETE)
    end_room(room, by_id=viewer.id)


def end_room(room: Room, *, by_id: int) -> None:
    """The held *room* is no more; who may decide that was asked before."""
    members = sa.select(Membership.user_id).where(Membership.room_id == room.id)
    member_ids = tuple(db.session.scalars(members.order_by(Membership.user_id)))
    for table in (Membership, Ban, Mute):
        gone = sa.delete(table).where(table.room_id == room.id)
        db.session.execute(gone.execution_options(synchronize_session="fetch"))
    db.session.execute(sa.update(Picture).where(Picture.room_id == room.id).values(room_id=None))
    _empty(room)
    audit("room_deleted", actor_id=by_id, room_id=room.id)
    record(RoomDeleted(room_id=room.id, member_ids=member_ids))


def _empty(room: Room) -> None:
    room.name = room.topic = room.bio = room.filtered_words = ""
    room.slug = room.password_hash = room.avatar_key = room.cover_key = room.owner_id = None
    room.is_default = False
    room.member_count = 0
    room.deleted_at = room.updated_at = clock.now()
    db.session.flush()
