"""What everybody may know, for machines that read along."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from chatty.core.db import db
from chatty.rooms.models import Room
from chatty.rooms.policies import OPEN


def open_rooms(limit: int) -> Sequence[Room]:
    """The rooms that anybody reads, those with most members first."""
    query = (
        sa.select(Room)
        .where(Room.kind.in_(OPEN), Room.archived_at.is_(None), Room.deleted_at.is_(None))
        .order_by(Room.member_count.desc(), Room.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()
