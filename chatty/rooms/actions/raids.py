"""While a room is flooded: who comes in, and which words are said. A raid mode ends by itself."""

from __future__ import annotations

from datetime import timedelta

from chatty.accounts.actions import audit
from chatty.accounts.models import Viewer
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.rates import rates
from chatty.rooms.actions.changing import room_updated
from chatty.rooms.actions.holding import hold_room
from chatty.rooms.models import Room
from chatty.rooms.policies import Right
from chatty.rooms.queries import room_with_right
from chatty.site.policies import check_filtered_words, check_raid


def begin_raid_mode(viewer: Viewer, room_id: int, lasts: timedelta) -> Room:
    """Let nobody in but by personal invite, and no new account write, for so long.

    Once more begins anew. Raises NotFound, Forbidden, Invalid.
    """
    lasts = check_raid(lasts)
    room, _ = hold_room(viewer, room_id, Right.RAID_MODE)
    room.raid_until = clock.now() + lasts
    details = {"minutes": round(lasts / timedelta(minutes=1))}
    audit("room_raid_mode_on", actor_id=viewer.id, room_id=room_id, details=details)
    room_updated(room)
    return room


def end_raid_mode(viewer: Viewer, room_id: int) -> Room:
    """End it before its time; where there is none nothing changes. Raises NotFound, Forbidden."""
    room, _ = hold_room(viewer, room_id, Right.RAID_MODE)
    if room.raid_until is not None and room.raid_until > clock.now():
        room.raid_until = None
        audit("room_raid_mode_off", actor_id=viewer.id, room_id=room_id)
        room_updated(room)
    return room


def change_filtered_words(viewer: Viewer, room_id: int, text: str) -> Room:
    """Filter other words from now on; who is in the room is not told which.

    Raises NotFound, Forbidden, Invalid.
    """
    text = check_filtered_words(text)
    room, _ = hold_room(viewer, room_id, Right.FILTER_WORDS)
    if room.filtered_words != text:
        room.filtered_words = text
        db.session.flush()
        details = {"lines": len(text.splitlines())}
        audit("room_words_changed", actor_id=viewer.id, room_id=room_id, details=details)
    return room


def export_room_audit(viewer: Viewer, room_id: int) -> None:
    """Note that *viewer* takes a copy of the log of the room; NotFound, Forbidden, TooMany."""
    room_with_right(viewer, room_id, Right.SEE_AUDIT)
    rates.hit(limits.RATE_AUDIT_EXPORT, "audit-export", viewer.id)
    audit("audit_exported", actor_id=viewer.id, room_id=room_id)
