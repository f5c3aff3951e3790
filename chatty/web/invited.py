"""The link of an invite that came by mail. To open it changes nothing: programs open links too."""

from __future__ import annotations

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue

from chatty.core.db import writing
from chatty.core.limits import RATE_LINK_GUESSES
from chatty.core.rates import rates
from chatty.invites.actions import accept_mailed
from chatty.invites.queries import InviteRow, invite_by_token
from chatty.web.answers import go_to, page
from chatty.web.filters import room_url
from chatty.web.identity import address, viewer
from chatty.wire.showing import invites_json

routes = Blueprint("invited", __name__)


@routes.get("/invited/<token>")
def show(token: str) -> ResponseReturnValue:
    row = _found(token)
    (invite,) = invites_json(viewer(), [row])
    mine = row.inviter.id == viewer().user_id
    return page("invites/show.html", invite=invite, token=token, mine=mine)


@routes.put("/invited/<token>/acceptance")
def accept(token: str) -> ResponseReturnValue:
    row = _found(token)
    with writing():
        accept_mailed(viewer(), token)
    flash(f"You and {row.inviter.display_name} are friends now.", "success")
    return go_to("/" if row.room is None else room_url({"slug": row.room.slug, "id": row.room.id}))


def _found(token: str) -> InviteRow:
    """The invite of the link; guesses are counted before anything is looked up."""
    rates.hit(RATE_LINK_GUESSES, "invited", address())
    return invite_by_token(token[:100])
