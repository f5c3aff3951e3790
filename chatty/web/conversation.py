"""The page of a room: a piece of its history, who is in it, and the field to write in."""

from __future__ import annotations

from secrets import token_urlsafe

from flask.typing import ResponseReturnValue

from chatty.messages.models import MessagePage
from chatty.messages.queries import history
from chatty.presence.queries import state_of
from chatty.rooms.models import Room
from chatty.rooms.policies import may_post
from chatty.rooms.queries import members_of, overview_of, readable_room_for
from chatty.web.answers import number_asked, page
from chatty.web.forms.messages import MessageForm
from chatty.web.identity import viewer
from chatty.wire.base import Json
from chatty.wire.resources import member_json, message_json, room_json

MEMBERS_SHOWN = 100
CLIENT_ID_BYTES = 12


def conversation(room_id: int, form: MessageForm | None = None) -> ResponseReturnValue:
    """The room as the person asking may see it; *form* is a refused message, shown again."""
    room = readable_room_for(viewer(), room_id)
    overview = overview_of(viewer(), room)
    found = history_asked(room)
    members = members_of(room, limit=MEMBERS_SHOWN).items
    return page(
        "rooms/show.html",
        form.status if form else 200,
        room=room_json(overview),
        room_id=str(room.id),
        page=found,
        messages=[message_json(view) for view in found.items],
        members=[member_json(row, presence_json(row.user.id)) for row in members],
        can_post=may_post(room, overview.membership),
        client_id=token_urlsafe(CLIENT_ID_BYTES),
        content=(form.content.data or "") if form else "",
        problem=_problem(form),
    )


def history_asked(room: Room) -> MessagePage:
    """The piece of history that the address names; the newest when it names none."""
    return history(
        viewer(),
        room,
        before=number_asked("before"),
        after=number_asked("after"),
        around=number_asked("around"),
    )


def presence_json(user_id: int) -> Json:
    """Whether somebody is there."""
    return {"state": state_of(user_id), "lastSeenAt": None}


def _problem(form: MessageForm | None) -> str:
    if form is None:
        return ""
    return form.problem or " ".join(str(error) for error in form.content.errors)
