"""How far one has read and received, told by scripts; without them one says so by a button."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.rooms.actions import mark_delivered, mark_read
from chatty.rooms.queries import readable_room_for
from chatty.web.answers import ROOM, go_to, nothing, number_sent, wants_json
from chatty.web.filters import room_url
from chatty.web.identity import viewer

routes = Blueprint("markers", __name__)


@routes.put(f"{ROOM}/read-marker")
def update_read(room_id: int) -> ResponseReturnValue:
    with writing():
        room = readable_room_for(viewer(), room_id)
        mark_read(viewer(), room, number_sent("seq"))
    if wants_json():
        return nothing()
    return go_to(room_url({"slug": room.slug, "id": room.id}))


@routes.put(f"{ROOM}/delivered-marker")
def update_delivered(room_id: int) -> ResponseReturnValue:
    with writing():
        mark_delivered(viewer(), readable_room_for(viewer(), room_id), number_sent("seq"))
    return nothing()
