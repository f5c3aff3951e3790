"""Close polls whose time has come, and tell their rooms.

Votes are refused from that moment on already; of several workers one writes it down.
"""

from __future__ import annotations

import sqlalchemy as sa

from chatty.core import clock, limits
from chatty.core.db import db, release, writing
from chatty.messages.actions import end_poll
from chatty.messages.models import Message, Poll


def close_polls() -> int:
    """Close the polls that are due; answers how many."""
    due = sa.select(Poll.message_id).where(
        Poll.closes_at.is_not(None), Poll.closed_at.is_(None), Poll.closes_at <= clock.now()
    )
    oldest = due.order_by(Poll.closes_at).limit(limits.POLLS_CLOSED_AT_ONCE)
    ids = db.session.scalars(oldest).all()
    release()
    return sum(_close(message_id) for message_id in ids)


def _close(message_id: int) -> bool:
    with writing():
        message = db.session.get(Message, message_id, with_for_update=True, populate_existing=True)
        return message is not None and end_poll(message, clock.now())
