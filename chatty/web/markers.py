"""How far one has read and received, told by scripts."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.rooms.actions import mark_delivered, mark_read
from chatty.rooms.queries import readable_room_for
from chatty.web.answers import ROOM, nothing, number_sent
from chatty.web.identity import viewer

routes = Blueprint("markers", __name__)


@routes.put(f"{ROOM}/read-marker")
def update_read(room_id: int) -> ResponseReturnValue:
    with writing():
        mark_read(viewer(), readable_room_for(viewer(), room_id), number_sent("seq"))
    return nothing()


@routes.put(f"{ROOM}/delivered-marker")
def update_delivered(room_id: int) -> ResponseReturnValue:
    with writing():
        mark_delivered(viewer(), readable_room_for(viewer(), room_id), number_sent("seq"))
    return nothing()
