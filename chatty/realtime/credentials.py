"""Who opens a stream, and whether the page that opens it is ours.

A cookie is sent by the browser whatever page asks, so with a cookie the page's origin must be ours.
A Bearer token or a ticket was put there on purpose; then the origin does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Request

from chatty.accounts.actions import redeem_ticket
from chatty.accounts.models import VISITOR, Viewer
from chatty.accounts.queries import viewer_for_access_token, viewer_for_session_key
from chatty.core.db import db, writing
from chatty.core.errors import Forbidden, Unauthenticated
from chatty.core.sessions import session_key
from chatty.core.settings import Settings
from chatty.core.tokens import read_token

BEARER = "Bearer "


@dataclass(frozen=True, slots=True)
class Credential:
    """Who asks, and until when that holds (epoch seconds)."""

    viewer: Viewer
    expires_at: float | None = None


def check_origin(request: Request, settings: Settings, *, websocket: bool) -> None:
    """Raise Forbidden when a foreign page uses the person's cookie.

    A browser sends no Origin with a GET of the same origin, so only a WebSocket must have one.
    """
    if _bearer(request) or "ticket" in request.args:
        return
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if origin is not None and origin != own_origin(request, settings):
        raise _foreign()
    if origin is None and websocket and session_key() is not None:
        raise _foreign()
    if not websocket and site is not None and site != "same-origin":
        raise _foreign()


def own_origin(request: Request, settings: Settings) -> str:
    """The origin of our own pages."""
    return settings.public_url or f"{request.scheme}://{request.host}"


def credential_of(request: Request) -> Credential:
    """Who opens the stream; a visitor without credentials. Raises Unauthenticated for bad ones."""
    try:
        token = _bearer(request)
        if token is not None:
            return from_token(token)
        if "ticket" in request.args:
            return _from_ticket(request.args["ticket"])
        return _from_cookie()
    finally:
        db.session.remove()


def _bearer(request: Request) -> str | None:
    """The token in the header, if there is one.

    Another scheme proves nothing: a page can make a browser send one by an address like
    ``wss://name:password@host/``, and the cookie goes with it.
    """
    header = request.headers.get("Authorization", "")
    return header.removeprefix(BEARER) if header.startswith(BEARER) else None


def from_token(token: str) -> Credential:
    """Who is behind an access token; raises Unauthenticated."""
    claims = read_token(token, kind="access")
    viewer = viewer_for_access_token(claims.user_id, claims.family_id)
    if viewer is None:
        raise _ended()
    return Credential(viewer, claims.expires_at)


def _from_ticket(ticket: str) -> Credential:
    with writing():
        viewer = redeem_ticket(ticket)
    if viewer is None:
        raise Unauthenticated("bad_ticket", "This ticket is spent or too old.")
    return Credential(viewer, viewer.expires_at.timestamp() if viewer.expires_at else None)


def _from_cookie() -> Credential:
    key = session_key()
    if key is None:
        return Credential(VISITOR)
    viewer = viewer_for_session_key(key)
    if viewer is None:
        raise _ended()
    return Credential(viewer, viewer.expires_at.timestamp() if viewer.expires_at else None)


def _ended() -> Unauthenticated:
    return Unauthenticated("session_ended", "This sign-in has ended. Please sign in again.")


def _foreign() -> Forbidden:
    return Forbidden("foreign_origin", "Another site's page cannot use this sign-in.")
