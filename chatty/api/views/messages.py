"""What is said in a room, how far one has read it, and that one is writing."""

from __future__ import annotations

from datetime import datetime

from flask import Response

from chatty.api.answers import created, done, ok
from chatty.api.bodies import Marker, MessagePage, NewMessage
from chatty.api.credentials import viewer
from chatty.api.queries import History
from chatty.api.routing import PREFIX, Contract, Routes
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.messages.actions import post
from chatty.messages.models import MessageDraft
from chatty.messages.queries import history, message_for, seq_at
from chatty.presence.actions import announce_typing
from chatty.rooms.actions import mark_delivered, mark_read
from chatty.rooms.models import Room
from chatty.rooms.queries import readable_room_for, room_for
from chatty.wire.models import Message
from chatty.wire.resources import message_json, message_page_json

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
    Contract({200: Message, 201: Message}, body=NewMessage, refuses=(403,)),
)
def create(room_id: int, body: NewMessage) -> Response:
    """Say something; 200 with the first result when this ``clientId`` was stored before."""
    draft = MessageDraft(content=body.content, client_id=body.client_id)
    with writing():
        posted = post(viewer(), room_id, draft)
    message = message_json(posted.message)
    return created(message, f"{PREFIX}/messages/{message['id']}") if posted.created else ok(message)


@routes.route("GET", "/messages/<id:message_id>", Contract({200: Message}, refuses=(403,)))
def show(message_id: int) -> Response:
    """One message."""
    return ok(message_json(message_for(viewer(), message_id)))


@routes.route(
    "PUT",
    "/rooms/<id:room_id>/read-marker",
    Contract({200: Marker}, body=Marker, refuses=(403,)),
)
def read(room_id: int, body: Marker) -> Response:
    """Say how far one has read; answers where the marker is now."""
    with writing():
        seq = mark_read(viewer(), room_for(viewer(), room_id), body.seq)
    return ok({"seq": seq})


@routes.route(
    "PUT",
    "/rooms/<id:room_id>/delivered-marker",
    Contract({200: Marker}, body=Marker, refuses=(403,)),
)
def delivered(room_id: int, body: Marker) -> Response:
    """Say how far one has received; answers where the marker is now."""
    with writing():
        seq = mark_delivered(viewer(), room_for(viewer(), room_id), body.seq)
    return ok({"seq": seq})


@routes.route("PUT", "/rooms/<id:room_id>/typing", Contract({204: None}, refuses=(403,)))
def typing(room_id: int) -> Response:
    """Say that one is writing, at most every four seconds; it fades after seven."""
    announce_typing(viewer(), readable_room_for(viewer(), room_id))
    return done()


def _seq(room: Room, around: int | datetime | None) -> int | None:
    return seq_at(room, around) if isinstance(around, datetime) else around
