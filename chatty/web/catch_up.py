"""What happened since one left."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from chatty.messages.queries import missed_by
from chatty.web.answers import page
from chatty.web.blocked import blocked
from chatty.web.identity import viewer
from chatty.wire.missed import missed_json

routes = Blueprint("catch_up", __name__)


@routes.get("/catch-up")
def index() -> ResponseReturnValue:
    found = missed_by(viewer(), cursor=request.args.get("cursor"))
    return page(
        "messages/catch_up.html",
        missed=missed_json(viewer(), found.items),
        next_cursor=found.next_cursor,
        is_first="cursor" not in request.args,
        blocked=blocked(),
    )
