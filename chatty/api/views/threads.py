"""Threads: what was said in one, how far one has read it, and those that one follows."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import ok
from chatty.api.bodies import Marker
from chatty.api.bodies.threads import Follow, ThreadAnswer, ThreadList
from chatty.api.credentials import viewer
from chatty.api.queries import Paging, ThreadPlaces
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.messages.actions import follow, mark_thread_read, unfollow
from chatty.messages.models import ThreadPlaceView
from chatty.messages.queries import thread_for, threads_of
from chatty.wire.base import Json
from chatty.wire.resources import (
    message_json,
    message_page_json,
    thread_json,
    thread_place_json,
)

THREAD = "/messages/<id:message_id>/thread"

routes = Routes()


@routes.route("GET", THREAD, Contract({200: ThreadAnswer}, query=ThreadPlaces, refuses=(403,)))
def show(message_id: int, query: ThreadPlaces) -> Response:
    """A page of the thread that hangs on a message, oldest first, by places in the thread."""
    if query.before is not None and query.after is not None:
        raise invalid("after", "Page before or after a place: one at a time.")
    found = thread_for(
        viewer(), message_id, before=query.before, after=query.after, limit=query.limit
    )
    thread = {"root": message_json(found.thread.root), **_followed(found.thread.place)}
    return ok(thread | message_page_json(found.page))


@routes.route(
    "PUT",
    f"{THREAD}/read-marker",
    Contract({200: Marker}, guests=True, body=Marker, refuses=(403,)),
)
def read(message_id: int, body: Marker) -> Response:
    """Say how far one has read in a thread that one follows; answers where the marker is now."""
    with writing():
        seq = mark_thread_read(viewer(), message_id, body.seq)
    return ok({"seq": seq})


@routes.route("PUT", f"{THREAD}/follow", Contract({200: Follow}, guests=True, refuses=(403,)))
def create_follow(message_id: int) -> Response:
    """Hear of a thread; twice changes nothing."""
    with writing():
        place = follow(viewer(), message_id)
    return ok(_followed(place))


@routes.route("DELETE", f"{THREAD}/follow", Contract({200: Follow}, guests=True, refuses=(403,)))
def destroy_follow(message_id: int) -> Response:
    """Hear of it no more, whoever writes there; one's place in it is kept."""
    with writing():
        place = unfollow(viewer(), message_id)
    return ok(_followed(place))


@routes.route("GET", "/threads", Contract({200: ThreadList}, query=Paging, guests=True))
def index(query: Paging) -> Response:
    """The threads that one follows, that in which something was said last first."""
    page = threads_of(viewer(), cursor=query.cursor, limit=query.limit)
    return ok({"items": [thread_json(each) for each in page.items], "nextCursor": page.next_cursor})


def _followed(place: ThreadPlaceView) -> Json:
    return thread_place_json(place) | {"following": place.is_following}
