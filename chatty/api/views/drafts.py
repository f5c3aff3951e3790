"""What one began to write in a room."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.unsent import NewDraft
from chatty.api.credentials import viewer
from chatty.api.queries import InThread
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.messages.actions import forget_draft, keep_draft
from chatty.messages.models import Begun
from chatty.messages.queries import draft_in
from chatty.rooms.queries import readable_room_for
from chatty.wire.models.unsent import Draft
from chatty.wire.resources.unsent import draft_json

DRAFT = "/rooms/<id:room_id>/draft"

routes = Routes()


@routes.route("GET", DRAFT, Contract({200: Draft}, query=InThread, refuses=(403,)))
def show(room_id: int, query: InThread) -> Response:
    """What one began to write; empty where nothing is kept."""
    readable_room_for(viewer(), room_id)
    kept = draft_in(viewer().id, room_id, query.thread_id)
    return ok(draft_json(room_id, query.thread_id, kept))


@routes.route("PUT", DRAFT, Contract({200: Draft}, guests=True, body=NewDraft, refuses=(403,)))
def update(room_id: int, body: NewDraft) -> Response:
    """Keep what one has written so far, for all of one's devices."""
    begun = Begun(body.content, reply_to_id=body.reply_to_id, thread_id=body.thread_id)
    with writing():
        kept = keep_draft(viewer(), readable_room_for(viewer(), room_id), begun)
        return ok(draft_json(room_id, body.thread_id, kept))


@routes.route("DELETE", DRAFT, Contract({204: None}, guests=True, query=InThread, refuses=(403,)))
def destroy(room_id: int, query: InThread) -> Response:
    """Keep nothing; where nothing is kept nothing changes."""
    with writing():
        readable_room_for(viewer(), room_id)
        forget_draft(viewer(), room_id, query.thread_id)
    return done()
