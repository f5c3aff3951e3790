"""The table of what owners, admins and members of a room may do in it."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.rooms.models import Role
from chatty.rooms.policies import (
    Right,
    has_right,
)
from chatty.rooms.queries import (
    overview_of,
    readable_room_for,
)
from chatty.web.answers import ROOM, page
from chatty.web.identity import viewer
from chatty.wire.rooms import one_room_json

WORDS: dict[Right, str] = {
    Right.POST: "Write messages",
    Right.INVITE: "Invite others",
    Right.PIN: "Pin messages",
    Right.MENTION_ALL: "Call everybody with @room and @here",
    Right.DELETE_ANY: "Delete what others wrote",
    Right.KICK: "Remove members",
    Right.MUTE: "Mute members for a while",
    Right.BAN: "Ban people, and let them in again",
    Right.ANSWER_REPORTS: "Answer reports",
    Right.SEE_AUDIT: "See what was done by whom",
    Right.RAID_MODE: "Pause joining when strangers flood in",
    Right.FILTER_WORDS: "Decide which words are not taken",
    Right.EDIT: "Change name, topic, pictures and slow mode",
    Right.MANAGE_LINKS: "Make and take back links into the room",
    Right.PROMOTE: "Raise and lower members",
    Right.CHANGE_ACCESS: "Change who comes in: the kind, the password, the history",
    Right.TRANSFER: "Hand the room on",
    Right.ARCHIVE: "Archive the room",
    Right.DELETE: "Delete the room",
}

routes = Blueprint("roles", __name__)


@routes.get(f"{ROOM}/roles")
def index(room_id: int) -> ResponseReturnValue:
    room = readable_room_for(viewer(), room_id)
    overview = overview_of(viewer(), room)
    rights = [
        (WORDS[right], [has_right(right, room, role) for role in ("owner", "admin", "member")])
        for right in WORDS
        if has_right(right, room, Role.OWNER)
    ]
    return page("rooms/roles.html", room=one_room_json(viewer(), overview), rights=rights)
