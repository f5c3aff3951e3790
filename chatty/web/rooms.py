"""Rooms: mine, a new one, and the conversation in one."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.messages.queries import newest_of
from chatty.rooms.actions import create_room
from chatty.rooms.models import Room
from chatty.rooms.queries import my_rooms, room_by_slug_for, room_for
from chatty.web.answers import LARGEST, go_to, page
from chatty.web.conversation import conversation
from chatty.web.filters import room_url
from chatty.web.forms.rooms import RoomForm
from chatty.web.identity import viewer
from chatty.wire.resources import room_json

routes = Blueprint("rooms", __name__)


@routes.get("/rooms")
def index() -> ResponseReturnValue:
    mine = my_rooms(viewer())
    newest = newest_of([overview.room for overview in mine])
    rooms = [room_json(overview, newest.get(overview.room.id)) for overview in mine]
    return page("rooms/index.html", rooms=rooms, rail_rooms=rooms)


@routes.get("/rooms/new")
def new() -> ResponseReturnValue:
    _ = viewer().id
    return _form(RoomForm())


@routes.post("/rooms")
def create() -> ResponseReturnValue:
    form = RoomForm()
    room = form.attempt(lambda: _open_room(form))
    return go_to(room_url({"slug": room.slug, "id": room.id})) if room else _form(form)


@routes.get("/rooms/<slug>")
def show(slug: str) -> ResponseReturnValue:
    return conversation(_found(slug).id)


def _found(slug: str) -> Room:
    if slug.isascii() and slug.isdigit():
        return room_for(viewer(), min(int(slug[:19]), LARGEST))
    return room_by_slug_for(viewer(), slug)


def _open_room(form: RoomForm) -> Room:
    with writing():
        return create_room(viewer(), form.draft)


def _form(form: RoomForm) -> ResponseReturnValue:
    return page("rooms/new.html", form.status, form=form, problem=form.problem)
