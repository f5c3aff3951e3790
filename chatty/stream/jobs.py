"""Keep the log bounded."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from chatty.core import clock
from chatty.core.db import db, writing
from chatty.core.limits import EVENTS_KEPT_AT_LEAST, EVENTS_KEPT_FOR
from chatty.stream.models import Event


def prune_events() -> int:
    """Prune the log in a transaction of its own; answers how many events went."""
    with writing():
        return prune(db.session())


def prune(session: Session) -> int:
    """Forget events older than seven days, but never the newest 10,000; answers how many.

    A client whose cursor pointed at one of them is told to start over.
    """
    spared = (
        sa.select(Event.id)
        .order_by(Event.id.desc())
        .offset(EVENTS_KEPT_AT_LEAST - 1)
        .limit(1)
        .scalar_subquery()
    )
    old = sa.delete(Event).where(
        Event.id < spared, Event.created_at < clock.now() - EVENTS_KEPT_FOR
    )
    result = session.execute(old.execution_options(synchronize_session=False))
    return int(cast("CursorResult[Any]", result).rowcount)
