"""Polls: asked on a page of their own, answered under their message, and who chose what."""

from __future__ import annotations

from http import HTTPStatus
from secrets import token_urlsafe

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.core.errors import Conflict, Forbidden, NotFound, invalid
from chatty.messages.actions import close_poll, say, vote
from chatty.messages.models import MessageView
from chatty.messages.queries import message_for, voter_names
from chatty.rooms.models import Room
from chatty.rooms.queries import overview_for, overview_of, readable_room_for
from chatty.web.allowed import allowed_with, may_write, place_of
from chatty.web.answers import LARGEST, ROOM, go_to, number_asked, page, wants_json
from chatty.web.filters import room_url
from chatty.web.forms.polls import PollForm, chosen
from chatty.web.forms.scheduled import own_zone
from chatty.web.identity import viewer
from chatty.wire.resources import message_json
from chatty.wire.resources.polls import poll_json
from chatty.wire.rooms import one_room_json

CLIENT_ID_BYTES = 12
UNCHOSEN = "Choose an answer first."
POLL = f"/messages/<int(max={LARGEST}):message_id>/poll"

routes = Blueprint("polls", __name__)


@routes.get(f"{ROOM}/polls/new")
def new(room_id: int) -> ResponseReturnValue:
    return _form(room_id, PollForm(None, data={"client_id": token_urlsafe(CLIENT_ID_BYTES)}))


@routes.post(f"{ROOM}/polls")
def create(room_id: int) -> ResponseReturnValue:
    form = PollForm()
    if form.attempt(lambda: _ask(room_id, form)) is None:
        return _form(room_id, form)
    return go_to(_place_of_newest(room_id))


@routes.get(POLL)
def show(message_id: int) -> ResponseReturnValue:
    return _page(message_id)


@routes.put(f"{POLL}/vote")
def update(message_id: int) -> ResponseReturnValue:
    takes_back = "none" in request.form
    positions = [] if takes_back else chosen()
    if not positions and not takes_back:
        return _unchosen(message_id)
    with writing():
        view = vote(viewer(), message_id, positions)
    return _answer(view)


@routes.delete(f"{POLL}/vote")
def destroy(message_id: int) -> ResponseReturnValue:
    with writing():
        view = vote(viewer(), message_id, ())
    return _answer(view)


@routes.put(f"{POLL}/closing")
def close(message_id: int) -> ResponseReturnValue:
    with writing():
        view = close_poll(viewer(), message_id)
    return _answer(view)


def _unchosen(message_id: int) -> ResponseReturnValue:
    """Who has no scripts chooses on the page of the poll, from where they get back."""
    if wants_json():
        raise invalid("optionIds", UNCHOSEN)
    return _page(message_id, HTTPStatus.UNPROCESSABLE_ENTITY, UNCHOSEN)


def _page(message_id: int, status: int = HTTPStatus.OK, problem: str = "") -> ResponseReturnValue:
    view = _poll(message_id)
    overview = overview_for(viewer(), Room.id == view.room_id)
    return page(
        "messages/poll.html",
        status,
        poll_problem=problem,
        message=message_json(view),
        room=one_room_json(viewer(), overview),
        names=voter_names(view),
        back=place_of(view),
        may_close=allowed_with(view).close_poll,
    )


def _ask(room_id: int, form: PollForm) -> bool:
    draft = form.draft(_thread_asked())
    with writing():
        say(viewer(), room_id, draft)
    return True


def _form(room_id: int, form: PollForm) -> ResponseReturnValue:
    overview = overview_of(viewer(), readable_room_for(viewer(), room_id))
    if not may_write(overview):
        raise Forbidden("read_only", "Here one reads; writing is not open to you.")
    thread_id = _thread_asked()
    if thread_id is not None and message_for(viewer(), thread_id).room_id != room_id:
        raise NotFound
    room = one_room_json(viewer(), overview)
    return page(
        "messages/new_poll.html",
        form.status,
        form=form,
        room=room,
        thread_id=thread_id,
        back=f"/messages/{thread_id}/thread" if thread_id else room_url(room),
        zone=own_zone(),
    )


def _thread_asked() -> int | None:
    """The thread that is asked in; the address of the form names it, too."""
    return number_asked("thread")


def _place_of_newest(room_id: int) -> str:
    thread_id = _thread_asked()
    if thread_id is not None:
        return f"/messages/{thread_id}/thread#thread-newest"
    overview = overview_for(viewer(), Room.id == room_id)
    return room_url(one_room_json(viewer(), overview)) + "#newest"


def _poll(message_id: int) -> MessageView:
    view = message_for(viewer(), message_id)
    if view.poll is None:
        raise Conflict("no_poll", "Nothing is asked in this message.")
    return view


def _answer(view: MessageView) -> ResponseReturnValue:
    if wants_json():
        return jsonify(poll_json(view.poll))
    back = request.form.get("back") == "poll"
    return go_to(f"/messages/{view.id}/poll" if back else place_of(view))
