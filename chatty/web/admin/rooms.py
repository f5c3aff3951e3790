"""Rooms: what they are called and how lively they are, never what is said in them."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.rooms.actions import set_default
from chatty.rooms.actions.administration import (
    archive_room_of_server,
    delete_room_of_server,
)
from chatty.rooms.models import RoomKind
from chatty.rooms.queries.administration import ARCHIVED, room_of_server, rooms_of_server
from chatty.web.answers import LARGEST, go_to, page
from chatty.web.identity import viewer
from chatty.wire.administration import server_rooms_json

QUERY_CHARACTERS = 100
ROOM = f"/rooms/<int(max={LARGEST}):room_id>"
SHOWN = ("all", RoomKind.PUBLIC, RoomKind.PRIVATE, RoomKind.PASSWORD, ARCHIVED)

routes = Blueprint("rooms", __name__)


@routes.get("/rooms")
def index() -> ResponseReturnValue:
    asked = request.args.get("show", "")
    show = asked if asked in SHOWN else "all"
    query = request.args.get("query", "")[:QUERY_CHARACTERS]
    found = rooms_of_server(
        query,
        shown=None if show == "all" else show,
        cursor=request.args.get("cursor") or None,
    )
    return page(
        "admin/rooms.html",
        rooms=server_rooms_json(found.items),
        next_cursor=found.next_cursor,
        query=query,
        show=show,
    )


@routes.get(ROOM)
def show(room_id: int) -> ResponseReturnValue:
    return page("admin/room.html", room=server_rooms_json([room_of_server(room_id)])[0])


@routes.put(f"{ROOM}/archive")
def archive(room_id: int) -> ResponseReturnValue:
    with writing():
        archive_room_of_server(viewer(), room_id, archived=True)
    return _done(room_id, "The room is archived: its members read on, nobody writes.")


@routes.delete(f"{ROOM}/archive")
def reopen(room_id: int) -> ResponseReturnValue:
    with writing():
        archive_room_of_server(viewer(), room_id, archived=False)
    return _done(room_id, "The room is open again.")


@routes.put(f"{ROOM}/default")
def prefer(room_id: int) -> ResponseReturnValue:
    with writing():
        set_default(viewer(), room_id, is_default=True)
    return _done(room_id, "Every newcomer enters it from now on.")


@routes.delete(f"{ROOM}/default")
def prefer_not(room_id: int) -> ResponseReturnValue:
    with writing():
        set_default(viewer(), room_id, is_default=False)
    return _done(room_id, "Newcomers enter it no more by themselves.")


@routes.delete(ROOM)
def destroy(room_id: int) -> ResponseReturnValue:
    with writing():
        delete_room_of_server(viewer(), room_id)
    flash("The room is gone.", "success")
    return go_to("/admin/rooms")


def _done(room_id: int, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return go_to(f"/admin/rooms/{room_id}")
