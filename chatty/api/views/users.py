"""Other people: those one shares a room with."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import ok
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.api.showing import presence_json, relation
from chatty.core.errors import NotFound
from chatty.rooms.queries import known_people
from chatty.wire.models import User
from chatty.wire.resources import user_json

routes = Routes()


@routes.route("GET", "/users/<id:user_id>", Contract({200: User}))
def show(user_id: int) -> Response:
    """Somebody: oneself, or who shares a room with one."""
    user = known_people(viewer(), [user_id]).get(user_id)
    if user is None:
        raise NotFound
    return ok(user_json(user, presence_json(user_id), relation(viewer().id, user_id)))
