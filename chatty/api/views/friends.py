"""Friends."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.relations import FriendPage
from chatty.api.credentials import viewer
from chatty.api.queries import Paging
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.friends.actions import unfriend
from chatty.friends.queries import friends
from chatty.wire.showing import friends_json

routes = Routes()


@routes.route("GET", "/friends", Contract({200: FriendPage}, query=Paging))
def index(query: Paging) -> Response:
    """One's friends by user name, with whether they are there."""
    page = friends(viewer(), cursor=query.cursor, limit=query.limit)
    return ok({"items": friends_json(viewer(), page.items), "nextCursor": page.next_cursor})


@routes.route("DELETE", "/friends/<id:user_id>", Contract({204: None}))
def destroy(user_id: int) -> Response:
    """End a friendship; who is no friend stays none."""
    with writing():
        unfriend(viewer(), user_id)
    return done()
