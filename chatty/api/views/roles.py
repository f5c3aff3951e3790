"""What the members of a room are: raised, lowered, and whose it is."""

from __future__ import annotations

from flask import Response

from chatty.accounts.queries import user_by_id
from chatty.api.answers import ok
from chatty.api.bodies.roles import NewOwner, RoleChange
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.rooms.actions import change_role, pass_ownership
from chatty.rooms.queries import MemberRow, overview_of
from chatty.wire.models import Member, Room
from chatty.wire.rooms import one_room_json
from chatty.wire.showing import members_json

routes = Routes()


@routes.route(
    "PATCH",
    "/rooms/<id:room_id>/members/<id:user_id>",
    Contract({200: Member}, body=RoleChange, refuses=(403, 409)),
)
def update(room_id: int, user_id: int, body: RoleChange) -> Response:
    """Give a member another role; owners give all, anybody lays down their own."""
    with writing():
        place = change_role(viewer(), room_id, user_id, body.role)
        (shown,) = members_json(viewer(), [MemberRow(user_by_id(user_id), place)])
    return ok(shown)


@routes.route(
    "PUT",
    "/rooms/<id:room_id>/ownership",
    Contract({200: Room}, body=NewOwner, refuses=(403, 409)),
)
def transfer(room_id: int, body: NewOwner) -> Response:
    """Make a member an owner in one's own stead; one is an admin there afterwards."""
    with writing():
        room = pass_ownership(viewer(), room_id, body.user_id)
        overview = overview_of(viewer(), room)
    return ok(one_room_json(viewer(), overview))
