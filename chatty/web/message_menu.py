"""One message: the way to where it is read, and its menu for scripts."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from chatty.messages.queries import is_saved, message_for
from chatty.web.allowed import allowed_with, place_of
from chatty.web.answers import LARGEST, go_to
from chatty.web.identity import viewer
from chatty.wire.resources import message_json

MESSAGE = f"/messages/<int(max={LARGEST}):message_id>"

routes = Blueprint("message_menu", __name__)


@routes.get(MESSAGE)
def show(message_id: int) -> ResponseReturnValue:
    return go_to(place_of(message_for(viewer(), message_id)))


@routes.get(f"{MESSAGE}/menu")
def index(message_id: int) -> ResponseReturnValue:
    view = message_for(viewer(), message_id)
    return render_template(
        "messages/_menu.html",
        message=message_json(view),
        allowed=allowed_with(view),
        saved=is_saved(viewer(), message_id),
        place=place_of(view),
    )
