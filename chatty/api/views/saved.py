"""Messages that one keeps for oneself."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.threads import SavedList
from chatty.api.credentials import viewer
from chatty.api.queries import Paging
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.messages.actions import save, unsave
from chatty.messages.queries import saved_by
from chatty.wire.models import Saved
from chatty.wire.resources import saved_json

SAVED = "/messages/<id:message_id>/saved"

routes = Routes()


@routes.route("PUT", SAVED, Contract({200: Saved}, guests=True, refuses=(403, 409)))
def create(message_id: int) -> Response:
    """Keep a message for oneself; twice changes nothing."""
    with writing():
        saved = save(viewer(), message_id)
    return ok(saved_json(saved))


@routes.route("DELETE", SAVED, Contract({204: None}, guests=True, refuses=(403,)))
def destroy(message_id: int) -> Response:
    """Keep it no more; what is not kept changes nothing."""
    with writing():
        unsave(viewer(), message_id)
    return done()


@routes.route("GET", "/saved", Contract({200: SavedList}, query=Paging, guests=True))
def index(query: Paging) -> Response:
    """What one keeps and still may see, saved last first."""
    page = saved_by(viewer(), cursor=query.cursor, limit=query.limit)
    return ok({"items": [saved_json(each) for each in page.items], "nextCursor": page.next_cursor})
