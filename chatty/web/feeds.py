"""For feed readers and search engines: an Atom feed of each public room, and where they all are.

Whoever asks is answered as a visitor, so that a shared cache may keep the answer.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from chatty.accounts.models import VISITOR
from chatty.core import limits
from chatty.core.errors import NotFound
from chatty.messages.queries import history, newest_of
from chatty.rooms.policies import may_read
from chatty.rooms.queries import open_rooms, overview_of, room_for
from chatty.web.answers import ROOM
from chatty.web.settings import own_origin
from chatty.wire.resources import message_json
from chatty.wire.rooms import one_room_json

ATOM = "application/atom+xml"
XML = "application/xml"
TITLE_CHARACTERS = 80

routes = Blueprint("feeds", __name__)


@routes.get(f"{ROOM}/feed.atom")
def show(room_id: int) -> ResponseReturnValue:
    """The newest messages of a public room."""
    room = room_for(VISITOR, room_id)
    overview = overview_of(VISITOR, room)
    if not may_read(room, overview.membership):
        raise NotFound
    found = history(VISITOR, room, limit=limits.FEED_ENTRIES)
    text = render_template(
        "rooms/feed.xml",
        origin=own_origin(),
        room=one_room_json(VISITOR, overview),
        messages=[message_json(view) for view in reversed(found.items)],
        title_characters=TITLE_CHARACTERS,
    )
    return shared(Response(text, mimetype=ATOM))


@routes.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """Every page that anybody may read."""
    rooms = open_rooms(limits.SITEMAP_ROOMS)
    newest = newest_of(rooms)
    text = render_template("rooms/sitemap.xml", origin=own_origin(), rooms=rooms, newest=newest)
    return shared(Response(text, mimetype=XML))


@routes.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Where machines need not go."""
    text = render_template("rooms/robots.txt", origin=own_origin())
    return shared(Response(text, mimetype="text/plain"))


def for_all(answer: ResponseReturnValue) -> ResponseReturnValue:
    """A page as visitors see it: kept, but asked about by its ETag before each use."""
    response = make_response(answer)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Cookie")
    response.add_etag(weak=True)
    return response.make_conditional(request)


def shared(response: Response) -> ResponseReturnValue:
    """*response* for everybody alike: kept for a minute, and then asked about by its ETag."""
    response.headers["Cache-Control"] = f"public, max-age={limits.FEED_KEPT_SECONDS}"
    response.add_etag()
    return response.make_conditional(request)
