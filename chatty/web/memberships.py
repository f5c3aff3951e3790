"""Join and leave."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.rooms.actions import join, leave
from chatty.rooms.queries import room_for
from chatty.web.answers import ROOM, go_to
from chatty.web.filters import room_url
from chatty.web.identity import viewer

routes = Blueprint("memberships", __name__)


@routes.put(f"{ROOM}/membership")
def update(room_id: int) -> ResponseReturnValue:
    with writing():
        room = room_for(viewer(), room_id)
        join(viewer(), room)
    return go_to(room_url({"slug": room.slug, "id": room.id}))


@routes.delete(f"{ROOM}/membership")
def destroy(room_id: int) -> ResponseReturnValue:
    with writing():
        room = room_for(viewer(), room_id)
        leave(viewer(), room)
    flash(f"You left {room.name}.", "success")
    return go_to("/rooms")
