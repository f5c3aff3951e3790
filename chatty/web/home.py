"""The start page."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.messages.queries import newest_of
from chatty.rooms.queries import explore, my_rooms
from chatty.web.answers import page
from chatty.web.identity import viewer
from chatty.wire.resources import room_json

SHOWN_TO_VISITORS = 6

routes = Blueprint("home", __name__)


@routes.get("/")
def show() -> ResponseReturnValue:
    if viewer().is_visitor:
        found = explore(viewer(), limit=SHOWN_TO_VISITORS).items
        newest = newest_of([overview.room for overview in found])
        rooms = [room_json(overview, newest.get(overview.room.id)) for overview in found]
        return page("home/welcome.html", rooms=rooms)
    mine = my_rooms(viewer())
    newest = newest_of([overview.room for overview in mine])
    rooms = [room_json(overview, newest.get(overview.room.id)) for overview in mine]
    unread = [room for room in rooms if room["membership"]["unreadCount"]]
    read = [room for room in rooms if not room["membership"]["unreadCount"]]
    return page("home/show.html", unread=unread, read=read, rail_rooms=rooms)
