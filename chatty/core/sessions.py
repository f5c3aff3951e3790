"""The web session's cookie: its name and flags, and the key in it.

The cookie is signed and carries a random key; the session itself is a row (``web_sessions``), so it
can be listed and ended. The pages write the key, the stream reads it too, and both doors may run in
different processes: that is why it stands here.
"""

from __future__ import annotations

from flask import Flask, session

from chatty.core.limits import SESSION_LIVES
from chatty.core.settings import Settings

SECURE_NAME = "__Host-chatty"
PLAIN_NAME = "chatty"
KEY = "key"


def configure_sessions(app: Flask, settings: Settings) -> None:
    """Set the cookie's name and flags.

    On plain http a browser would drop a ``__Host-`` or Secure cookie, so both are left away there;
    a start that is open to others without https has been refused before.
    """
    app.config.update(
        SESSION_COOKIE_NAME=SECURE_NAME if settings.https else PLAIN_NAME,
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=SESSION_LIVES,
        # Or a late answer to a script could bring back a cookie that was replaced meanwhile.
        SESSION_REFRESH_EACH_REQUEST=False,
    )


def session_key() -> str | None:
    """The key in the request's cookie, if there is one."""
    key = session.get(KEY)
    return key if isinstance(key, str) else None


def remember(key: str) -> None:
    """Begin a new cookie with *key*; nothing of the one before is kept."""
    session.clear()
    session.permanent = True
    session[KEY] = key


def forget() -> None:
    """Empty the cookie."""
    session.clear()
