"""The page behind a link into a room. To open it changes nothing: programs open links too."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.core.limits import RATE_LINK_GUESSES
from chatty.core.rates import rates
from chatty.invites.actions import check_usable, use_link
from chatty.invites.queries import link_by_token
from chatty.web.answers import go_to, page
from chatty.web.filters import room_url
from chatty.web.identity import address, viewer
from chatty.wire.linking import link_preview_json

JOIN = "/join/<token>"
LONGEST_TOKEN = 100

routes = Blueprint("joining", __name__)


@routes.get(JOIN)
def show(token: str) -> ResponseReturnValue:
    """Where the link leads; who is in the room already is taken there."""
    rates.hit(RATE_LINK_GUESSES, "invite-link", address())
    row = link_by_token(token[:LONGEST_TOKEN])
    check_usable(viewer(), row)
    link = link_preview_json(viewer(), row)
    if link["isMember"]:
        return go_to(room_url(link["room"]))
    return page("invites/join.html", link=link, token=token)


@routes.put(f"{JOIN}/acceptance")
def accept(token: str) -> ResponseReturnValue:
    rates.hit(RATE_LINK_GUESSES, "invite-link", address())
    with writing():
        room = use_link(viewer(), token[:LONGEST_TOKEN])
    flash(f"Welcome to {room.name}.", "success")
    return go_to(room_url({"slug": room.slug, "id": room.id}))
