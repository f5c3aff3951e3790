"""Let go of what somebody has not sent yet: they left, or their account ends."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from chatty.core.db import db
from chatty.core.facts import record
from chatty.messages.events import DraftChanged, ScheduledRemoved
from chatty.messages.models import Draft, ScheduledMessage


def forget_unsent(*, user_id: int | None = None, room_id: int | None = None) -> None:
    """Remove the drafts and the messages to be sent later of a person, of a room, or of both."""
    for draft in db.session.scalars(_all(Draft, user_id, room_id)).all():
        db.session.delete(draft)
        record(DraftChanged(draft.id, draft.user_id, draft.room_id, draft.thread_id))
    for message in db.session.scalars(_all(ScheduledMessage, user_id, room_id)).all():
        db.session.delete(message)
        record(ScheduledRemoved(message.id, message.user_id, message.room_id))
    db.session.flush()


def _all(
    model: type[Draft | ScheduledMessage], user_id: int | None, room_id: int | None
) -> sa.Select[Any]:
    query = sa.select(model)
    if user_id is not None:
        query = query.where(model.user_id == user_id)
    return query if room_id is None else query.where(model.room_id == room_id)
