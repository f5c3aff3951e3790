"""What becomes of a message: edited, deleted, pinned."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.moderation import EditList, MessageChange, PinList
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.messages.actions import delete, edit, pin, remove_previews, unpin
from chatty.messages.queries import edits_of, pins_of
from chatty.rooms.queries import readable_room_for
from chatty.wire.models import Message
from chatty.wire.resources import message_json
from chatty.wire.resources.moderation import edit_json

MESSAGE = "/messages/<id:message_id>"

routes = Routes()


@routes.route(
    "PATCH", MESSAGE, Contract({200: Message}, guests=True, body=MessageChange, refuses=(403, 409))
)
def update(message_id: int, body: MessageChange) -> Response:
    """Let one's own message say something else; what it said before is kept beside it."""
    with writing():
        view = edit(viewer(), message_id, body.content)
    return ok(message_json(view))


@routes.route("DELETE", MESSAGE, Contract({204: None}, guests=True, refuses=(403,)))
def destroy(message_id: int) -> Response:
    """Delete one's own message, or any as who runs the room; twice changes nothing."""
    with writing():
        delete(viewer(), message_id)
    return done()


@routes.route("GET", f"{MESSAGE}/edits", Contract({200: EditList}, refuses=(403,)))
def index(message_id: int) -> Response:
    """What a message said before each of its edits, the newest first."""
    return ok({"items": [edit_json(each) for each in edits_of(viewer(), message_id)]})


@routes.route(
    "DELETE", f"{MESSAGE}/previews", Contract({200: Message}, guests=True, refuses=(403, 409))
)
def destroy_previews(message_id: int) -> Response:
    """Show nothing of what its links lead to, for good; twice changes nothing."""
    with writing():
        view = remove_previews(viewer(), message_id)
    return ok(message_json(view))


@routes.route("PUT", f"{MESSAGE}/pin", Contract({200: Message}, guests=True, refuses=(403, 409)))
def create_pin(message_id: int) -> Response:
    """Pin a message; twice changes nothing."""
    with writing():
        view = pin(viewer(), message_id)
    return ok(message_json(view))


@routes.route("DELETE", f"{MESSAGE}/pin", Contract({204: None}, guests=True, refuses=(403, 409)))
def destroy_pin(message_id: int) -> Response:
    """Pin it no more; for what is not pinned nothing changes."""
    with writing():
        unpin(viewer(), message_id)
    return done()


@routes.route("GET", "/rooms/<id:room_id>/pins", Contract({200: PinList}, refuses=(403,)))
def index_pins(room_id: int) -> Response:
    """What is pinned in a room, the newest pin first."""
    room = readable_room_for(viewer(), room_id)
    return ok({"items": [message_json(view) for view in pins_of(viewer(), room)]})
