"""What went wrong, as a page for people, or as a problem body for scripts."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import (
    Flask,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from chatty.core.db import is_outage, unavailable
from chatty.core.errors import ChattyError, Unauthenticated
from chatty.core.logs import asked_route
from chatty.web.answers import wants_json
from chatty.wire.problems import MEDIA_TYPE, problem, problem_json

log = structlog.get_logger(__name__)
EXPIRED = "This form had expired. Please go back, reload the page and send it again."
BROKEN = "Something broke on our side. It was noted; please try again."


def register(app: Flask) -> None:
    """Translate every error of *app* that no other door translates."""
    app.register_error_handler(ChattyError, refused)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(HTTPException, misdirected)
    app.register_error_handler(Exception, broken)


def refused(error: ChattyError) -> ResponseReturnValue:
    """An error of the domain. Who has to sign in for a page is led there and back."""
    if wants_json():
        return _problem(problem_json(error), error.retry_after)
    if isinstance(error, Unauthenticated) and request.method == "GET":
        return redirect(url_for("web.sessions.new", next=request.full_path.rstrip("?")), 303)
    return _page(error.status, error.title, error.detail, error.retry_after)


def expired(error: CSRFError) -> ResponseReturnValue:
    """A form without the token of this session."""
    log.info("csrf_refused", route=asked_route(), reason=error.description)
    if wants_json():
        return _problem(_body(400, "Bad request", "csrf", EXPIRED))
    return _page(400, "Form expired", EXPIRED)


def misdirected(error: HTTPException) -> ResponseReturnValue:
    """What routing and reading refuse: no such page, wrong method, too large."""
    if error.response is not None or (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return error
    response = make_response(_told(HTTPStatus(error.code or 500)))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _told(status: HTTPStatus) -> ResponseReturnValue:
    detail = "There is nothing here." if status == HTTPStatus.NOT_FOUND else status.description
    if wants_json():
        code = status.phrase.lower().replace(" ", "_").replace("-", "_")
        return _problem(_body(status, status.phrase, code, detail or status.phrase))
    return _page(status, status.phrase, detail or status.phrase)


def broken(error: Exception) -> ResponseReturnValue:
    """Our own mistake, or the database away. The person reads nothing of the inside."""
    if is_outage(error):
        return refused(unavailable(error))
    log.error("request_failed", route=asked_route(), exc_info=error)
    if wants_json():
        return _problem(_body(500, "Something went wrong", "internal", BROKEN))
    return _page(500, "Something went wrong", BROKEN)


def _page(
    status: int, title: str, detail: str, retry_after: int | None = None
) -> tuple[str, int, dict[str, str]]:
    values = {
        "title": title,
        "detail": detail,
        "retry_after": retry_after,
        "content": _message_sent(),
    }
    try:
        text = render_template(f"errors/{int(status)}.html", **values)
    except TemplateNotFound:
        text = render_template("errors/error.html", **values)
    return text, status, _retry(retry_after) | {"Cache-Control": "no-store", "Vary": "Cookie"}


def _message_sent() -> str:
    """The message that the refused form held, so that nobody has to write it again."""
    try:
        return request.form.get("content", "")
    except HTTPException:  # too large to be read
        return ""


def _problem(body: dict[str, object], retry_after: int | None = None) -> Response:
    response = jsonify(body)
    response.mimetype = MEDIA_TYPE
    response.status_code = int(str(body["status"]))
    response.headers.update(_retry(retry_after))
    response.headers["Cache-Control"] = "no-store"
    return response


def _body(status: int, title: str, code: str, detail: str) -> dict[str, object]:
    return problem(title=title, status=int(status), code=code, detail=detail)


def _retry(seconds: int | None) -> dict[str, str]:
    return {"Retry-After": str(seconds)} if seconds else {}
