"""The rooms that one owns, and the passwords of those that have one."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.rooms.queries import my_rooms
from chatty.web.answers import page
from chatty.web.identity import viewer
from chatty.wire.rooms import rooms_json

routes = Blueprint("owned_rooms", __name__)


@routes.get("/settings/rooms")
def index() -> ResponseReturnValue:
    rooms = rooms_json(viewer(), my_rooms(viewer(), owned=True))
    return page("rooms/owned.html", rooms=rooms)
