"""Emoji under messages."""

from __future__ import annotations

from flask import Response

from chatty.api.answers import done, ok
from chatty.api.bodies import ReactionList
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.messages.actions import react, take_back
from chatty.messages.queries import message_for
from chatty.wire.resources import reactions_json

routes = Routes()


@routes.route(
    "GET", "/messages/<id:message_id>/reactions", Contract({200: ReactionList}, refuses=(403,))
)
def index(message_id: int) -> Response:
    """What is under a message, the emoji that was there first first."""
    return ok({"items": reactions_json(message_for(viewer(), message_id).reactions)})


@routes.route(
    "PUT",
    "/messages/<id:message_id>/reactions/<emoji:emoji>",
    Contract({200: ReactionList}, guests=True, refuses=(403, 409, 422)),
)
def create(message_id: int, emoji: str) -> Response:
    """Put an emoji under a message; twice changes nothing."""
    with writing():
        view = react(viewer(), message_id, emoji)
    return ok({"items": reactions_json(view.reactions)})


@routes.route(
    "DELETE",
    "/messages/<id:message_id>/reactions/<emoji:emoji>",
    Contract({204: None}, guests=True, refuses=(403, 409, 422)),
)
def destroy(message_id: int, emoji: str) -> Response:
    """Take one's own emoji away; where there is none nothing changes."""
    with writing():
        take_back(viewer(), message_id, emoji)
    return done()
