"""Pictures of rooms; how they are made and kept is the same as of people's."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import Picture, PictureKind, Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import Conflict
from chatty.rooms.actions.changing import room_updated
from chatty.rooms.actions.holding import hold_room
from chatty.rooms.models import Room
from chatty.rooms.policies import Right


def set_room_picture(viewer: Viewer, room_id: int, kind: PictureKind, key: str) -> Room:
    """Show the picture that was kept under *key*; the one before is nobody's from now on."""
    room = _held(viewer, room_id)
    _let_go(room, kind)
    db.session.add(Picture(key=key, room_id=room.id, kind=kind, created_at=clock.now()))
    db.session.flush()
    return _shown(viewer, room, kind, key)


def remove_room_picture(viewer: Viewer, room_id: int, kind: PictureKind) -> Room:
    """Show none; without one nothing changes."""
    room = _held(viewer, room_id)
    if getattr(room, f"{kind}_key") is None:
        return room
    _let_go(room, kind)
    return _shown(viewer, room, kind, None)


def _held(viewer: Viewer, room_id: int) -> Room:
    room, _ = hold_room(viewer, room_id, Right.EDIT)
    if room.archived_at is not None:
        raise Conflict("room_archived", "This room is archived. Open it again first.")
    return room


def _let_go(room: Room, kind: PictureKind) -> None:
    """Leave the picture to the sweep that deletes the files."""
    db.session.execute(
        sa.update(Picture)
        .where(Picture.room_id == room.id, Picture.kind == kind)
        .values(room_id=None)
    )


def _shown(viewer: Viewer, room: Room, kind: PictureKind, key: str | None) -> Room:
    setattr(room, f"{kind}_key", key)
    audit("room_changed", actor_id=viewer.id, room_id=room.id, details={str(kind): ""})
    room_updated(room)
    return room
