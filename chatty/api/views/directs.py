"""Direct rooms: with one other, with a few, with oneself; and message requests."""

from __future__ import annotations

from flask import Response

from chatty.accounts.models import User
from chatty.api.answers import created, ok
from chatty.api.bodies.directs import NewGroup
from chatty.api.credentials import viewer
from chatty.api.routing import PREFIX, Contract, Routes
from chatty.core.db import writing
from chatty.core.errors import NotFound
from chatty.rooms.actions import accept_request, decline_request, open_direct, open_group
from chatty.rooms.models import Room as RoomRow
from chatty.rooms.queries import direct_with, known_people, overview_of, room_for
from chatty.wire.base import Json
from chatty.wire.models import Room
from chatty.wire.rooms import one_room_json

routes = Routes()


@routes.route("PUT", "/directs/<id:user_id>", Contract({200: Room, 201: Room}, refuses=(403,)))
def create(user_id: int) -> Response:
    """The direct room with somebody, made if there is none: for friends, or as a request."""
    with writing():
        room, is_new = open_direct(viewer(), _known(user_id))
        shown = _shown(room)
    return created(shown, f"{PREFIX}/rooms/{room.id}") if is_new else ok(shown)


@routes.route("POST", "/directs", Contract({201: Room}, body=NewGroup, refuses=(403, 404)))
def create_group(body: NewGroup) -> Response:
    """A direct room with some friends."""
    with writing():
        people = known_people(viewer(), body.user_ids)
        if len(people) < len(set(body.user_ids)):
            raise NotFound
        room = open_group(viewer(), [people[each] for each in body.user_ids], name=body.name)
        shown = _shown(room)
    return created(shown, f"{PREFIX}/rooms/{room.id}")


@routes.route("PUT", "/directs/<id:user_id>/acceptance", Contract({200: Room}))
def accept(user_id: int) -> Response:
    """Accept a message request: both may write."""
    with writing():
        room = _with(user_id)
        accept_request(viewer(), room)
        shown = _shown(room)
    return ok(shown)


@routes.route("PUT", "/directs/<id:user_id>/rejection", Contract({200: Room}))
def reject(user_id: int) -> Response:
    """Decline a message request: it is hidden, and who asked writes no more. They are not told."""
    with writing():
        room = _with(user_id)
        decline_request(viewer(), room)
        shown = _shown(room)
    return ok(shown)


def _known(user_id: int) -> User:
    person = known_people(viewer(), [user_id]).get(user_id)
    if person is None:
        raise NotFound
    return person


def _with(user_id: int) -> RoomRow:
    room = direct_with(viewer(), user_id)
    if room is None:
        raise NotFound
    return room_for(viewer(), room.id)


def _shown(room: RoomRow) -> Json:
    return one_room_json(viewer(), overview_of(viewer(), room))
