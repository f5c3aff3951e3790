"""The three addresses of the stream: check, attach, detach."""

from __future__ import annotations

import math
import re
from http import HTTPStatus

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from flask_sock import Sock
from sqlalchemy.exc import SQLAlchemyError

from chatty.accounts.models import VISITOR
from chatty.core import limits
from chatty.core.db import is_outage, unavailable
from chatty.core.errors import BadRequest, ChattyError, Unauthenticated
from chatty.core.settings import Settings
from chatty.realtime.catchup import Looks
from chatty.realtime.connection import Connection
from chatty.realtime.connection import Request as StreamRequest
from chatty.realtime.credentials import Credential, check_origin, credential_of
from chatty.realtime.hub import Hub
from chatty.realtime.longpoll import LongPoll, Poll
from chatty.realtime.sse import EventStream
from chatty.realtime.websocket import Handshake, WebSocketConnection, detached
from chatty.stream.models import Cursor
from chatty.wire.problems import MEDIA_TYPE, problem_json

LONGEST_ID = 18
TAB = re.compile(r"[A-Za-z0-9_-]{1,64}")
AUTHENTICATE = 4401
TOO_MANY_STREAMS = 4504

stream = Blueprint("stream", __name__)
sock = Sock()


class Detached(Response):
    """No answer: the hub has the connection now. gunicorn takes StopIteration as the end."""

    def __call__(self, *_args: object, **_named: object) -> list[bytes]:
        raise StopIteration


def hub_of(app: Flask) -> Hub:
    """The hub of this process."""
    hub: Hub = app.extensions["chatty_hub"]
    return hub


@sock.route("/ws", bp=stream)  # type: ignore[untyped-decorator]  # flask-sock has no types
def websocket(handshake: Handshake) -> None:
    """The stream over WebSocket, with commands."""
    hub = _ready_hub()
    check_origin(request, _settings(), websocket=True)
    asked, looks = _cursor(), _looks()
    with hub.doorway:
        _open_websocket(handshake, asked, looks)


def _open_websocket(handshake: Handshake, asked: Cursor | None, looks: Looks) -> None:
    hub = hub_of(current_app)
    refused: int | None = None
    credential = Credential(VISITOR)
    try:
        credential = credential_of(request)
        hub.roll.check(credential.viewer, _address())
    except Unauthenticated:
        # A browser's script cannot see the status of a refused handshake, only a close code.
        refused = AUTHENTICATE
    except ChattyError:
        if credential.viewer.is_visitor:
            raise
        refused = TOO_MANY_STREAMS
    connection = WebSocketConnection(hub, _request(handshake.accept(), credential))
    if refused is not None:
        connection.start_reading()
        connection.close(refused, "refused")
        return
    _go_live(connection, credential, asked, looks)
    early = handshake.early_bytes()
    if early:
        connection.received(early)


@stream.get("/events")
def event_stream() -> Response:
    """The stream as server-sent events."""
    hub = _ready_hub()
    check_origin(request, _settings(), websocket=False)
    asked, looks = _cursor(request.headers.get("Last-Event-ID")), _looks()
    with hub.doorway:
        credential = _welcome_one(hub)
        connection = EventStream(hub, _request(detached(request.environ), credential))
        connection.open()
        _go_live(connection, credential, asked, looks)
    return Detached()


@stream.get("/events/poll")
def long_poll() -> Response:
    """The stream by long polling."""
    hub = _ready_hub()
    check_origin(request, _settings(), websocket=False)
    asked, looks = _cursor(), _looks()
    poll = Poll(_tab(), looks.rooms, _wait(), resumes=asked is not None)
    with hub.doorway:
        credential = _welcome_one(hub)
        connection = LongPoll(hub, _request(detached(request.environ), credential), poll)
        _go_live(connection, credential, asked, looks)
    return Detached()


@stream.errorhandler(ChattyError)
def _refused(error: ChattyError) -> Response:
    return _problem(error)


@stream.errorhandler(SQLAlchemyError)
def _outage(error: SQLAlchemyError) -> Response:
    if not is_outage(error):
        raise error
    return _problem(unavailable(error))


def _problem(error: ChattyError) -> Response:
    response = jsonify(problem_json(error))
    response.status_code = error.status
    response.mimetype = MEDIA_TYPE
    response.headers["Cache-Control"] = "no-store"
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _ready_hub() -> Hub:
    if request.method != "GET":
        # A HEAD would be answered with a body that never ends.
        abort(HTTPStatus.METHOD_NOT_ALLOWED)
    hub = hub_of(current_app)
    hub.check_open()
    return hub


def _welcome_one(hub: Hub) -> Credential:
    """Who opens an HTTP stream; a visitor must name the public rooms they want to see."""
    credential = credential_of(request)
    if credential.viewer.is_visitor and not request.args.get("rooms"):
        raise Unauthenticated("sign_in_required", "Please sign in, or name public rooms to watch.")
    hub.roll.check(credential.viewer, _address())
    return credential


def _go_live(
    connection: Connection, credential: Credential, asked: Cursor | None, looks: Looks
) -> None:
    connection.expires_at = credential.expires_at
    connection.active = request.args.get("active", "1") != "0"
    try:
        connection.hub.catch_up.attach(connection, asked, looks)
    except BaseException:
        connection.hub.drop(connection, clean=False)
        raise
    connection.start_reading()


def _looks() -> Looks:
    return Looks(
        rooms=_ids("rooms", limits.ROOMS_PER_CONNECTION),
        people=_ids("watch", limits.WATCHES_PER_CONNECTION),
    )


def _tab() -> str:
    """The word by which a poller is known again; without one, where it comes from must do."""
    tab = request.args.get("tab", "")
    return tab if TAB.fullmatch(tab) else f"{_address()} {request.user_agent.string[:200]}"


def _cursor(last_event_id: str | None = None) -> Cursor | None:
    """Where the client was; the browser's own memory of it is newer than the address."""
    text = last_event_id or request.args.get("cursor")
    return Cursor.parse(text) if text else None


def _ids(name: str, most: int) -> tuple[int, ...]:
    """The ids in a list like ``1,2``, each once; raises BadRequest."""
    parts = [part for part in request.args.get(name, "").split(",") if part]
    if not all(part.isascii() and part.isdigit() and len(part) <= LONGEST_ID for part in parts):
        raise BadRequest("bad_request", f"{name} is a list of ids like 1,2.")
    if len(parts) > most:
        raise BadRequest("bad_request", f"{name} has too many ids.")
    return tuple(dict.fromkeys(int(part) for part in parts))


def _wait() -> float:
    """How long a poll may wait: what was asked for within 0 to 50 s; 25 s for what is no number."""
    asked = request.args.get("wait", type=float)
    if asked is None or not math.isfinite(asked):
        return limits.POLL_WAIT_SECONDS
    return max(0.0, min(asked, limits.POLL_WAIT_MAXIMUM_SECONDS))


def _request(fd: int, credential: Credential) -> StreamRequest:
    html = request.args.get("view") == "html"
    return StreamRequest(fd, credential.viewer, html, _address())


def _address() -> str:
    return request.remote_addr or ""


def _settings() -> Settings:
    settings: Settings = current_app.extensions["chatty_settings"]
    return settings
