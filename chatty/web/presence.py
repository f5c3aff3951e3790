"""That one is typing, told by scripts."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.messages.queries import check_thread_in
from chatty.presence.actions import announce_typing
from chatty.rooms.queries import readable_room_for
from chatty.web.answers import ROOM, nothing, number_asked
from chatty.web.identity import viewer

routes = Blueprint("presence", __name__)


@routes.put(f"{ROOM}/typing")
def update_typing(room_id: int) -> ResponseReturnValue:
    room = readable_room_for(viewer(), room_id)
    thread_id = number_asked("thread")
    check_thread_in(viewer(), room, thread_id)
    announce_typing(viewer(), room, thread_id=thread_id)
    return nothing()
