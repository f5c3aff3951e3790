"""Rooms: mine, a new one, and the conversation in one."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.core.errors import Forbidden
from chatty.rooms.actions import create_room, hash_room_password
from chatty.rooms.models import Room, RoomKind
from chatty.rooms.policies import may_create, may_read
from chatty.rooms.queries import my_rooms, overview_of, room_by_slug_for, room_for
from chatty.web.answers import LARGEST, go_to, page
from chatty.web.blocked import blocked
from chatty.web.conversation import conversation
from chatty.web.feeds import for_all
from chatty.web.filters import room_url
from chatty.web.forms.rooms import JoinForm, RoomForm
from chatty.web.identity import viewer
from chatty.web.memberships import join_page
from chatty.web.reports import banned_page
from chatty.wire.rooms import rooms_json

# What somebody reads whose page was of a room that is none of theirs any more.
GONE = {
    "kicked": "You were removed from the room that was open here.",
    "deleted": "The room that was open here was deleted.",
}

routes = Blueprint("rooms", __name__)


@routes.get("/rooms")
def index() -> ResponseReturnValue:
    mine = my_rooms(viewer())
    rooms = rooms_json(viewer(), mine)
    shared = [room for room in rooms if room["kind"] != RoomKind.DIRECT]
    gone = GONE.get(request.args.get("gone", ""))
    return page("rooms/index.html", rooms=shared, rail_rooms=rooms, blocked=blocked(), gone=gone)


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
    room = _found(slug)
    if overview_of(viewer(), room).ban is not None:
        return banned_page(room.id)
    if room.kind == RoomKind.PASSWORD and not _is_inside(room):
        return join_page(room.id, JoinForm(None))
    return for_all(conversation(room.id)) if viewer().is_visitor else conversation(room.id)


def _is_inside(room: Room) -> bool:
    return may_read(room, overview_of(viewer(), room).membership)


def _found(slug: str) -> Room:
    if slug.isascii() and slug.isdigit():
        return room_for(viewer(), min(int(slug[:19]), LARGEST))
    return room_by_slug_for(viewer(), slug)


def _open_room(form: RoomForm) -> Room:
    _ = viewer().id
    if not may_create(viewer()):
        raise Forbidden("members_only", "Only members open rooms.")
    hashed = None
    if form.wants_password:
        hashed = hash_room_password(form.password.data or "", name=form.name.data or "")
    with writing():
        return create_room(viewer(), form.draft(hashed))


def _form(form: RoomForm) -> ResponseReturnValue:
    return page("rooms/new.html", form.status, form=form, problem=form.problem)
