"""How the live connection stands, and why."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.web.answers import page

WAYS = (
    ("websocket", "WebSocket", "One open line in both directions: the quickest way."),
    ("events", "Event stream", "Plain HTTP that stays open; what you send goes by requests."),
    ("poll", "Long polling", "Requests that wait for news: works where nothing else does."),
)

routes = Blueprint("connection", __name__)


@routes.get("/connection")
def show() -> ResponseReturnValue:
    return page("connection/show.html", ways=WAYS)
