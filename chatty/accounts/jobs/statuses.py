"""Statuses end by themselves."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.actions import clear_status
from chatty.accounts.models import User
from chatty.core import clock
from chatty.core.db import db, release, writing

AT_ONCE = 50


def end_statuses() -> int:
    """Clear what has ended, so that open pages are told too; answers how many it was.

    Who reads one in the meantime does not see it any more: it is left out when it is written.
    """
    due = User.status_until <= clock.now()
    is_any = db.session.scalars(sa.select(User.id).where(due).limit(1)).first() is not None
    release()
    if not is_any:
        return 0
    with writing():
        query = sa.select(User).where(due).limit(AT_ONCE).with_for_update(skip_locked=True)
        found = db.session.scalars(query).all()
        for user in found:
            clear_status(user)
    return len(found)
