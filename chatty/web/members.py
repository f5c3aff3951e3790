"""Who is in a room."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.rooms.queries import members_of, overview_of, readable_room_for
from chatty.web.answers import ROOM, page
from chatty.web.conversation import MEMBERS_SHOWN, presence_json
from chatty.web.identity import viewer
from chatty.wire.resources import member_json, room_json

routes = Blueprint("members", __name__)


@routes.get(f"{ROOM}/members")
def index(room_id: int) -> ResponseReturnValue:
    room = readable_room_for(viewer(), room_id)
    cursor = request.args.get("cursor") or None
    # As many as beside the conversation: its panel is read anew from this page.
    found = members_of(room, cursor=cursor, limit=MEMBERS_SHOWN)
    return page(
        "rooms/members.html",
        room=room_json(overview_of(viewer(), room)),
        room_id=str(room.id),
        members=[member_json(row, presence_json(row.user.id)) for row in found.items],
        next_cursor=found.next_cursor,
    )
