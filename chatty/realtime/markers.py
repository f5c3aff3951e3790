"""Markers of others: told to the members of small rooms, gathered for a moment.

The marker itself is a durable event for its owner's devices, so every process sees it in the log;
no bus is needed to tell the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import gevent
import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from chatty.accounts.models import User
from chatty.core.db import db
from chatty.core.limits import DELIVERED_ROOM_MEMBERS, RECEIPTS_ROOM_MEMBERS
from chatty.friends.queries import blocks_between
from chatty.realtime.frame import Frame
from chatty.rooms.models import Room, RoomKind
from chatty.stream.models import room_topic

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

# Up to how many members each is told to the others.
MARKERS = {"READ_MARKER": RECEIPTS_ROOM_MEMBERS, "DELIVERED_MARKER": DELIVERED_ROOM_MEMBERS}

# By room, of each person the newest of each kind.
Moved = dict[int, dict[tuple[int, str], dict[str, Any]]]

log = structlog.get_logger(__name__)


class Markers:
    """The markers that moved since the last tick: the newest of each person in each room."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._moved: Moved = defaultdict(dict)

    def moved(self, frame: Frame) -> None:
        """A person's marker moved."""
        body = frame.body
        self._moved[int(body["roomId"])][int(body["userId"]), frame.kind] = body

    def tick(self) -> None:
        """Tell what moved, where somebody listens."""
        if not self._moved:
            return
        moved, self._moved = self._moved, defaultdict(dict)
        heard = {r: markers for r, markers in moved.items() if self._hub.index.of(room_topic(r))}
        if heard:
            gevent.spawn(self._tell, heard)

    def _tell(self, moved: Moved) -> None:
        try:
            with self._hub.app.app_context():
                small, open_people = self._small_rooms(moved), self._who_shows(moved)
                cut_off = self._cut_off({room_id: moved[room_id] for room_id in small})
        except SQLAlchemyError as error:
            # Only told now or never: the next marker, or the next /sync, says it again.
            log.warning("markers_not_told", error=str(error.__cause__ or error)[:200])
            return
        for room_id, members in small.items():
            for (user_id, kind), body in moved[room_id].items():
                if user_id in open_people and members <= MARKERS[kind]:
                    self._tell_room(room_id, body, cut_off)

    def _small_rooms(self, moved: Moved) -> dict[int, int]:
        """Those of the rooms where markers are told, with how many are in them.

        Not the lobby: there only who has spoken is known to be in it.
        """
        query = sa.select(Room.id, Room.member_count).where(
            Room.id.in_(moved),
            Room.member_count <= RECEIPTS_ROOM_MEMBERS,
            Room.kind != RoomKind.LOBBY,
        )
        return {row.id: row.member_count for row in db.session.execute(query)}

    def _who_shows(self, moved: Moved) -> set[int]:
        """Those whose markers moved and who let others see how far they are."""
        user_ids = {user_id for markers in moved.values() for user_id, _ in markers}
        query = sa.select(User.id).where(User.id.in_(user_ids), User.show_receipts)
        return set(db.session.scalars(query))

    def _cut_off(self, moved: Moved) -> set[tuple[int, int]]:
        """Who has blocked whom, of those whose markers moved and those who listen.

        Asked of small rooms alone: of a large one all who listen would be in the statement.
        """
        moving = {user_id for markers in moved.values() for user_id, _ in markers}
        listening = {
            connection.viewer.user_id or 0
            for room_id in moved
            for connection in self._hub.index.of(room_topic(room_id))
        }
        return blocks_between(moving, listening) if moving else set()

    def _tell_room(
        self, room_id: int, body: dict[str, Any], cut_off: Collection[tuple[int, int]]
    ) -> None:
        topic, user_id = room_topic(room_id), int(body["userId"])
        frame = Frame.ephemeral({name: body[name] for name in body if name != "cursor"})
        for connection in self._hub.index.of(topic):
            # Receipts are for members who give their own, not for whoever reads along.
            viewer = connection.viewer
            reads_along = viewer.user_id == user_id or topic in connection.borrowed
            pair = (user_id, viewer.user_id)
            apart = pair in cut_off or pair[::-1] in cut_off
            if viewer.show_receipts and not reads_along and not apart:
                connection.tell(frame)
