"""What somebody began to write, and what they have put off sending."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import NotFound
from chatty.messages.models import Draft, ScheduledMessage, ScheduledState


def draft_in(user_id: int, room_id: int, thread_id: int | None = None) -> Draft | None:
    """What the person began to write in the room, or in the thread there."""
    query = sa.select(Draft).where(
        Draft.user_id == user_id, Draft.room_id == room_id, Draft.thread_id == thread_id
    )
    return db.session.scalars(query).first()


def drafts_of(user_id: int) -> Sequence[Draft]:
    """All that the person began to write, the newest first."""
    query = sa.select(Draft).where(Draft.user_id == user_id)
    return db.session.scalars(query.order_by(Draft.updated_at.desc(), Draft.id.desc())).all()


def scheduled_of(user_id: int) -> Sequence[ScheduledMessage]:
    """What the person has put off sending, and what could not be sent: the next one first."""
    query = sa.select(ScheduledMessage).where(ScheduledMessage.user_id == user_id)
    return db.session.scalars(query.order_by(ScheduledMessage.send_at, ScheduledMessage.id)).all()


def scheduled_for(viewer: Viewer, scheduled_id: int) -> ScheduledMessage:
    """The message to be sent later, if it is *viewer*'s own; raises NotFound."""
    own = sa.select(ScheduledMessage).where(
        ScheduledMessage.id == scheduled_id, ScheduledMessage.user_id == viewer.id
    )
    found = db.session.scalars(own.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def due_scheduled() -> ScheduledMessage | None:
    """The message that has waited longest for its turn, as it stands now, without the session."""
    query = (
        sa.select(ScheduledMessage)
        .where(
            ScheduledMessage.state == ScheduledState.PENDING,
            ScheduledMessage.due_at <= clock.now(),
        )
        .order_by(ScheduledMessage.due_at)
        .limit(1)
    )
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is not None:
        # What decides who may send it is what was read here, not what it has become since.
        db.session.expunge(found)
    return found
