"""Who is in a room."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.rooms.queries import members_of, overview_of, readable_room_for
from chatty.web.answers import ROOM, page
from chatty.web.conversation import MEMBERS_SHOWN
from chatty.web.identity import viewer
from chatty.wire.rooms import one_room_json
from chatty.wire.showing import members_json

QUERY_CHARACTERS = 100

routes = Blueprint("members", __name__)


@routes.get(f"{ROOM}/members")
def index(room_id: int) -> ResponseReturnValue:
    room = readable_room_for(viewer(), room_id)
    cursor = request.args.get("cursor") or None
    query = request.args.get("query", "")[:QUERY_CHARACTERS]
    # As many as beside the conversation: its panel is read anew from this page.
    found = members_of(viewer(), room, query=query, cursor=cursor, limit=MEMBERS_SHOWN)
    return page(
        "rooms/members.html",
        room=one_room_json(viewer(), overview_of(viewer(), room)),
        room_id=str(room.id),
        members=members_json(viewer(), found.items),
        query=query,
        next_cursor=found.next_cursor,
    )
