"""How far one has read and received."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies import Marker
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.core.errors import BadRequest
from chatty.rooms.actions import mark_all_read, mark_delivered, mark_read, mark_unread
from chatty.rooms.queries import room_for

MOVE = Contract({200: Marker}, guests=True, body=Marker, refuses=(403,))

routes = Routes()


@routes.route("PUT", "/rooms/<id:room_id>/read-marker", MOVE)
def read(room_id: int, body: Marker) -> Response:
    """Say how far one has read: forward only, and not past the newest message."""
    with writing():
        seq = mark_read(viewer(), room_for(viewer(), room_id), body.seq)
    return _moved(seq, body)


@routes.route("PUT", "/rooms/<id:room_id>/delivered-marker", MOVE)
def delivered(room_id: int, body: Marker) -> Response:
    """Say how far one has received, in rooms of up to twenty; forward only."""
    with writing():
        seq = mark_delivered(viewer(), room_for(viewer(), room_id), body.seq)
    return _moved(seq, body)


@routes.route("PUT", "/rooms/<id:room_id>/unread-marker", MOVE)
def unread(room_id: int, body: Marker) -> Response:
    """Have a message and what follows it unread again; answers where the read marker is now."""
    with writing():
        seq = mark_unread(viewer(), room_for(viewer(), room_id), body.seq)
    return ok({"seq": seq})


@routes.route("PUT", "/read-markers", Contract({204: None}, guests=True))
def update() -> Response:
    """Have read everything, in every room."""
    with writing():
        mark_all_read(viewer())
    return done()


def _moved(seq: int, body: Marker) -> Response:
    if seq > body.seq:
        raise BadRequest("marker_is_further", f"The marker is further already, at {seq}.")
    return ok({"seq": seq})
