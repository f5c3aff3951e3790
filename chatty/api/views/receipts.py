"""Who has read and received what."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import ok
from chatty.api.bodies.receipts import MessageReceipts, RoomReceipts
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.messages.queries import receipts_of
from chatty.rooms.queries import readable_room_for, receipts_in
from chatty.wire.resources.receipts import message_receipts_json, receipt_json

routes = Routes()


@routes.route(
    "GET", "/rooms/<id:room_id>/receipts", Contract({200: RoomReceipts}, refuses=(403, 409))
)
def index(room_id: int) -> Response:
    """How far each in the room has read and received: those who show it, to who shows it too."""
    found = receipts_in(viewer(), readable_room_for(viewer(), room_id))
    return ok({"items": [receipt_json(each) for each in found]})


@routes.route(
    "GET",
    "/messages/<id:message_id>/receipts",
    Contract({200: MessageReceipts}, refuses=(403, 409)),
)
def show(message_id: int) -> Response:
    """Who beside its writer has read a message, and whom it has reached."""
    return ok(message_receipts_json(receipts_of(viewer(), message_id)))
