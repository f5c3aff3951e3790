"""Threads: the page of one, which the side panel shows too, and those that one follows."""

from __future__ import annotations

from secrets import token_urlsafe

from flask import Blueprint, flash, jsonify, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.messages.actions import Done, follow, mark_thread_read, say, unfollow
from chatty.messages.models import Posted, ThreadPage
from chatty.messages.queries import message_for, thread_for, threads_of
from chatty.rooms.models import Room
from chatty.rooms.queries import overview_for
from chatty.web.allowed import may_write, place_of
from chatty.web.answers import LARGEST, go_to, nothing, number_asked, number_sent, page, wants_json
from chatty.web.attachments import files_named, take_files
from chatty.web.blocked import blocked_in
from chatty.web.drafts import draft_shown
from chatty.web.forms.messages import MessageForm
from chatty.web.identity import viewer
from chatty.web.reactions import OFFERED
from chatty.wire.resources import message_json, thread_json, thread_place_json
from chatty.wire.rooms import one_room_json

MESSAGE = f"/messages/<int(max={LARGEST}):message_id>"
THREAD = f"{MESSAGE}/thread"
BEFORE_WHAT_IS_SOUGHT = 20
CLIENT_ID_BYTES = 12

routes = Blueprint("threads", __name__)


@routes.get("/threads")
def index() -> ResponseReturnValue:
    found = threads_of(viewer(), cursor=request.args.get("cursor"))
    return page(
        "messages/threads.html",
        threads=[thread_json(each) for each in found.items],
        next_cursor=found.next_cursor,
    )


@routes.get(THREAD)
def show(message_id: int) -> ResponseReturnValue:
    view = message_for(viewer(), message_id)
    if view.thread_id is not None:
        return go_to(place_of(view))
    return _page(message_id, None)


@routes.post(THREAD)
def create(message_id: int) -> ResponseReturnValue:
    form = MessageForm()
    if wants_json():
        said = _say(message_id, form)
        if isinstance(said, Done):
            return jsonify(command=said.command, detail=said.detail)
        return jsonify(message_json(said.message)), 201 if said.created else 200
    accepted = form.attempt(lambda: _say(message_id, form))
    if accepted is None:
        return _page(message_id, form)
    if isinstance(accepted, Done):
        flash(accepted.detail, "success")
    return go_to(f"/messages/{message_id}/thread#thread-newest")


@routes.put(f"{THREAD}/read-marker")
def update_read(message_id: int) -> ResponseReturnValue:
    with writing():
        mark_thread_read(viewer(), message_id, number_sent("seq"))
    return nothing() if wants_json() else go_to(f"/messages/{message_id}/thread")


@routes.put(f"{THREAD}/follow")
def create_follow(message_id: int) -> ResponseReturnValue:
    with writing():
        follow(viewer(), message_id)
    return nothing() if wants_json() else go_to(f"/messages/{message_id}/thread")


@routes.delete(f"{THREAD}/follow")
def destroy_follow(message_id: int) -> ResponseReturnValue:
    with writing():
        unfollow(viewer(), message_id)
    return nothing() if wants_json() else go_to(f"/messages/{message_id}/thread")


def _say(message_id: int, form: MessageForm) -> Posted | Done:
    take_files(form)
    root = message_for(viewer(), message_id)
    with writing():
        return say(viewer(), root.room_id, form.in_thread(message_id))


def _asked(message_id: int) -> ThreadPage:
    """The piece of the thread that the address names; the newest when it names none."""
    around = number_asked("around")
    after = number_asked("after")
    if around is not None:
        after = max(0, around - BEFORE_WHAT_IS_SOUGHT)
    return thread_for(viewer(), message_id, before=number_asked("before"), after=after)


def _page(message_id: int, form: MessageForm | None) -> ResponseReturnValue:
    found = _asked(message_id)
    root, place = found.thread.root, found.thread.place
    overview = overview_for(viewer(), Room.id == root.room_id)
    return page(
        "messages/thread.html",
        refused=form,
        root=message_json(root),
        thread=thread_place_json(place),
        following=place.is_following,
        room=one_room_json(viewer(), overview),
        back=place_of(root),
        page=found.page,
        messages=[message_json(view) for view in found.page.items],
        reactions_offered=OFFERED,
        blocked=blocked_in(overview.room),
        can_post=may_write(overview),
        beside="beside" in request.args,
        client_id=token_urlsafe(CLIENT_ID_BYTES),
        content=(form.content.data or "") if form else draft_shown(root.room_id, root.id).content,
        files=files_named(form.keys) if form else [],
        problem=form.told if form else "",
    )
