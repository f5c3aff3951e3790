"""Direct rooms out of sight, and back in it."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.core.db import db
from chatty.core.facts import record
from chatty.rooms.events import DirectHidden, DirectShown
from chatty.rooms.models import Membership, Room


def hide(user_id: int, room: Room) -> None:
    """Take the room out of the person's sight until something is said there."""
    hidden = db.session.execute(
        sa.update(Membership)
        .where(
            Membership.room_id == room.id,
            Membership.user_id == user_id,
            Membership.hidden_at_seq.is_(None),
        )
        .values(hidden_at_seq=room.last_seq)
        .returning(Membership.user_id)
        .execution_options(synchronize_session="fetch")
    ).scalar()
    if hidden is not None:
        record(DirectHidden(room_id=room.id, user_id=user_id))


def bring_back(room_id: int, user_id: int | None = None) -> None:
    """Show the room again to whom it was hidden: to one person, or to everybody in it."""
    hidden = sa.and_(Membership.room_id == room_id, Membership.hidden_at_seq.is_not(None))
    shown = db.session.scalars(
        sa.update(Membership)
        .where(hidden if user_id is None else sa.and_(hidden, Membership.user_id == user_id))
        .values(hidden_at_seq=None)
        .returning(Membership.user_id)
        .execution_options(synchronize_session="fetch")
    ).all()
    for each in shown:
        record(DirectShown(room_id=room_id, user_id=each))
