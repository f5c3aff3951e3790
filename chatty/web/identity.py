"""Who is asking: Flask-Login over the sessions that the database keeps, and CSRF."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, abort, request
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect, validate_csrf
from wtforms import ValidationError

from chatty.accounts.actions import (
    Device,
    close_session,
    end_other_sessions,
    open_session,
    renew_key,
    touch_session,
)
from chatty.accounts.models import VISITOR, User, Viewer
from chatty.accounts.queries import viewer_for_session_key
from chatty.core import clock, limits
from chatty.core.db import writing
from chatty.core.origin import came_from
from chatty.core.rates import rates
from chatty.core.sessions import remember, session_key
from chatty.web.known import remember_device

TOUCH_EVERY = timedelta(minutes=5)
TOUCHES_REMEMBERED = 10_000

# Mail programs send it without a session; the word of the link is the proof.
PROVED_BY_LINK = frozenset({"web.unsubscribing.create"})
SENT_IN_PIECES = frozenset({"web.uploads.update"})

csrf = CSRFProtect()
login = LoginManager()
login.session_protection = None  # the database's row decides, not what the browser calls itself
_touched: dict[int, float] = {}


class SignedIn(UserMixin):  # type: ignore[misc]  # published without types
    """Flask-Login's view of a person."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.id = str(viewer.id)


class SignedOut(AnonymousUserMixin):  # type: ignore[misc]  # published without types
    """Flask-Login's view of a visitor."""

    viewer = VISITOR


def register(app: Flask) -> None:
    """Let *app* know who is asking. CSRF is checked by ``protect``, on this door's routes only."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf.init_app(app)
    login.anonymous_user = SignedOut
    login.init_app(app)


@login.request_loader  # type: ignore[untyped-decorator]  # published without types
def load(_request: object) -> SignedIn | None:
    """The person behind the request's cookie."""
    key = session_key()
    viewer = viewer_for_session_key(key) if key else None
    return SignedIn(viewer) if viewer else None


def viewer() -> Viewer:
    """The person asking."""
    person: Viewer = current_user.viewer
    return person


def protect() -> None:
    """Refuse unsafe requests without the session's token."""
    if request.endpoint in PROVED_BY_LINK:
        return
    if request.endpoint in SENT_IN_PIECES:
        _check_header()
    elif request.method not in {"GET", "HEAD", "OPTIONS"}:
        csrf.protect()
    elif request.method == "OPTIONS":
        abort(405)


def _check_header() -> None:
    """The token in the header alone: to look for it in a form would be to read the body."""
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError as error:
        raise CSRFError(str(error)) from error


def count() -> None:
    """Count what may change something against its person, or against a visitor's address.

    What a script asks with a token is counted apart: whoever overdoes that can still use pages.
    """
    if request.method in {"GET", "HEAD"}:
        return
    if viewer().is_visitor:
        rates.hit(limits.RATE_API_ADDRESS, "web-from", address())
    else:
        rates.hit(limits.RATE_API_USER, "web", viewer().id)


def touch() -> None:
    """Keep the session alive: noted in the database at most every five minutes a session."""
    session_id = viewer().session_id
    now = clock.monotonic()
    if session_id is None or now < _touched.get(session_id, 0.0):
        return
    if len(_touched) >= TOUCHES_REMEMBERED:
        _touched.clear()
    _touched[session_id] = now + TOUCH_EVERY.total_seconds()
    with writing():
        touch_session(session_id)


def begin_session(user: User, *, by_link: bool = False) -> str:
    """Open a session for *user* inside the door's transaction; answers its key.

    The session that the browser had ends: its cookie is about to be replaced.
    """
    if viewer().session_id is not None:
        close_session(viewer())
    remember_device(user.id)
    return open_session(user.id, device(), by_link=by_link)


def renewed_key() -> str | None:
    """End every other sign-in inside the door's transaction; this one gets another key."""
    end_other_sessions(viewer())
    return renew_key(viewer())


def sign_in(key: str) -> None:
    """Give the browser the key, in a cookie of which nothing was there before."""
    remember(key)


def device() -> Device:
    """From where the person asks."""
    return Device(request.user_agent.string, address())


def note_origin() -> None:
    """Let the log of security events know where this was asked from."""
    came_from(address())


def address() -> str:
    """Where the request came from, corrected by trusted proxies only."""
    return request.remote_addr or ""
