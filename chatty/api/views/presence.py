"""Who is there."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import ok
from chatty.api.bodies import PeopleInRoom, PeopleOnline, PresenceList
from chatty.api.credentials import viewer
from chatty.api.queries import People
from chatty.api.routing import Contract, Routes
from chatty.core.limits import PRESENCE_LIST_MEMBERS
from chatty.presence.queries import online_count, viewers_of
from chatty.rooms.queries import known_people, readable_room_for
from chatty.wire.showing import Shown

routes = Routes()


@routes.route("GET", "/rooms/<id:room_id>/presence", Contract({200: PeopleInRoom}, refuses=(403,)))
def room(room_id: int) -> Response:
    """Who looks at a room now."""
    viewers = viewers_of(readable_room_for(viewer(), room_id).id)
    members = [str(user_id) for user_id in viewers[:PRESENCE_LIST_MEMBERS]]
    return ok({"members": members, "count": len(viewers)})


@routes.route("GET", "/presence", Contract({200: PresenceList}, query=People))
def people(query: People) -> Response:
    """Whether these people are there; those one may not know of are left out."""
    known = known_people(viewer(), query.user_ids)
    shown = Shown(viewer(), list(known))
    there = {user_id: shown.presence(known[user_id]) for user_id in sorted(known)}
    items = [{"userId": str(user_id), **told} for user_id, told in there.items() if told]
    return ok({"items": items})


@routes.route("GET", "/presence/count", Contract({200: PeopleOnline}))
def count() -> Response:
    """How many people are connected to this server."""
    return ok({"count": online_count()})
