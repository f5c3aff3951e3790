"""Who somebody is."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from chatty.accounts.models import RefreshFamily, User, Viewer, WebSession
from chatty.accounts.policies import username_key
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.core.limits import SESSION_IDLE
from chatty.core.text import is_storable

VIEWER_COLUMNS = (
    User.id.label("user_id"),
    User.username,
    User.display_name,
    User.kind,
    User.is_admin,
    User.theme,
    User.created_at,
)

# Asked with every request of an app, so it is built once and runs past the ORM.
VIEWER_BY_TOKEN = (
    sa.select(*VIEWER_COLUMNS, RefreshFamily.id.label("family_id"))
    .join(User, User.id == RefreshFamily.user_id)
    .where(
        RefreshFamily.id == sa.bindparam("family"),
        RefreshFamily.user_id == sa.bindparam("person"),
        RefreshFamily.revoked_at.is_(None),
        RefreshFamily.expires_at > sa.bindparam("now"),
        User.deactivated_at.is_(None),
    )
)


def key_hash(key: str) -> str:
    """What is kept of a random key: enough to find it, too little to use it."""
    return hashlib.sha256(key.encode()).hexdigest()


def user_by_id(user_id: int) -> User:
    """The active account with this id; raises NotFound."""
    user = db.session.get(User, user_id)
    if user is None or user.deactivated_at is not None:
        raise NotFound
    return user


def user_by_login(login: str) -> User | None:
    """The active account with this user name or confirmed e-mail address."""
    if not is_storable(login):
        return None
    match = User.email == login.strip().lower() if "@" in login else _named(login.strip())
    return db.session.scalars(sa.select(User).where(match, User.deactivated_at.is_(None))).first()


def username_taken(username: str) -> bool:
    """Whether another account bears this name, or one that folds to the same."""
    return db.session.scalars(sa.select(User.id).where(_named(username))).first() is not None


def viewer_for_session_key(key: str) -> Viewer | None:
    """Who is behind a session cookie, or None when it has ended."""
    now = clock.now()
    query = (
        sa.select(*VIEWER_COLUMNS, WebSession.id.label("session_id"), WebSession.expires_at)
        .join(User, User.id == WebSession.user_id)
        .where(
            WebSession.key_hash == key_hash(key),
            WebSession.revoked_at.is_(None),
            WebSession.expires_at > now,
            WebSession.last_used_at > now - SESSION_IDLE,
            User.deactivated_at.is_(None),
        )
    )
    return _viewer(query)


def viewer_for_access_token(user_id: int, family_id: int) -> Viewer | None:
    """Who is behind an access token whose signature is good, or None when its login has ended.

    The database is asked each time, so that a revoked token stays revoked whatever is flushed.
    """
    values = {"person": user_id, "family": family_id, "now": clock.now()}
    row = db.session.connection().execute(VIEWER_BY_TOKEN, values).first()
    return Viewer(**row._asdict()) if row else None


def viewer_for_credential(
    user_id: int, *, session_id: int | None, family_id: int | None
) -> Viewer | None:
    """Who a ticket was minted for, when the session or login it was minted by still stands."""
    if family_id is not None:
        return viewer_for_access_token(user_id, family_id)
    query = (
        sa.select(*VIEWER_COLUMNS, WebSession.id.label("session_id"), WebSession.expires_at)
        .join(User, User.id == WebSession.user_id)
        .where(
            WebSession.id == session_id,
            WebSession.user_id == user_id,
            WebSession.revoked_at.is_(None),
            WebSession.expires_at > clock.now(),
            User.deactivated_at.is_(None),
        )
    )
    return _viewer(query)


def _named(username: str) -> sa.ColumnElement[bool]:
    return User.username_key == username_key(username)


def _viewer(query: sa.Executable) -> Viewer | None:
    row = db.session.execute(query).first()
    return Viewer(**row._asdict()) if row else None
