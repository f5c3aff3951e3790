"""Keep a message at hand for everybody in the room."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden
from chatty.core.facts import record
from chatty.messages.actions.holding import Held, check_there, hold_message, member_of
from chatty.messages.events import MessageUpdated
from chatty.messages.models import Message, MessageView
from chatty.messages.queries import message_for
from chatty.rooms.policies import Right, check_not_muted, has_right
from chatty.rooms.queries import check_open


def pin(viewer: Viewer, message_id: int) -> MessageView:
    """Pin the message; twice changes nothing.

    Raises NotFound, Forbidden, and Conflict where enough are pinned or the message was deleted.
    """
    held = _hold(viewer, message_id)
    if held.message.pinned_at is None:
        _check_number(held.room.id)
        held.message.pinned_at, held.message.pinned_by_id = clock.now(), viewer.id
        return _changed(viewer, held, "message_pinned")
    return message_for(viewer, message_id)


def unpin(viewer: Viewer, message_id: int) -> MessageView:
    """Pin it no more; for what is not pinned nothing changes. Raises as `pin` does."""
    held = _hold(viewer, message_id)
    if held.message.pinned_at is not None:
        held.message.pinned_at = held.message.pinned_by_id = None
        return _changed(viewer, held, "message_unpinned")
    return message_for(viewer, message_id)


def _hold(viewer: Viewer, message_id: int) -> Held:
    held = hold_message(viewer, message_id)
    place = member_of(held)
    if not has_right(Right.PIN, held.room, place.role):
        raise Forbidden("right_needed", "Your role in this room does not allow that.")
    check_there(held)
    check_not_muted(place.muted_until, now=clock.now())
    check_open(viewer, held.room)
    return held


def _check_number(room_id: int) -> None:
    pinned = sa.select(sa.func.count()).where(
        Message.room_id == room_id, Message.pinned_at.is_not(None)
    )
    if (db.session.scalar(pinned) or 0) >= limits.PINS:
        raise Conflict("too_many_pins", f"There are {limits.PINS} pinned messages here already.")


def _changed(viewer: Viewer, held: Held, kind: str) -> MessageView:
    message = held.message
    db.session.flush()
    audit(kind, actor_id=viewer.id, room_id=message.room_id, subject=f"message:{message.id}")
    view = message_for(viewer, message.id)
    record(MessageUpdated(view))
    return view
