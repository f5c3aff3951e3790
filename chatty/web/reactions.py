"""Emoji under a message: who chose which, and one's own."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.messages.actions import react, take_back
from chatty.messages.models import MessageView
from chatty.messages.queries import message_for, reaction_names
from chatty.rooms.models import Room
from chatty.rooms.queries import overview_for
from chatty.web.answers import LARGEST, go_to, page, wants_json
from chatty.web.filters import room_url
from chatty.web.identity import viewer
from chatty.wire.resources import message_json, reactions_json
from chatty.wire.rooms import one_room_json

# What most people mean most of the time; any other emoji can be typed.
OFFERED = ("👍", "❤", "😂", "🎉", "😮", "😢", "🙏", "👀")

routes = Blueprint("reactions", __name__)

MESSAGE = f"/messages/<int(max={LARGEST}):message_id>"


@routes.get(f"{MESSAGE}/reactions")
def index(message_id: int) -> ResponseReturnValue:
    view = message_for(viewer(), message_id)
    overview = overview_for(viewer(), Room.id == view.room_id)
    return page(
        "messages/reactions.html",
        message=message_json(view),
        room=one_room_json(viewer(), overview),
        names=reaction_names(view),
        offered=OFFERED,
        back=_place_of(view, overview.room),
        member=overview.membership is not None,
    )


@routes.post(f"{MESSAGE}/reactions")
def create(message_id: int) -> ResponseReturnValue:
    """What somebody typed into the field."""
    return update(message_id, request.form.get("emoji", ""))


@routes.put(f"{MESSAGE}/reactions/<emoji>")
def update(message_id: int, emoji: str) -> ResponseReturnValue:
    with writing():
        view = react(viewer(), message_id, emoji)
    return _answer(view)


@routes.delete(f"{MESSAGE}/reactions/<emoji>")
def destroy(message_id: int, emoji: str) -> ResponseReturnValue:
    with writing():
        view = take_back(viewer(), message_id, emoji)
    return _answer(view)


def _answer(view: MessageView) -> ResponseReturnValue:
    if wants_json():
        return jsonify({"items": reactions_json(view.reactions)})
    return go_to(_place_of(view, overview_for(viewer(), Room.id == view.room_id).room))


def _place_of(view: MessageView, room: Room) -> str:
    """Where the message is read."""
    address = room_url({"slug": room.slug, "id": room.id})
    return f"{address}?around={view.seq}#message-{view.id}"
