"""Who is in a room, and being in it."""

from __future__ import annotations

from typing import cast

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies import Joining, MemberPage, PlaceChange
from chatty.api.credentials import viewer
from chatty.api.queries import Searching
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.rooms.actions import change_place, join, leave, prove_room_password
from chatty.rooms.models import PlaceChanges
from chatty.rooms.queries import members_of, overview_of, readable_room_for, room_for
from chatty.wire.models import Room
from chatty.wire.rooms import one_room_json
from chatty.wire.showing import members_json

routes = Routes()


@routes.route(
    "GET",
    "/rooms/<id:room_id>/members",
    Contract({200: MemberPage}, query=Searching, refuses=(400, 403)),
)
def index(room_id: int, query: Searching) -> Response:
    """The members of a room, owner and admins first."""
    room = readable_room_for(viewer(), room_id)
    page = members_of(viewer(), room, query=query.query, cursor=query.cursor, limit=query.limit)
    items = members_json(viewer(), page.items)
    return ok({"items": items, "nextCursor": page.next_cursor})


@routes.route(
    "PUT",
    "/rooms/<id:room_id>/membership",
    Contract({200: Room}, body=Joining, body_optional=True, refuses=(403,)),
)
def create(room_id: int, body: Joining) -> Response:
    """Join a room, with its password where it has one; joining twice changes nothing."""
    proof = prove_room_password(viewer(), room_id, body.password)
    with writing():
        room = room_for(viewer(), room_id)
        join(viewer(), room, proof)
        overview = overview_of(viewer(), room)
    return ok(one_room_json(viewer(), overview))


@routes.route(
    "PATCH",
    "/rooms/<id:room_id>/membership",
    Contract({200: Room}, body=PlaceChange, refuses=(403,)),
)
def update(room_id: int, body: PlaceChange) -> Response:
    """Sort a room for oneself, and choose of what in it one wants to hear."""
    changes = cast("PlaceChanges", body.model_dump(exclude_unset=True))
    with writing():
        room = room_for(viewer(), room_id)
        change_place(viewer(), room, changes)
        overview = overview_of(viewer(), room)
    return ok(one_room_json(viewer(), overview))


@routes.route("DELETE", "/rooms/<id:room_id>/membership", Contract({204: None}, refuses=(403,)))
def destroy(room_id: int) -> Response:
    """Leave a room; leaving twice changes nothing."""
    with writing():
        leave(viewer(), room_for(viewer(), room_id))
    return done()
