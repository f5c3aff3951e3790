"""Rooms: one's own, those to explore, new ones."""

from __future__ import annotations

from typing import cast

from flask import Response

from chatty.api.answers import created, done, ok
from chatty.api.bodies import NewRoom, RoomChange, RoomPage, RoomPassword
from chatty.api.credentials import Credential, viewer
from chatty.api.queries import Exploring, MyRooms
from chatty.api.routing import PREFIX, Contract, Routes
from chatty.core.db import writing
from chatty.rooms.actions import change_room, create_room, delete_room, hash_room_password
from chatty.rooms.models import Room as RoomRow
from chatty.rooms.models import RoomChanges, RoomDraft
from chatty.rooms.policies import Right
from chatty.rooms.queries import (
    check_not_banned,
    my_rooms,
    overview_for,
    overview_of,
    room_with_right,
)
from chatty.rooms.queries import explore as explore_rooms
from chatty.wire.models import Room
from chatty.wire.rooms import one_room_json, rooms_json

routes = Routes()


@routes.route("GET", "/rooms", Contract({200: RoomPage}, query=MyRooms))
def index(query: MyRooms) -> Response:
    """The rooms that one is in, by name, with unread and newest message."""
    found = my_rooms(viewer(), owned=query.owned == "true")
    return ok({"items": rooms_json(viewer(), found), "nextCursor": None})


@routes.route(
    "GET",
    "/rooms/explore",
    Contract({200: RoomPage}, query=Exploring, needs=Credential.ACCESS_IF_SENT),
)
def explore(query: Exploring) -> Response:
    """The listed rooms, the lobby first; also without credentials."""
    page = explore_rooms(
        viewer(), query.query, kind=query.kind, cursor=query.cursor, limit=query.limit
    )
    return ok({"items": rooms_json(viewer(), page.items), "nextCursor": page.next_cursor})


@routes.route("POST", "/rooms", Contract({201: Room}, body=NewRoom, refuses=(403, 409)))
def create(body: NewRoom) -> Response:
    """Open a room and own it."""
    hashed = hash_room_password(body.password, name=body.name) if body.password else None
    draft = RoomDraft(**body.model_dump(exclude={"password"}), password_hash=hashed)
    with writing():
        room = create_room(viewer(), draft)
        overview = overview_of(viewer(), room)
    return created(one_room_json(viewer(), overview), f"{PREFIX}/rooms/{room.id}")


@routes.route("GET", "/rooms/<id:room_id>", Contract({200: Room}, refuses=(403,)))
def show(room_id: int) -> Response:
    """A room that one may know of; who is banned from it is told why."""
    overview = overview_for(viewer(), RoomRow.id == room_id)
    check_not_banned(overview)
    return ok(one_room_json(viewer(), overview))


@routes.route(
    "PATCH", "/rooms/<id:room_id>", Contract({200: Room}, body=RoomChange, refuses=(403, 409))
)
def update(room_id: int, body: RoomChange) -> Response:
    """Change a room: its texts and rights as an admin, who may come in as an owner."""
    changes = cast("RoomChanges", body.model_dump(exclude_unset=True, exclude={"password"}))
    if body.password:
        changes["password_hash"] = _hashed(room_id, body.password)
    with writing():
        room = change_room(viewer(), room_id, changes)
        overview = overview_of(viewer(), room)
    return ok(one_room_json(viewer(), overview))


@routes.route(
    "PUT",
    "/rooms/<id:room_id>/password",
    Contract({204: None}, body=RoomPassword, refuses=(403, 409)),
)
def change_password(room_id: int, body: RoomPassword) -> Response:
    """Choose another password to join with; who is in the room stays in it."""
    hashed = _hashed(room_id, body.password)
    with writing():
        change_room(viewer(), room_id, {"password_hash": hashed})
    return done()


@routes.route("DELETE", "/rooms/<id:room_id>", Contract({204: None}, refuses=(403,)))
def destroy(room_id: int) -> Response:
    """Delete a room with all that was said in it, as an owner; this cannot be undone."""
    with writing():
        delete_room(viewer(), room_id)
    return done()


def _hashed(room_id: int, password: str) -> str:
    """What is kept of *password*; asked first whether one may, as it takes long."""
    overview = room_with_right(viewer(), room_id, Right.CHANGE_ACCESS)
    return hash_room_password(password, name=overview.room.name)
