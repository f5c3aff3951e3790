"""How far one has read and received, told by scripts; without them one says so by a button."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.rooms.actions import mark_all_read, mark_delivered, mark_read, mark_unread
from chatty.rooms.queries import readable_room_for
from chatty.web.answers import ROOM, go_to, nothing, number_sent, safe_next, wants_json
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
    if "next" in request.form:
        return go_to(safe_next())
    return go_to(room_url({"slug": room.slug, "id": room.id}))


@routes.put(f"{ROOM}/unread-marker")
def update_unread(room_id: int) -> ResponseReturnValue:
    with writing():
        mark_unread(viewer(), readable_room_for(viewer(), room_id), number_sent("seq"))
    if wants_json():
        return nothing()
    # Not back to the room: there it would be read at once.
    flash("That message and what follows it are unread again.", "success")
    return go_to("/rooms")


@routes.put(f"{ROOM}/delivered-marker")
def update_delivered(room_id: int) -> ResponseReturnValue:
    with writing():
        mark_delivered(viewer(), readable_room_for(viewer(), room_id), number_sent("seq"))
    return nothing()


@routes.put("/read-markers")
def update_all() -> ResponseReturnValue:
    with writing():
        mark_all_read(viewer())
    return nothing() if wants_json() else go_to(safe_next())
