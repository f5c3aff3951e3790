"""Rooms: one's own, those to explore, new ones."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import created, ok
from chatty.api.bodies import NewRoom, RoomPage
from chatty.api.credentials import Credential, viewer
from chatty.api.queries import Exploring
from chatty.api.routing import PREFIX, Contract, Routes
from chatty.api.showing import one_room_json, rooms_json
from chatty.core.db import writing
from chatty.rooms.actions import create_room
from chatty.rooms.models import Room as RoomRow
from chatty.rooms.models import RoomDraft
from chatty.rooms.queries import explore as explore_rooms
from chatty.rooms.queries import my_rooms, overview_for, overview_of
from chatty.wire.models import Room

routes = Routes()


@routes.route("GET", "/rooms", Contract({200: RoomPage}))
def index() -> Response:
    """The rooms that one is in, by name, with unread and newest message."""
    return ok({"items": rooms_json(my_rooms(viewer())), "nextCursor": None})


@routes.route(
    "GET",
    "/rooms/explore",
    Contract({200: RoomPage}, query=Exploring, needs=Credential.ACCESS_IF_SENT),
)
def explore(query: Exploring) -> Response:
    """The listed rooms, the lobby first; also without credentials."""
    page = explore_rooms(viewer(), query.query, cursor=query.cursor, limit=query.limit)
    return ok({"items": rooms_json(page.items), "nextCursor": page.next_cursor})


@routes.route("POST", "/rooms", Contract({201: Room}, body=NewRoom, refuses=(403, 409)))
def create(body: NewRoom) -> Response:
    """Open a room and own it."""
    with writing():
        room = create_room(viewer(), RoomDraft(**body.model_dump()))
        overview = overview_of(viewer(), room)
    return created(one_room_json(overview), f"{PREFIX}/rooms/{room.id}")


@routes.route("GET", "/rooms/<id:room_id>", Contract({200: Room}))
def show(room_id: int) -> Response:
    """A room that one may know of."""
    return ok(one_room_json(overview_for(viewer(), RoomRow.id == room_id)))
