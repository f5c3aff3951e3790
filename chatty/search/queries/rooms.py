"""Rooms, found by a part of their name, topic or address."""

from __future__ import annotations

from chatty.accounts.models import Viewer
from chatty.core.paging import Page
from chatty.rooms.models import RoomKind, RoomOverview
from chatty.rooms.queries import explore, my_rooms
from chatty.search.policies import folded


def find_rooms(
    viewer: Viewer, part: str, *, cursor: str | None = None, limit: int | None = None
) -> Page[RoomOverview]:
    """The rooms that *viewer* is in, before those that anybody may know, with *part* in them."""
    listed = explore(viewer, part, cursor=cursor, limit=limit)
    others = [one for one in listed.items if one.membership is None]
    mine = [] if cursor or viewer.is_visitor else _mine(viewer, folded(part))
    return Page([*mine, *others], listed.next_cursor)


def _mine(viewer: Viewer, part: str) -> list[RoomOverview]:
    return [
        one
        for one in my_rooms(viewer)
        if one.room.kind != RoomKind.DIRECT
        and any(
            part in folded(text) for text in (one.room.name, one.room.topic, one.room.slug or "")
        )
    ]
