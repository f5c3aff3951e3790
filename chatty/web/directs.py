"""Direct messages: all of them, new ones, and the one with somebody."""

from __future__ import annotations

from secrets import token_urlsafe

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.accounts.models import User
from chatty.core.db import writing
from chatty.core.errors import NotFound, invalid
from chatty.friends.queries import all_friends
from chatty.messages.actions import post
from chatty.rooms.actions import accept_request, decline_request, open_direct, open_group
from chatty.rooms.models import Room, RoomKind
from chatty.rooms.queries import direct_with, known_by_name, known_people, may_be_asked, my_rooms
from chatty.web.answers import go_to, page
from chatty.web.conversation import CLIENT_ID_BYTES, conversation
from chatty.web.forms.base import Form
from chatty.web.forms.directs import GroupForm
from chatty.web.forms.messages import MessageForm
from chatty.web.identity import viewer
from chatty.wire.base import Json
from chatty.wire.rooms import rooms_json
from chatty.wire.showing import friends_json, user_shown

routes = Blueprint("directs", __name__)


@routes.get("/directs")
def index() -> ResponseReturnValue:
    return _index(GroupForm(None))


@routes.post("/directs")
def create() -> ResponseReturnValue:
    """With one friend who was ticked, or a group of several."""
    form = GroupForm()
    url = form.attempt(lambda: _open(form))
    return go_to(url) if url else _index(form)


@routes.get("/directs/<username>")
def show(username: str) -> ResponseReturnValue:
    person = _person(username)
    room = direct_with(viewer(), person.id)
    return conversation(room.id) if room else _start(person)


@routes.post("/directs/<username>/messages")
def create_message(username: str) -> ResponseReturnValue:
    """The first message makes the room."""
    person = _person(username)
    form = MessageForm()
    if form.attempt(lambda: _begin(person, form)) is None:
        return _start(person, form)
    return go_to(f"/directs/{person.username}#newest")


@routes.put("/directs/<username>/acceptance")
def accept(username: str) -> ResponseReturnValue:
    with writing():
        accept_request(viewer(), _room(username))
    return go_to(f"/directs/{username}")


@routes.put("/directs/<username>/rejection")
def reject(username: str) -> ResponseReturnValue:
    with writing():
        decline_request(viewer(), _room(username))
    flash("You declined. They are not told.", "success")
    return go_to("/directs")


def _index(form: Form) -> ResponseReturnValue:
    rooms = rooms_json(viewer(), my_rooms(viewer()))
    directs = [room for room in rooms if room["kind"] == RoomKind.DIRECT]
    waiting = [room for room in directs if awaits_answer(room)]
    return page(
        "directs/index.html",
        form.status,
        directs=[room for room in directs if room not in waiting],
        requests=waiting,
        friends=friends_json(viewer(), all_friends(viewer())),
        form=form,
        rail_rooms=rooms,
    )


def awaits_answer(room: Json) -> bool:
    """Whether somebody asked the viewer by a message, and waits."""
    return bool(room["requestState"] == "pending" and room["createdById"] != str(viewer().id))


def _open(form: GroupForm) -> str:
    with writing():
        people = known_people(viewer(), form.chosen)
        if not people:
            raise invalid("userIds", "Choose at least one friend.")
        if len(people) == 1:
            (person,) = people.values()
            open_direct(viewer(), person)
            return f"/directs/{person.username}"
        room = open_group(viewer(), list(people.values()), name=form.name.data or "")
        return f"/rooms/{room.id}"


def _person(username: str) -> User:
    person = known_by_name(viewer(), username)
    if person is None:
        raise NotFound
    return person


def _room(username: str) -> Room:
    room = direct_with(viewer(), _person(username).id)
    if room is None:
        raise NotFound
    return room


def _begin(person: User, form: MessageForm) -> Room:
    with writing():
        room, _ = open_direct(viewer(), person)
        post(viewer(), room.id, form.draft)
        return room


def _start(person: User, form: MessageForm | None = None) -> ResponseReturnValue:
    shown = user_shown(viewer(), person)
    can_begin = shown["relation"] in {"friend", "self"} or may_be_asked(viewer(), person)
    return page(
        "directs/new.html",
        form.status if form else 200,
        person=shown,
        can_begin=can_begin,
        is_request=can_begin and shown["relation"] not in {"friend", "self"},
        client_id=token_urlsafe(CLIENT_ID_BYTES),
        content=(form.content.data or "") if form else "",
        problem=_problem(form),
    )


def _problem(form: MessageForm | None) -> str:
    if form is None:
        return ""
    return form.problem or " ".join(str(error) for error in form.content.errors)
