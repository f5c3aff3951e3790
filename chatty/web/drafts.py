"""What one began to write in a room: kept while one types, and by a button without scripts."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.messages.actions import keep_draft
from chatty.messages.models import Begun
from chatty.messages.queries import draft_in
from chatty.rooms.queries import readable_room_for
from chatty.web.answers import ROOM, go_to, number_asked, wants_json
from chatty.web.filters import room_url
from chatty.web.forms.messages import MessageForm
from chatty.web.identity import viewer
from chatty.wire.resources.unsent import draft_json

DRAFT = f"{ROOM}/draft"

routes = Blueprint("drafts", __name__)


@routes.get(DRAFT)
def show(room_id: int) -> ResponseReturnValue:
    """What scripts put into the field when another device went on writing."""
    room = readable_room_for(viewer(), room_id)
    thread_id = number_asked("thread")
    return jsonify(draft_json(room.id, thread_id, draft_in(viewer().id, room.id, thread_id)))


@routes.put(DRAFT)
def update(room_id: int) -> ResponseReturnValue:
    written, thread_id = MessageForm().draft, number_asked("thread")
    begun = Begun(written.content, reply_to_id=written.reply_to_id, thread_id=thread_id)
    with writing():
        room = readable_room_for(viewer(), room_id)
        told = draft_json(room.id, thread_id, keep_draft(viewer(), room, begun))
    if wants_json():
        return jsonify(told)
    flash("Your draft is kept, on all of your devices.", "success")
    if thread_id is not None:
        return go_to(f"/messages/{thread_id}/thread#thread-newest")
    return go_to(room_url({"slug": room.slug, "id": room.id}) + "#newest")


def draft_shown(room_id: int, thread_id: int | None = None) -> Begun:
    """What the person asking began to write in the room, or in the thread there."""
    kept = None if viewer().is_visitor else draft_in(viewer().id, room_id, thread_id)
    return Begun(kept.content, kept.reply_to_id, thread_id) if kept else Begun("")
