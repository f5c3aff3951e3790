"""Forget what was read long ago, and of too much the oldest."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

from chatty.core import clock, limits
from chatty.core.db import db, writing
from chatty.notifications.models import Notification


def forget_notifications() -> int:
    """Remove read ones after 90 days, and beyond a thousand a person; answers how many went."""
    old = sa.and_(
        Notification.read_at.is_not(None),
        Notification.created_at < clock.now() - limits.NOTIFICATIONS_KEPT_FOR,
    )
    newest_first = sa.func.row_number().over(
        partition_by=Notification.user_id, order_by=Notification.id.desc()
    )
    ranked = sa.select(Notification.id, newest_first.label("place")).subquery()
    beyond = sa.select(ranked.c.id).where(ranked.c.place > limits.NOTIFICATIONS_PER_USER)
    with writing():
        gone = [
            db.session.execute(
                sa.delete(Notification).where(which).execution_options(synchronize_session=False)
            )
            for which in (old, Notification.id.in_(beyond))
        ]
    return sum(int(cast("CursorResult[Any]", each).rowcount) for each in gone)
