"""People of whom one wants to hear nothing; they are never told."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.relations import UserPage
from chatty.api.credentials import viewer
from chatty.api.queries import Paging
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.friends.actions import block, unblock
from chatty.friends.queries import blocked_people
from chatty.invites.queries import person_to_block
from chatty.wire.showing import names_json

routes = Routes()


@routes.route("GET", "/blocks", Contract({200: UserPage}, query=Paging))
def index(query: Paging) -> Response:
    """Those whom one has blocked, by user name: what they are called, and no more."""
    page = blocked_people(viewer(), cursor=query.cursor, limit=query.limit)
    return ok({"items": names_json(viewer(), page.items), "nextCursor": page.next_cursor})


@routes.route("PUT", "/blocks/<id:user_id>", Contract({204: None}, refuses=(422,)))
def create(user_id: int) -> Response:
    """Block somebody: friendship, invites, direct messages and presence end, both ways."""
    with writing():
        block(viewer(), person_to_block(viewer(), user_id).id)
    return done()


@routes.route("DELETE", "/blocks/<id:user_id>", Contract({204: None}))
def destroy(user_id: int) -> Response:
    """Unblock somebody; what the block ended stays ended."""
    with writing():
        unblock(viewer(), user_id)
    return done()
