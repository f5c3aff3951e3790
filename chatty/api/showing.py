"""Gather what the resources are written from, in as many statements for many as for one."""

from __future__ import annotations

from collections.abc import Sequence

from chatty.messages.queries import newest_of
from chatty.presence.queries import state_of, viewer_counts
from chatty.rooms.models import RoomOverview
from chatty.wire.base import Json
from chatty.wire.models import Relation
from chatty.wire.resources import room_json


def rooms_json(overviews: Sequence[RoomOverview]) -> list[Json]:
    """All of *overviews* as Rooms."""
    newest = newest_of([overview.room for overview in overviews])
    counts = viewer_counts([overview.room.id for overview in overviews])
    return [
        room_json(overview, newest.get(overview.room.id), counts.get(overview.room.id, 0))
        for overview in overviews
    ]


def one_room_json(overview: RoomOverview) -> Json:
    """*overview* as a Room."""
    return rooms_json([overview])[0]


def presence_json(user_id: int) -> Json:
    """Whether the person is there. When they were last is for friends, of whom there are none."""
    return {"state": str(state_of(user_id)), "lastSeenAt": None}


def relation(viewer_id: int, user_id: int) -> Relation:
    """What the two are to each other."""
    return "self" if viewer_id == user_id else "none"
