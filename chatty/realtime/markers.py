"""Read markers of others: told to the members of small rooms, gathered for a moment.

The marker itself is a durable event for its owner's devices, so every process sees it in the log;
no bus is needed to tell the others.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import gevent
import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from chatty.core.db import db
from chatty.core.limits import RECEIPTS_ROOM_MEMBERS
from chatty.realtime.frame import Frame
from chatty.rooms.models import Room
from chatty.stream.models import room_topic
from chatty.wire.frames import read_marker

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

Moved = dict[int, dict[int, int]]

log = structlog.get_logger(__name__)


class Markers:
    """The markers that moved since the last tick: the newest of each person in each room."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._moved: Moved = defaultdict(dict)

    def moved(self, frame: Frame) -> None:
        """A person's marker moved."""
        body = frame.body
        self._moved[int(body["roomId"])][int(body["userId"])] = int(body["seq"])

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
            small = self._small_rooms(moved)
        except SQLAlchemyError as error:
            # Only told now or never: the next marker, or the next /sync, says it again.
            log.warning("markers_not_told", error=str(error.__cause__ or error)[:200])
            return
        for room_id in small:
            for user_id, seq in moved[room_id].items():
                self._tell_room(room_id, user_id, seq)

    def _small_rooms(self, moved: Moved) -> list[int]:
        query = sa.select(Room.id).where(
            Room.id.in_(moved), Room.member_count <= RECEIPTS_ROOM_MEMBERS
        )
        with self._hub.app.app_context():
            return list(db.session.scalars(query))

    def _tell_room(self, room_id: int, user_id: int, seq: int) -> None:
        topic = room_topic(room_id)
        frame = Frame.ephemeral(read_marker(room_id, user_id, seq))
        for connection in self._hub.index.of(topic):
            # Receipts are for members, not for whoever reads along.
            if connection.viewer.user_id != user_id and topic not in connection.borrowed:
                connection.tell(frame)
