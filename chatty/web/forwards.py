"""Say elsewhere what somebody said: choose the room, then send."""

from __future__ import annotations

from secrets import token_urlsafe

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.core.errors import NotFound
from chatty.messages.actions import forward
from chatty.messages.models import Posted
from chatty.messages.queries import message_for
from chatty.rooms.models import Room, RoomKind, RoomOverview
from chatty.rooms.policies import may_post
from chatty.rooms.queries import my_rooms, overview_for
from chatty.web.allowed import may_write, place_of
from chatty.web.answers import LARGEST, go_to, number_sent, page
from chatty.web.forms.messages import ForwardForm
from chatty.web.identity import viewer
from chatty.wire.base import Json
from chatty.wire.resources import message_json
from chatty.wire.rooms import rooms_in_brief

FORWARD = f"/messages/<int(max={LARGEST}):message_id>/forward"
CLOSED = frozenset({RoomKind.PRIVATE, RoomKind.PASSWORD, RoomKind.DIRECT})
CLIENT_ID_BYTES = 12

routes = Blueprint("forwards", __name__)


@routes.get(FORWARD)
def new(message_id: int) -> ResponseReturnValue:
    return _page(message_id, ForwardForm())


@routes.post(FORWARD)
def create(message_id: int) -> ResponseReturnValue:
    form = ForwardForm()
    posted = form.attempt(lambda: _forward(message_id, form))
    if posted is None:
        return _page(message_id, form)
    return go_to(place_of(posted.message))


def _forward(message_id: int, form: ForwardForm) -> Posted:
    with writing():
        room_id, client_id = number_sent("room_id"), form.client_id.data or ""
        return forward(viewer(), message_id, room_id, client_id)


def _page(message_id: int, form: ForwardForm) -> ResponseReturnValue:
    view = message_for(viewer(), message_id)
    if view.deleted_at is not None or viewer().is_visitor:
        raise NotFound
    room = overview_for(viewer(), Room.id == view.room_id).room
    return page(
        "messages/forward.html",
        form.status,
        message=message_json(view),
        back=place_of(view),
        is_closed=room.kind in CLOSED,
        rooms=_rooms(request.args.get("query", "")),
        query=request.args.get("query", ""),
        problem=form.problem,
        client_id=token_urlsafe(CLIENT_ID_BYTES),
    )


def _rooms(query: str) -> list[Json]:
    """Those of one's rooms that one writes in, with *query* in their names."""
    open_to_me = [overview for overview in my_rooms(viewer()) if _is_open(overview)]
    wanted = query.casefold().strip()
    return [
        room for room in rooms_in_brief(viewer(), open_to_me) if wanted in _called(room).casefold()
    ]


def _is_open(overview: RoomOverview) -> bool:
    return may_post(overview.room, overview.membership) and may_write(overview)


def _called(room: Json) -> str:
    peer = room["peer"]
    return f"{room['name']} {peer['displayName']} {peer['username']}" if peer else str(room["name"])
