"""What is pinned in a room."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.messages.queries import pins_of
from chatty.rooms.policies import Right, has_right
from chatty.rooms.queries import overview_of, readable_room_for
from chatty.web.answers import ROOM, page
from chatty.web.blocked import blocked_in
from chatty.web.identity import viewer
from chatty.wire.resources import message_json
from chatty.wire.rooms import one_room_json

routes = Blueprint("pins", __name__)


@routes.get(f"{ROOM}/pins")
def index(room_id: int) -> ResponseReturnValue:
    room = readable_room_for(viewer(), room_id)
    overview = overview_of(viewer(), room)
    role = overview.membership.role if overview.membership else None
    return page(
        "rooms/pins.html",
        room=one_room_json(viewer(), overview),
        messages=[message_json(view) for view in pins_of(viewer(), room)],
        blocked=blocked_in(room),
        can_unpin=has_right(Right.PIN, room, role),
    )
