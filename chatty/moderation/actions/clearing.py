"""Delete what somebody said last, in one act."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Forbidden, invalid
from chatty.core.rates import rates
from chatty.messages.actions import bury
from chatty.messages.models import Message
from chatty.rooms.actions import hold_room
from chatty.rooms.models import Membership
from chatty.rooms.policies import Right, stands_above


def clear_messages(
    viewer: Viewer, room_id: int, user_id: int, *, last: int, within: timedelta | None = None
) -> int:
    """Delete the *last* messages of somebody in the room, of those *within* a time if one is given.

    Answers how many they were. Raises NotFound, Forbidden, Invalid, TooMany.
    """
    if not 1 <= last <= limits.CLEARED_MESSAGES:
        raise invalid("last", f"1 to {limits.CLEARED_MESSAGES} messages at once.")
    _, own = hold_room(viewer, room_id, Right.DELETE_ANY)
    place = db.session.get(Membership, (room_id, user_id), populate_existing=True)
    if user_id != viewer.id and not stands_above(own.role, place.role if place else None):
        raise Forbidden("right_needed", "They are not below you in this room.")
    rates.hit(limits.RATE_SANCTIONS, "sanctions", viewer.id)
    query = (
        sa.select(Message)
        .where(
            Message.room_id == room_id, Message.sender_id == user_id, Message.deleted_at.is_(None)
        )
        .order_by(Message.id.desc())
        .limit(last)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if within is not None:
        query = query.where(Message.created_at >= clock.now() - within)
    found = list(reversed(db.session.scalars(query).all()))
    if found:
        bury(found, by_id=viewer.id)
        audit(
            "messages_cleared",
            actor_id=viewer.id,
            target_id=user_id,
            room_id=room_id,
            details={"count": len(found)},
        )
    return len(found)
