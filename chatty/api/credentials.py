"""Who is asking: by Bearer token. Cookies are looked at for files alone, which pages show.

A request counts against its person, or against its address when it names nobody, or nobody we know.
"""

from __future__ import annotations

from enum import StrEnum

from flask import g, request

from chatty.accounts.actions import Device
from chatty.accounts.models import VISITOR, Viewer
from chatty.accounts.queries import viewer_for_access_token, viewer_for_session_key
from chatty.core import limits
from chatty.core.errors import Forbidden, Unauthenticated
from chatty.core.origin import came_from
from chatty.core.rates import rates
from chatty.core.sessions import session_key
from chatty.core.tokens import Claims, read_token


class Credential(StrEnum):
    """The token that a route asks for."""

    NOTHING = "nothing"
    ACCESS_IF_SENT = "access if sent"
    FILE = "access or cookie if sent"
    ACCESS = "access"
    REFRESH = "refresh"


def admit(needed: Credential, *, counted: bool = True) -> None:
    """Find out who asks, and count it; raises Unauthenticated or TooMany.

    What is not *counted* among the rest: files, as a page may show a hundred of them at once.
    """
    came_from(address())
    try:
        g.viewer = _viewer(needed)
    except Unauthenticated:
        _count_address()
        raise
    if g.viewer.is_visitor and counted:
        _count_address()
    elif not g.viewer.is_visitor:
        rate = limits.RATE_API_USER if counted else limits.RATE_FILES_USER
        rates.hit(rate, "api" if counted else "files", g.viewer.id)


def keep_guests_out() -> None:
    """Raise Forbidden for who has nothing but a name."""
    if g.viewer.is_guest:
        raise Forbidden("members_only", "This is for members. Choose a user name to become one.")


def viewer() -> Viewer:
    """The person asking."""
    found: Viewer = g.viewer
    return found


def refresh_claims() -> Claims:
    """What the refresh token says that the request bears; raises Unauthenticated."""
    return read_token(_bearer_or_refuse(), kind="refresh")


def address() -> str:
    """Where the request comes from, behind as many proxies as are trusted."""
    return request.remote_addr or ""


def device() -> Device:
    """From where somebody signs in."""
    return Device(user_agent=request.user_agent.string, address=address())


def _viewer(needed: Credential) -> Viewer:
    if needed in {Credential.NOTHING, Credential.REFRESH}:
        return VISITOR
    if "Authorization" not in request.headers:
        if needed is Credential.ACCESS_IF_SENT:
            return VISITOR
        if needed is Credential.FILE:
            return _of_page()
    claims = read_token(_bearer_or_refuse(), kind="access")
    found = viewer_for_access_token(claims.user_id, claims.family_id)
    if found is None:
        raise Unauthenticated("token_revoked", "This sign-in has ended. Please sign in again.")
    return found


def _of_page() -> Viewer:
    """Whose page shows the file; it is read only, so that no other site could do anything by it."""
    key = session_key()
    return (viewer_for_session_key(key) if key else None) or VISITOR


def _bearer_or_refuse() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("token_needed", "Send a token: Authorization: Bearer …")
    return token.strip()


def _count_address() -> None:
    rates.hit(limits.RATE_API_ADDRESS, "api-from", address())
