"""What happened since one left."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import ok
from chatty.api.bodies.missed import MissedPage
from chatty.api.credentials import viewer
from chatty.api.queries import Continuing
from chatty.api.routing import Contract, Routes
from chatty.messages.queries import missed_by
from chatty.wire.missed import missed_json

routes = Routes()


@routes.route("GET", "/catch-up", Contract({200: MissedPage}, query=Continuing, refuses=(400,)))
def index(query: Continuing) -> Response:
    """What happened in one's rooms since one read there last, ten rooms at once."""
    page = missed_by(viewer(), cursor=query.cursor)
    return ok({"items": missed_json(viewer(), page.items), "nextCursor": page.next_cursor})
