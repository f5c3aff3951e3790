"""How views answer: pages, redirects, and what was asked for in the address."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from chatty.core.errors import invalid
from chatty.invites.queries import waiting_ids
from chatty.messages.queries import thread_places
from chatty.notifications.queries import unread_count
from chatty.rooms.queries import my_rooms
from chatty.web.forms.base import Form
from chatty.web.identity import viewer
from chatty.web.told import dismissed, shown_announcements
from chatty.wire.rooms import rooms_in_brief

# Above every id and seq there will be, below what a bigint and a JavaScript number hold.
LARGEST = 9_007_199_254_740_991
ROOM = f"/rooms/<int(max={LARGEST}):room_id>"


def page(
    template: str, status: int = 200, *, refused: Form | None = None, **values: object
) -> ResponseReturnValue:
    """A page in the frame of the house: the rail with the person's rooms, the stream's cursor.

    With a *refused* form on it the answer has its status.
    """
    status = refused.status if refused else status
    if "rail_rooms" not in values and not viewer().is_visitor:
        values["rail_rooms"] = rooms_in_brief(viewer(), my_rooms(viewer()))
    if not viewer().is_visitor:
        values["rail_waiting"] = waiting_ids(viewer())
        values["rail_unread"] = unread_count(viewer())
        values["rail_threads"] = _threads_told()
    cursor = g.get("stream_cursor", "")
    values |= _told()
    text = render_template(template, stream_cursor=cursor, **values)
    return text, status, _retry(refused)


def form_page(template: str, form: Form, **values: object) -> ResponseReturnValue:
    """A page without the frame, around *form*: as it was sent, with what was wrong with it."""
    text = render_template(template, form=form, problem=form.problem, **_told(), **values)
    return text, form.status, _retry(form)


def _retry(form: Form | None) -> dict[str, str]:
    """When a form that came too often may come again."""
    return {"Retry-After": str(form.retry_after)} if form and form.retry_after else {}


def go_to(url: str) -> Response:
    """See there, after a form was accepted."""
    return redirect(url, 303)


def nothing() -> ResponseReturnValue:
    """Done, and no more to say."""
    return "", 204


def wants_json() -> bool:
    """Whether a script is asking."""
    accepted = request.accept_mimetypes
    best = accepted.best_match(["text/html", "application/json"])
    return best == "application/json" and accepted[best] > accepted["text/html"]


def number_asked(name: str) -> int | None:
    """The whole number *name* of the query; None when there is none that could be meant."""
    text = request.args.get(name, "")
    return int(text) if _is_number(text) else None


def number_sent(name: str) -> int:
    """The whole number *name* of a form or JSON body; raises Invalid."""
    text = str(_sent(name))
    if not _is_number(text):
        raise invalid(name, "This must be a whole number.")
    return int(text)


def safe_next() -> str:
    """Where the person wanted to go, if that is on this server; else the start page.

    Refused is whatever some browser takes for another host: two slashes, backslashes, schemes, the
    same percent-encoded, and control characters, which browsers drop.
    """
    target = request.values.get("next", "")
    return target if _is_own_path(target) else "/"


def _threads_told() -> dict[str, object]:
    """How far the person has read in their threads, and in how many of them not to the end."""
    places = thread_places(viewer())
    return {
        "places": {str(each.thread_id): [each.read_seq, each.thread_count] for each in places},
        "unread": sum(1 for each in places if each.unread),
    }


def _told() -> dict[str, object]:
    return {"announcements": shown_announcements(), "announcements_away": dismissed()}


def _is_own_path(target: str) -> bool:
    decoded = unquote(target)
    if not target.isprintable() or not decoded.isprintable() or "\\" in decoded:
        return False
    parts = urlsplit(target)
    return (
        decoded.startswith("/")
        and not decoded.startswith("//")
        and not parts.scheme
        and not parts.netloc
    )


def _is_number(text: str) -> bool:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST)):
        return False
    return int(text) <= LARGEST


def _sent(name: str) -> object:
    if not request.is_json:
        return request.form.get(name)
    body = request.get_json(silent=True)
    return body.get(name) if isinstance(body, dict) else None
