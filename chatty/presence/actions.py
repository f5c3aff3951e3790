"""Typing: told to everybody who looks, kept nowhere."""

from __future__ import annotations

import json

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.bus import current_bus
from chatty.core.errors import Forbidden
from chatty.core.limits import TYPING_EVERY_SECONDS, TYPING_ROOM_MEMBERS
from chatty.rooms.models import Room
from chatty.rooms.policies import may_post
from chatty.rooms.queries import membership_of

CHANNEL = "typing"
REMEMBERED = 10_000

_told_at: dict[tuple[int, int], float] = {}


def announce_typing(viewer: Viewer, room: Room) -> None:
    """Tell those in *room* that *viewer* types; at most every four seconds, not in large rooms.

    Raises Forbidden where the person may not write.
    """
    if not may_post(room, membership_of(viewer.id, room.id)):
        raise Forbidden("not_a_member", "Only who may write here can be typing.")
    if room.member_count > TYPING_ROOM_MEMBERS or not _is_time(viewer.id, room.id):
        return
    told = {"roomId": str(room.id), "userId": str(viewer.id), "userName": viewer.display_name}
    current_bus().publish(CHANNEL, json.dumps(told).encode())


def _is_time(user_id: int, room_id: int) -> bool:
    now = clock.monotonic()
    last = _told_at.get((user_id, room_id))
    if last is not None and now - last < TYPING_EVERY_SECONDS:
        return False
    if len(_told_at) >= REMEMBERED:
        _told_at.clear()
    _told_at[user_id, room_id] = now
    return True
