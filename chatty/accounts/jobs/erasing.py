"""Accounts that were shut are erased after a month; words that nobody can use are forgotten."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.actions import audit, erase, forget_tokens
from chatty.accounts.models import User, UsernameHold
from chatty.accounts.queries import held_account
from chatty.core import clock, limits
from chatty.core.db import db, writing

AT_ONCE = 100


def erase_deactivated() -> int:
    """Erase the accounts that were shut thirty days ago, each by itself; answers how many."""
    shut_before = clock.now() - limits.DEACTIVATED_ERASED_AFTER
    due = sa.select(User.id).where(User.deactivated_at < shut_before, User.erased_at.is_(None))
    found = db.session.scalars(due.limit(AT_ONCE)).all()
    erased = 0
    for user_id in found:
        with writing():
            erased += _erase(user_id, shut_before)
    return erased


def _erase(user_id: int, shut_before: datetime) -> bool:
    """Whether it was erased now: by no other process before, and not opened again meanwhile."""
    user = held_account(user_id)
    if user is None or user.erased_at is not None or user.deactivated_at is None:
        return False
    if user.deactivated_at >= shut_before:
        return False
    erase(user, erase_messages=False)
    audit("deactivated_erased", target_id=user_id)
    return True


def forget_words() -> int:
    """Forget spent and old one-time words, and names whose time is over; answers how many."""
    with writing():
        db.session.execute(sa.delete(UsernameHold).where(UsernameHold.held_until < clock.now()))
        return forget_tokens()
