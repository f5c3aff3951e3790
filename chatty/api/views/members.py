"""Who is in a room, and being in it."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies import Joining, MemberPage
from chatty.api.credentials import viewer
from chatty.api.queries import Paging
from chatty.api.routing import Contract, Routes
from chatty.api.showing import one_room_json, presence_json, relation
from chatty.core.db import writing
from chatty.rooms.actions import join, leave
from chatty.rooms.queries import members_of, overview_of, readable_room_for, room_for
from chatty.wire.models import Room
from chatty.wire.resources import member_json

routes = Routes()


@routes.route(
    "GET",
    "/rooms/<id:room_id>/members",
    Contract({200: MemberPage}, query=Paging, refuses=(400, 403)),
)
def index(room_id: int, query: Paging) -> Response:
    """The members of a room, owner and admins first."""
    room = readable_room_for(viewer(), room_id)
    page = members_of(room, cursor=query.cursor, limit=query.limit)
    me = viewer().id
    items = [
        member_json(row, presence_json(row.user.id), relation(me, row.user.id))
        for row in page.items
    ]
    return ok({"items": items, "nextCursor": page.next_cursor})


@routes.route(
    "PUT",
    "/rooms/<id:room_id>/membership",
    Contract({200: Room}, body=Joining, body_optional=True, refuses=(403,)),
)
def create(room_id: int, body: Joining) -> Response:  # noqa: ARG001  # read to refuse what is not known
    """Join a room; joining twice changes nothing."""
    with writing():
        room = room_for(viewer(), room_id)
        join(viewer(), room)
        overview = overview_of(viewer(), room)
    return ok(one_room_json(overview))


@routes.route("DELETE", "/rooms/<id:room_id>/membership", Contract({204: None}, refuses=(403,)))
def destroy(room_id: int) -> Response:
    """Leave a room; leaving twice changes nothing."""
    with writing():
        leave(viewer(), room_for(viewer(), room_id))
    return done()
