"""Translate what went wrong into problems (RFC 9457), once for the whole door.

An unexpected error is told with a number that stands in the log beside its trace, and nothing else.
"""

from __future__ import annotations

import json
import secrets

import structlog
from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from chatty.core.db import db, is_outage, unavailable
from chatty.core.errors import ChattyError, NotFound, Unauthenticated
from chatty.core.logs import asked_route
from chatty.wire.base import Json
from chatty.wire.problems import MEDIA_TYPE, problem, problem_json

REQUEST_ID_BYTES = 8
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

log = structlog.get_logger(__name__)


def register(app: Flask, blueprint: Blueprint) -> None:
    """Answer every failure below the prefix, of addresses that do not exist too."""
    blueprint.register_error_handler(ChattyError, refused)
    blueprint.register_error_handler(HTTPException, refused_by_http)
    blueprint.register_error_handler(Exception, unexpected)
    blueprint.after_request(with_headers)

    @app.before_request
    def refuse_unrouted() -> Response | None:
        # An error handler of a blueprint is not asked when no route was found.
        if request.routing_exception is None or not request.path.startswith("/api/"):
            return None
        return with_headers(_unrouted(request.routing_exception))


def refused(error: ChattyError) -> Response:
    """A refusal that we meant."""
    response = _answer(problem_json(error), error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, Unauthenticated):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refused_by_http(error: HTTPException) -> Response:
    """A refusal of the framework's, like one for a method that the address does not have."""
    status = error.code or 500
    code = error.name.lower().replace(" ", "_")
    words = error.description or error.name
    body = problem(title=error.name, status=status, code=code, detail=words)
    response = _answer(body, status)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def unexpected(error: Exception) -> Response:
    """An error that nobody meant, or a database that is away."""
    db.session.rollback()
    if is_outage(error):
        return refused(unavailable(error))
    number = secrets.token_hex(REQUEST_ID_BYTES)
    log.error("unexpected_error", request_id=number, route=asked_route(), exc_info=error)
    detail = f"This was our fault, and it was written down under the number {number}."
    body = problem(title=ChattyError.title, status=500, code="unexpected_error", detail=detail)
    return _answer(body, 500)


def with_headers(response: Response) -> Response:
    """*response*, safe to be opened in a browser and kept by nobody."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _unrouted(error: Exception) -> Response:
    if isinstance(error, MethodNotAllowed):
        return refused_by_http(error)
    return refused(NotFound())


def _answer(body: Json, status: int) -> Response:
    # In ASCII: what is told back may hold anything that was sent.
    return Response(json.dumps(body), status=status, mimetype=MEDIA_TYPE)
