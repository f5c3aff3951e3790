"""That one is typing, told by scripts."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.presence.actions import announce_typing
from chatty.rooms.queries import readable_room_for
from chatty.web.answers import ROOM, nothing
from chatty.web.identity import viewer

routes = Blueprint("presence", __name__)


@routes.put(f"{ROOM}/typing")
def update_typing(room_id: int) -> ResponseReturnValue:
    announce_typing(viewer(), readable_room_for(viewer(), room_id))
    return nothing()
