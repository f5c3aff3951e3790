"""Search in messages, people and rooms."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import ok
from chatty.api.bodies.search import SearchPage
from chatty.api.credentials import Credential, address, viewer
from chatty.api.queries import Search
from chatty.api.routing import Contract, Routes
from chatty.wire.searching import look

routes = Routes()


@routes.route(
    "GET",
    "/search",
    Contract(
        {200: SearchPage}, query=Search, needs=Credential.ACCESS_IF_SENT, refuses=(403, 404, 503)
    ),
)
def index(query: Search) -> Response:
    """What has the words, as far as one may see it; without credentials what anybody may."""
    found = look(
        viewer(),
        query.what,
        query.query,
        address=address(),
        room_id=query.room_id,
        cursor=query.cursor,
        limit=query.limit,
    )
    return ok({"items": found.items, "excerpts": found.excerpts, "nextCursor": found.next_cursor})
