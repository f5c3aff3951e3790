"""Rooms as one person sees them, with who is at the other end of direct ones.

Both doors answer rooms through here, in as many statements for many as for one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chatty.accounts.models import User, Viewer
from chatty.messages.queries import newest_of
from chatty.messages.queries.mentions import mention_counts
from chatty.presence.queries import viewer_counts
from chatty.rooms.models import RequestState, Room, RoomOverview
from chatty.rooms.queries import group_names, peers_of
from chatty.wire.base import Json
from chatty.wire.resources import room_json
from chatty.wire.showing import Shown

UNANSWERED = frozenset({RequestState.PENDING, RequestState.DECLINED})


def rooms_json(viewer: Viewer, overviews: Sequence[RoomOverview]) -> list[Json]:
    """All of *overviews* as Rooms, with the newest message of each."""
    rooms = [overview.room for overview in overviews]
    newest, peers = newest_of(rooms), Peers(viewer, rooms)
    counts, mentions = viewer_counts([room.id for room in rooms]), _mentions(viewer, overviews)
    return [
        _called(
            room_json(
                overview,
                newest.get(overview.room.id),
                counts.get(overview.room.id, 0),
                peers.of(overview.room),
                peers.name_of(overview.room),
            ),
            mentions,
        )
        for overview in overviews
    ]


def one_room_json(viewer: Viewer, overview: RoomOverview) -> Json:
    """*overview* as a Room."""
    return rooms_json(viewer, [overview])[0]


def rooms_in_brief(viewer: Viewer, overviews: Sequence[RoomOverview]) -> list[Json]:
    """All of *overviews* as Rooms, without what was said last: for where only names are shown."""
    peers = Peers(viewer, [overview.room for overview in overviews])
    mentions = _mentions(viewer, overviews)
    return [
        _called(
            room_json(overview, peer=peers.of(overview.room), name=peers.name_of(overview.room)),
            mentions,
        )
        for overview in overviews
    ]


def _mentions(viewer: Viewer, overviews: Sequence[RoomOverview]) -> dict[int, int]:
    """How often *viewer* is called in what is unread; where all is read nothing is asked."""
    unread = [overview.room.id for overview in overviews if overview.unread_count]
    return mention_counts(viewer.id, unread) if unread else {}


def _called(room: Json, mentions: Mapping[int, int]) -> Json:
    """*room* with how often the person is called there."""
    if room["membership"] is not None:
        room["membership"]["mentionCount"] = mentions.get(int(room["id"]), 0)
    return room


class Peers:
    """Who is at the other end of direct rooms, found out once for all of them."""

    def __init__(self, viewer: Viewer, rooms: Sequence[Room]) -> None:
        self._people = {} if viewer.is_visitor else peers_of(viewer, rooms)
        self._names = group_names(rooms)
        self._shown = Shown(viewer, [user.id for user in self._people.values()])

    def of(self, room: Room) -> Json | None:
        """The other person as a User; None where there is none, or more than one."""
        person = self._people.get(room.id)
        return None if person is None else self._user(room, person)

    def name_of(self, room: Room) -> str:
        """What a direct room of several is called that was given no name."""
        return self._names.get(room.id, "")

    def _user(self, room: Room, person: User) -> Json:
        # Before a request is answered neither learns more of the other than before.
        if room.request_state in UNANSWERED:
            return self._shown.unwatched(person)
        return self._shown.user(person)
