"""Everything a client needs to start, or to start over."""

from __future__ import annotations

from flask import Response

from chatty.accounts.queries import user_by_id
from chatty.api.answers import ok
from chatty.api.bodies import Snapshot
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.api.showing import presence_json, rooms_json
from chatty.core.db import db
from chatty.rooms.queries import my_rooms
from chatty.stream.queries import head
from chatty.wire.resources import me_json

routes = Routes()


@routes.route("GET", "/sync", Contract({200: Snapshot}))
def show() -> Response:
    """A place in the stream, and the state from which its frames lead on."""
    # The place first: what happens while the rest is read is told again by the stream, and frames
    # hold absolute values. The other way round it would be lost.
    cursor = head(db.session.connection())
    user = user_by_id(viewer().id)
    return ok(
        {
            "cursor": str(cursor),
            "me": me_json(user, presence_json(user.id)),
            "rooms": rooms_json(my_rooms(viewer())),
            "friends": [],
            "invites": [],
            "notifications": [],
            "presence": [],
        }
    )
