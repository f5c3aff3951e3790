"""What can be meant by what somebody begins to write: people, rooms, emoji."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from chatty.core import limits
from chatty.core.emoji import emoji_like
from chatty.core.errors import BadRequest
from chatty.core.rates import rates
from chatty.rooms.models import Room
from chatty.rooms.queries import explore, members_of, readable_room_for
from chatty.web.answers import ROOM
from chatty.web.identity import viewer

Option = dict[str, str]

routes = Blueprint("completions", __name__)


@routes.get(f"{ROOM}/completions")
def index(room_id: int) -> ResponseReturnValue:
    room = readable_room_for(viewer(), room_id)
    rates.hit(limits.RATE_COMPLETIONS, "completions", viewer().id)
    part = request.args.get("part", "")[: limits.COMPLETION_CHARACTERS]
    match request.args.get("kind", "person"):
        case "person":
            options = _people(room, part)
        case "room":
            options = _rooms(part)
        case "emoji":
            options = _emoji(part)
        case _:
            raise BadRequest("bad_request", "Suggestions are of a person, a room or an emoji.")
    return render_template("messages/_completions.html", options=options)


def _people(room: Room, part: str) -> list[Option]:
    """Who of the room has *part* in a name, as far as one sees them there."""
    found = members_of(viewer(), room, query=part, limit=limits.COMPLETIONS).items
    return [
        {
            "insert": f"@{row.user.username} ",
            "mark": f"@{row.user.username}",
            "words": row.user.display_name,
        }
        for row in found
    ]


def _rooms(part: str) -> list[Option]:
    """The rooms of which everybody may know: only those can be named for others to follow."""
    found = explore(viewer(), part, limit=limits.COMPLETIONS).items
    return [
        {
            "insert": f"#{overview.room.slug} ",
            "mark": f"#{overview.room.slug}",
            "words": overview.room.name,
        }
        for overview in found
        if overview.room.slug
    ]


def _emoji(part: str) -> list[Option]:
    return [
        {"insert": f"{emoji} ", "mark": emoji, "words": f":{name}:"}
        for name, emoji in emoji_like(part.lower(), limit=limits.COMPLETIONS)
    ]
