"""Find rooms."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.messages.queries import newest_of
from chatty.rooms.queries import explore
from chatty.web.answers import page
from chatty.web.identity import viewer
from chatty.wire.resources import room_json

QUERY_CHARACTERS = 100

routes = Blueprint("explore", __name__)


@routes.get("/explore")
def index() -> ResponseReturnValue:
    query = request.args.get("query", "")[:QUERY_CHARACTERS]
    found = explore(viewer(), query.replace("\0", ""), cursor=request.args.get("cursor") or None)
    newest = newest_of([overview.room for overview in found.items])
    rooms = [room_json(overview, newest.get(overview.room.id)) for overview in found.items]
    return page("rooms/explore.html", rooms=rooms, query=query, next_cursor=found.next_cursor)
