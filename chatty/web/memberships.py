"""Join and leave."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.rooms.actions import join, leave, prove_room_password
from chatty.rooms.models import Room, RoomKind
from chatty.rooms.queries import overview_for, room_for
from chatty.web.answers import ROOM, go_to, page
from chatty.web.filters import room_url
from chatty.web.forms.rooms import JoinForm
from chatty.web.identity import viewer
from chatty.wire.rooms import one_room_json

routes = Blueprint("memberships", __name__)


@routes.put(f"{ROOM}/membership")
def update(room_id: int) -> ResponseReturnValue:
    form = JoinForm()
    if room_for(viewer(), room_id).kind != RoomKind.PASSWORD:
        return _joined(_join(room_id, None))
    room = form.attempt(lambda: _join(room_id, form.password.data or None))
    return _joined(room) if room else join_page(room_id, form)


def join_page(room_id: int, form: JoinForm) -> ResponseReturnValue:
    """The door of a room that one joins with its password."""
    overview = overview_for(viewer(), Room.id == room_id)
    room = one_room_json(viewer(), overview)
    return page("rooms/join.html", form.status, room=room, form=form)


def _join(room_id: int, password: str | None) -> Room:
    proof = prove_room_password(viewer(), room_id, password)
    with writing():
        room = room_for(viewer(), room_id)
        join(viewer(), room, proof)
    return room


def _joined(room: Room) -> ResponseReturnValue:
    return go_to(room_url({"slug": room.slug, "id": room.id}))


@routes.delete(f"{ROOM}/membership")
def destroy(room_id: int) -> ResponseReturnValue:
    with writing():
        room = room_for(viewer(), room_id)
        leave(viewer(), room)
    flash(f"You left {room.name}.", "success")
    return go_to("/rooms")
