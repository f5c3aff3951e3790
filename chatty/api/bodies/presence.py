"""Who is there."""

from __future__ import annotations

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.models import PresenceState


class PeopleInRoom(WireModel):
    """Who looks at a room now: the first hundred, and how many."""

    members: list[WireId]
    count: int


class PersonPresence(WireModel):
    """Whether somebody is there."""

    user_id: WireId
    state: PresenceState
    last_seen_at: Moment | None


class PresenceList(WireModel):
    """Those asked for whom one may know of."""

    items: list[PersonPresence]


class PeopleOnline(WireModel):
    """How many people are connected to this server."""

    count: int
