"""Messages: pieces of a room's history, and a new one."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.messages.actions import post
from chatty.messages.models import Posted
from chatty.rooms.queries import overview_of, readable_room_for, room_for
from chatty.web.answers import ROOM, go_to, wants_json
from chatty.web.conversation import conversation, history_asked
from chatty.web.filters import room_url
from chatty.web.forms.messages import MessageForm
from chatty.web.identity import viewer
from chatty.wire.resources import message_json, room_json

routes = Blueprint("messages", __name__)


@routes.get(f"{ROOM}/messages")
def index(room_id: int) -> ResponseReturnValue:
    room = readable_room_for(viewer(), room_id)
    found = history_asked(room)
    return render_template(
        "messages/_list.html",
        room=room_json(overview_of(viewer(), room)),
        page=found,
        messages=[message_json(view) for view in found.items],
    )


@routes.post(f"{ROOM}/messages")
def create(room_id: int) -> ResponseReturnValue:
    form = MessageForm()
    if wants_json():
        posted = _post(room_id, form)
        return jsonify(message_json(posted.message)), 201 if posted.created else 200
    accepted = form.attempt(lambda: _post(room_id, form))
    if accepted is None:
        return conversation(room_id, form)
    room = room_for(viewer(), room_id)
    return go_to(room_url({"slug": room.slug, "id": room.id}) + "#newest")


def _post(room_id: int, form: MessageForm) -> Posted:
    with writing():
        return post(viewer(), room_id, form.draft)
