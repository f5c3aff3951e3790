"""Messages: pieces of a room's history, and a new one."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, render_template
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.messages.actions import Done, say, schedule
from chatty.messages.models import Posted, ScheduledMessage
from chatty.rooms.queries import overview_of, readable_room_for, room_for
from chatty.web.answers import ROOM, go_to, wants_json
from chatty.web.attachments import take_files
from chatty.web.blocked import blocked_in
from chatty.web.conversation import conversation, history_asked
from chatty.web.filters import room_url
from chatty.web.forms.messages import MessageForm
from chatty.web.forms.scheduled import moment_in_own_zone
from chatty.web.identity import viewer
from chatty.wire.resources import message_json
from chatty.wire.rooms import one_room_json

routes = Blueprint("messages", __name__)


@routes.get(f"{ROOM}/messages")
def index(room_id: int) -> ResponseReturnValue:
    room = readable_room_for(viewer(), room_id)
    found = history_asked(room)
    return render_template(
        "messages/_list.html",
        room=one_room_json(viewer(), overview_of(viewer(), room)),
        page=found,
        messages=[message_json(view) for view in found.items],
        blocked=blocked_in(room),
    )


@routes.post(f"{ROOM}/messages")
def create(room_id: int) -> ResponseReturnValue:
    form = MessageForm()
    # A time that was chosen counts, whichever button was pressed: what is said cannot be unsaid.
    if form.later.data or form.send_at.data:
        return _later(room_id, form)
    if wants_json():
        said = _say(room_id, form)
        if isinstance(said, Done):
            return jsonify(command=said.command, detail=said.detail)
        return jsonify(message_json(said.message)), 201 if said.created else 200
    accepted = form.attempt(lambda: _say(room_id, form))
    if accepted is None:
        return conversation(room_id, form)
    if isinstance(accepted, Done):
        flash(accepted.detail, "success")
    room = room_for(viewer(), room_id)
    return go_to(room_url({"slug": room.slug, "id": room.id}) + "#newest")


def _later(room_id: int, form: MessageForm) -> ResponseReturnValue:
    if form.attempt(lambda: _schedule(room_id, form)) is None:
        return conversation(room_id, form)
    flash("It is sent when its time has come. Until then it is among your scheduled messages.")
    room = room_for(viewer(), room_id)
    return go_to(room_url({"slug": room.slug, "id": room.id}) + "#newest")


def _schedule(room_id: int, form: MessageForm) -> ScheduledMessage:
    send_at = moment_in_own_zone(form.send_at.data or "")
    take_files(form)
    with writing():
        return schedule(viewer(), room_id, form.draft, send_at)


def _say(room_id: int, form: MessageForm) -> Posted | Done:
    take_files(form)
    with writing():
        return say(viewer(), room_id, form.draft)
