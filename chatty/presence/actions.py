"""Typing: told to everybody who looks, kept nowhere."""

from __future__ import annotations

import json

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.bus import current_bus
from chatty.core.errors import Forbidden
from chatty.core.limits import TYPING_EVERY_SECONDS, TYPING_ROOM_MEMBERS
from chatty.rooms.models import Room
from chatty.rooms.policies import check_not_muted, may_post
from chatty.rooms.queries import check_open, cut_off_in, membership_of

CHANNEL = "typing"
REMEMBERED = 10_000

_told_at: dict[tuple[int, int], float] = {}


def announce_typing(viewer: Viewer, room: Room, *, thread_id: int | None = None) -> None:
    """Tell those in *room* that *viewer* types; at most every four seconds, not in large rooms.

    *thread_id* is the thread there in which it is done. Of two of whom one has blocked the other
    neither is told of the other.

    Raises Forbidden where the person may not write.
    """
    membership = membership_of(viewer.id, room.id)
    if membership is None or not may_post(room, membership):
        raise Forbidden("not_a_member", "Only who may write here can be typing.")
    check_not_muted(membership.muted_until, now=clock.now())
    if not viewer.show_typing:
        return
    check_open(viewer, room)
    if room.member_count > TYPING_ROOM_MEMBERS or not _is_time(viewer.id, room.id):
        return
    told = {
        "roomId": str(room.id),
        "threadId": None if thread_id is None else str(thread_id),
        "userId": str(viewer.id),
        "userName": viewer.display_name,
        "notTo": cut_off_in(viewer, room),
    }
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
