"""Rooms, for administrators: what they are called and how lively they are, not what is said."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.administration import RoomSearch, ServerRoomPage
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.rooms.actions import set_default
from chatty.rooms.actions.administration import (
    archive_room_of_server,
    delete_room_of_server,
)
from chatty.rooms.queries.administration import room_of_server, rooms_of_server
from chatty.wire.administration import server_rooms_json
from chatty.wire.models.administration import ServerRoom

ROOM = "/admin/rooms/<id:room_id>"
CHANGED = Contract({200: ServerRoom}, administrators=True, refuses=(409,))

routes = Routes()


@routes.route(
    "GET", "/admin/rooms", Contract({200: ServerRoomPage}, query=RoomSearch, administrators=True)
)
def index(query: RoomSearch) -> Response:
    """All rooms but direct ones, by name."""
    shown = None if query.show == "all" else query.show
    page = rooms_of_server(query.query, shown=shown, cursor=query.cursor, limit=query.limit)
    return ok({"items": server_rooms_json(page.items), "nextCursor": page.next_cursor})


@routes.route("GET", ROOM, Contract({200: ServerRoom}, administrators=True))
def show(room_id: int) -> Response:
    """One of them."""
    return ok(server_rooms_json([room_of_server(room_id)])[0])


@routes.route("PUT", f"{ROOM}/archive", CHANGED)
def archive(room_id: int) -> Response:
    """Close a room for all; who is in it reads on."""
    with writing():
        archive_room_of_server(viewer(), room_id, archived=True)
    return show(room_id)


@routes.route("DELETE", f"{ROOM}/archive", CHANGED)
def reopen(room_id: int) -> Response:
    """Open it again."""
    with writing():
        archive_room_of_server(viewer(), room_id, archived=False)
    return show(room_id)


@routes.route("PUT", f"{ROOM}/default", CHANGED)
def prefer(room_id: int) -> Response:
    """Let every newcomer into a public room."""
    with writing():
        set_default(viewer(), room_id, is_default=True)
    return show(room_id)


@routes.route("DELETE", f"{ROOM}/default", CHANGED)
def prefer_not(room_id: int) -> Response:
    """Let newcomers decide for themselves."""
    with writing():
        set_default(viewer(), room_id, is_default=False)
    return show(room_id)


@routes.route("DELETE", ROOM, Contract({204: None}, administrators=True, refuses=(409,)))
def destroy(room_id: int) -> Response:
    """Delete a room for everybody, at once and for good."""
    with writing():
        delete_room_of_server(viewer(), room_id)
    return done()
