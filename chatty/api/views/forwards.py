"""Messages that are said again elsewhere."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import created, ok
from chatty.api.bodies.threads import Forwarding
from chatty.api.credentials import viewer
from chatty.api.routing import PREFIX, Contract, Routes
from chatty.core.db import writing
from chatty.messages.actions import forward
from chatty.wire.models import Message
from chatty.wire.resources import message_json

routes = Routes()


@routes.route(
    "POST",
    "/messages/<id:message_id>/forward",
    Contract({200: Message, 201: Message}, guests=True, body=Forwarding, refuses=(403, 409)),
)
def create(message_id: int, body: Forwarding) -> Response:
    """Say the words of a message in another room, with the name of who said them first."""
    with writing():
        posted = forward(viewer(), message_id, body.room_id, body.client_id)
    message = message_json(posted.message)
    return created(message, f"{PREFIX}/messages/{message['id']}") if posted.created else ok(message)
