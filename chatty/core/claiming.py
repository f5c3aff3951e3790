"""Rows that several processes see due, and one takes: a column is the promise, no lock is held.

A model of these has ``state``, which is "pending" while there is something to do, ``attempts``, and
``due_at``, before which nobody looks at it.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from chatty.core import clock
from chatty.core.db import Base, db

PENDING = "pending"


def claim(model: type[Base], row_id: int, *, attempts: int, lasts: timedelta) -> bool:
    """Take the row for this process alone; whoever else saw it due finds it put off.

    *attempts* is what was read. Who dies meanwhile lets go of it after *lasts*.
    """
    columns, now = model.__table__.c, clock.now()
    taken = db.session.execute(
        sa.update(model)
        .where(
            columns.id == row_id,
            columns.state == PENDING,
            columns.attempts == attempts,
            columns.due_at <= now,
        )
        .values(attempts=attempts + 1, due_at=now + lasts)
        .returning(columns.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    return taken is not None
