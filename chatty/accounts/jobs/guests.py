"""Guests whom nobody can be any more are shut, and erased later like every shut account."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.actions import deactivate
from chatty.accounts.models import RefreshFamily, User, UserKind, WebSession
from chatty.core import clock, limits
from chatty.core.db import db, writing

AT_ONCE = 100


def retire_guests() -> int:
    """Shut the guests without a session that still lives; answers how many."""
    with writing():
        found = db.session.scalars(_left().limit(AT_ONCE)).all()
        for user_id in found:
            deactivate(user_id)
    return len(found)


def _left() -> sa.Select[int]:
    now = clock.now()
    browser = sa.exists().where(
        WebSession.user_id == User.id,
        WebSession.revoked_at.is_(None),
        WebSession.expires_at > now,
        WebSession.last_used_at > now - limits.SESSION_IDLE,
    )
    app = sa.exists().where(
        RefreshFamily.user_id == User.id,
        RefreshFamily.revoked_at.is_(None),
        RefreshFamily.expires_at > now,
        RefreshFamily.last_used_at > now - limits.REFRESH_TOKEN_LIVES,
    )
    return sa.select(User.id).where(
        User.kind == UserKind.GUEST, User.deactivated_at.is_(None), ~browser, ~app
    )
