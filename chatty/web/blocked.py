"""Whose words the person asking is not shown where they share a room."""

from __future__ import annotations

from collections.abc import Collection

from chatty.friends.queries import those_blocked_by
from chatty.rooms.models import Room, RoomKind
from chatty.web.identity import viewer


def blocked() -> Collection[int]:
    """The ids of all whom the person has blocked; a visitor has blocked nobody."""
    return [] if viewer().is_visitor else those_blocked_by(viewer().id)


def blocked_in(room: Room) -> Collection[int]:
    """Those whose messages are hidden here; what was said to oneself stays readable."""
    return [] if room.kind == RoomKind.DIRECT else blocked()
