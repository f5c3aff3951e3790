"""Find rooms."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.rooms.policies import LISTED
from chatty.rooms.queries import explore
from chatty.web.answers import page
from chatty.web.blocked import blocked
from chatty.web.identity import viewer
from chatty.wire.rooms import rooms_json

QUERY_CHARACTERS = 100

routes = Blueprint("explore", __name__)


@routes.get("/explore")
def index() -> ResponseReturnValue:
    query = request.args.get("query", "")[:QUERY_CHARACTERS].replace("\0", "")
    kind = request.args.get("kind", "")
    kind = kind if kind in LISTED else ""
    cursor = request.args.get("cursor") or None
    found = explore(viewer(), query, kind=kind or None, cursor=cursor)
    return page(
        "rooms/explore.html",
        rooms=rooms_json(viewer(), found.items),
        query=query,
        kind=kind,
        next_cursor=found.next_cursor,
        blocked=blocked(),
    )
