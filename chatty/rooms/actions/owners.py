"""Who owns a room: one or several, and never nobody while somebody is in it.

Whoever takes an owner away holds the row of the room first, so that two who do it at once are
counted one after the other.
"""

from __future__ import annotations

import sqlalchemy as sa

from chatty.core.db import db
from chatty.core.errors import Conflict
from chatty.core.facts import record
from chatty.rooms.events import MemberUpdated
from chatty.rooms.models import Membership, Role, Room


def has_other_owner(room_id: int, user_id: int) -> bool:
    """Whether the held room has an owner beside the person."""
    query = sa.select(Membership.user_id).where(_owns(room_id), Membership.user_id != user_id)
    return db.session.scalars(query.limit(1)).first() is not None


def check_other_owner(room_id: int, user_id: int) -> None:
    """Raise Conflict when the held room has no owner but the person."""
    if not has_other_owner(room_id, user_id):
        detail = "A room keeps an owner. Make somebody else an owner first."
        raise Conflict("last_owner", detail)


def settle_first_owner(room_id: int, gone_id: int) -> None:
    """Let the longest-standing of the owners be the first, if that was *gone_id* until now."""
    oldest = (
        sa.select(Membership.user_id)
        .where(_owns(room_id), Membership.user_id != gone_id)
        .order_by(Membership.joined_at, Membership.user_id)
        .limit(1)
    )
    first = db.session.scalars(
        sa.update(Room)
        .where(Room.id == room_id, Room.owner_id == gone_id)
        .values(owner_id=oldest.scalar_subquery())
        .returning(Room.owner_id)
        .execution_options(synchronize_session=False)
    ).first()
    if first is not None:
        record(MemberUpdated(room_id=room_id, user_id=first))


def _owns(room_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(Membership.room_id == room_id, Membership.role == Role.OWNER)
