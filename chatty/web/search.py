"""Search: one field for messages, people and rooms."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from chatty.core.errors import Invalid, TooMany, Unavailable
from chatty.core.text import is_storable
from chatty.rooms.models import RoomOverview
from chatty.rooms.queries import readable_rooms
from chatty.web.answers import page
from chatty.web.identity import viewer
from chatty.wire.base import Json
from chatty.wire.rooms import rooms_in_brief
from chatty.wire.searching import Found, look

KINDS = ("messages", "rooms", "people")

routes = Blueprint("search", __name__)


@routes.get("/search")
def index() -> ResponseReturnValue:
    asked = request.args.get("query", "")
    query = asked.strip() if is_storable(asked) else ""
    what = request.args.get("in", "")
    what = what if what in KINDS else KINDS[0]
    found, problem, status = _look(what, query)
    return page(
        "search/index.html",
        status,
        query=query,
        what=what,
        kinds=_kinds(),
        found=found,
        hits=_hits(found) if what == KINDS[0] else (),
        problem=problem,
    )


def _look(what: str, query: str) -> tuple[Found, str, int]:
    """What was found, or why nothing could be looked for; with an empty field nothing is."""
    if not query:
        return Found(), "", 200
    cursor = request.args.get("cursor") or None
    address = request.remote_addr or ""
    try:
        return look(viewer(), what, query, address=address, cursor=cursor), "", 200
    except (Invalid, TooMany, Unavailable) as error:
        message = error.errors[0].message if error.errors else error.detail
        return Found(), message, error.status


def _kinds() -> Sequence[str]:
    """What there is for this person to look for: the people of a server are for its members."""
    if viewer().is_visitor or viewer().is_guest:
        return KINDS[:2]
    return KINDS


def _hits(found: Found) -> list[Json]:
    """The messages with their rooms, what is shown of them, and where they stand."""
    rooms = readable_rooms(viewer(), [int(item["roomId"]) for item in found.items])
    overviews = [RoomOverview(room, None) for room in rooms.values()]
    shown = {room["id"]: room for room in rooms_in_brief(viewer(), overviews)}
    return [
        {
            "message": item,
            "room": shown[item["roomId"]],
            # Made of escaped text, with nothing but marks in it.
            "excerpt": Markup(found.excerpts[item["id"]]),  # noqa: S704  # escaped there
            "url": _url(item, found.places[item["id"]]),
        }
        for item in found.items
    ]


def _url(message: Json, place: int) -> str:
    """The page of its room around it, or of its thread."""
    if message["threadId"]:
        around = f"/messages/{message['threadId']}/thread?around={message['threadSeq']}"
    else:
        around = f"/rooms/{message['roomId']}?around={place}"
    return f"{around}#message-{message['id']}"
