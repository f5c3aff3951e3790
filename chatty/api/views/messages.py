"""What is said in a room, and that one is writing."""

from __future__ import annotations

from datetime import datetime

from flask import Response

from chatty.api.answers import accepted, created, done, ok
from chatty.api.bodies import MessagePage, NewMessage
from chatty.api.bodies.messages import NewPoll
from chatty.api.credentials import viewer
from chatty.api.queries import History, InThread
from chatty.api.routing import PREFIX, Contract, Routes
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.messages.actions import Done, say, schedule
from chatty.messages.models import MessageDraft, PollDraft
from chatty.messages.queries import (
    check_thread_in,
    history,
    message_by_client_id,
    message_for,
    seq_at,
)
from chatty.presence.actions import announce_typing
from chatty.rooms.models import Room
from chatty.rooms.queries import readable_room_for
from chatty.wire.models import CommandDone, Message
from chatty.wire.models.unsent import ScheduledMessage
from chatty.wire.resources import message_json, message_page_json
from chatty.wire.resources.unsent import scheduled_json

routes = Routes()


@routes.route(
    "GET",
    "/rooms/<id:room_id>/messages",
    Contract({200: MessagePage}, query=History, refuses=(403,)),
)
def index(room_id: int, query: History) -> Response:
    """A page of a room's messages, oldest first."""
    if sum(way is not None for way in (query.before, query.after, query.around)) > 1:
        raise invalid("around", "Page before, after or around a place: one at a time.")
    room = readable_room_for(viewer(), room_id)
    page = history(
        viewer(),
        room,
        before=query.before,
        after=query.after,
        around=_seq(room, query.around),
        limit=query.limit,
    )
    return ok(message_page_json(page))


@routes.route(
    "POST",
    "/rooms/<id:room_id>/messages",
    Contract(
        {200: (Message, CommandDone), 201: Message, 202: ScheduledMessage},
        guests=True,
        body=NewMessage,
        refuses=(403, 409),
    ),
)
def create(room_id: int, body: NewMessage) -> Response:
    """Say something, now or later (202); 200 with what this ``clientId`` was stored for before."""
    draft = MessageDraft(
        content=body.content,
        client_id=body.client_id,
        reply_to_id=body.reply_to_id,
        thread_id=body.thread_id,
        is_silent=body.silent,
        expires_in=body.expires_in,
        attachment_keys=tuple(body.attachment_keys),
        poll=_poll(body.poll),
    )
    if body.send_at is not None:
        return _later(room_id, draft, body.send_at)
    with writing():
        said = say(viewer(), room_id, draft)
    if isinstance(said, Done):
        return ok({"command": said.command, "detail": said.detail})
    message = message_json(said.message)
    return created(message, f"{PREFIX}/messages/{message['id']}") if said.created else ok(message)


@routes.route("GET", "/messages/<id:message_id>", Contract({200: Message}, refuses=(403,)))
def show(message_id: int) -> Response:
    """One message."""
    return ok(message_json(message_for(viewer(), message_id)))


@routes.route(
    "PUT",
    "/rooms/<id:room_id>/typing",
    Contract({204: None}, guests=True, query=InThread, refuses=(403,)),
)
def typing(room_id: int, query: InThread) -> Response:
    """Say that one is writing, at most every four seconds; it fades after seven."""
    room = readable_room_for(viewer(), room_id)
    check_thread_in(viewer(), room, query.thread_id)
    announce_typing(viewer(), room, thread_id=query.thread_id)
    return done()


def _poll(sent: NewPoll | None) -> PollDraft | None:
    if sent is None:
        return None
    return PollDraft(
        tuple(sent.options),
        is_multiple=sent.multiple,
        is_anonymous=sent.anonymous,
        closes_at=sent.closes_at,
    )


def _later(room_id: int, draft: MessageDraft, send_at: datetime) -> Response:
    said = message_by_client_id(room_id, viewer().id, draft.client_id)
    if said is not None:
        return ok(message_json(message_for(viewer(), said.id)))
    with writing():
        return accepted(scheduled_json(schedule(viewer(), room_id, draft, send_at)))


def _seq(room: Room, around: int | datetime | None) -> int | None:
    return seq_at(room, around) if isinstance(around, datetime) else around
