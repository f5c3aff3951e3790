"""Votes in polls, and their end; a poll is asked as a message."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies.polls import Choice, VotePage
from chatty.api.credentials import viewer
from chatty.api.queries import Paging
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.messages.actions import close_poll, vote
from chatty.messages.queries import votes_of
from chatty.wire.models import Poll
from chatty.wire.resources.polls import poll_json, vote_json

POLL = "/messages/<id:message_id>/poll"

routes = Routes()


@routes.route("GET", f"{POLL}/votes", Contract({200: VotePage}, query=Paging, refuses=(403, 409)))
def index(message_id: int, query: Paging) -> Response:
    """Who chose what in a poll; 403 in an anonymous one, where nobody is told."""
    page = votes_of(viewer(), message_id, cursor=query.cursor, limit=query.limit)
    items = [vote_json(user, positions) for user, positions in page.items]
    return ok({"items": items, "nextCursor": page.next_cursor})


@routes.route(
    "PUT",
    f"{POLL}/vote",
    Contract({200: Poll}, guests=True, body=Choice, refuses=(403, 409)),
)
def update(message_id: int, body: Choice) -> Response:
    """Choose among the answers of a poll; twice changes nothing."""
    with writing():
        view = vote(viewer(), message_id, body.option_ids)
    return ok(poll_json(view.poll) or {})


@routes.route("DELETE", f"{POLL}/vote", Contract({204: None}, guests=True, refuses=(403, 409)))
def destroy(message_id: int) -> Response:
    """Take back what one chose; where there is nothing nothing changes."""
    with writing():
        vote(viewer(), message_id, ())
    return done()


@routes.route("PUT", f"{POLL}/closing", Contract({200: Poll}, guests=True, refuses=(403, 409)))
def close(message_id: int) -> Response:
    """End one's own poll, or any as who runs the room; twice changes nothing."""
    with writing():
        view = close_poll(viewer(), message_id)
    return ok(poll_json(view.poll) or {})
