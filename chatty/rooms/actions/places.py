"""One's own place in a room: how it is sorted, and of what in it one wants to hear."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import Forbidden
from chatty.core.facts import record
from chatty.rooms.events import PlaceUpdated
from chatty.rooms.models import Membership, PlaceChanges, Room
from chatty.rooms.policies import check_place


def change_place(viewer: Viewer, room: Room, changes: PlaceChanges) -> None:
    """Make *changes*; what is the same already changes nothing. Raises Forbidden, Invalid."""
    mine = sa.select(Membership).where(
        Membership.room_id == room.id, Membership.user_id == viewer.id
    )
    held = mine.with_for_update().execution_options(populate_existing=True)
    place = db.session.scalars(held).first()
    if place is None:
        raise Forbidden("not_a_member", "Only members have a place in a room.")
    wanted: dict[str, object] = dict(check_place(changes))
    archived = wanted.pop("archived", place.archived_at is not None)
    if archived != (place.archived_at is not None):
        wanted["archived_at"] = clock.now() if archived else None
    changed = {name: value for name, value in wanted.items() if getattr(place, name) != value}
    for name, value in changed.items():
        setattr(place, name, value)
    if changed:
        db.session.flush()
        record(PlaceUpdated(room_id=room.id, user_id=viewer.id))
