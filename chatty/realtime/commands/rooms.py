"""JOIN_ROOM and LEAVE_ROOM: look at a room live; neither changes who is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatty.core.db import db
from chatty.core.errors import TooMany
from chatty.core.limits import ROOMS_PER_CONNECTION
from chatty.rooms.models import Room
from chatty.rooms.policies import awaits_answer_of
from chatty.rooms.queries import readable_room_for
from chatty.stream.models import room_topic
from chatty.wire import frames

if TYPE_CHECKING:
    from chatty.realtime.connection import Connection


def join(connection: Connection, command: frames.JoinRoom) -> None:
    """Look at the room; answered by ROOM_MEMBERS_UPDATE."""
    if len(connection.rooms) >= ROOMS_PER_CONNECTION:
        raise TooMany("too_many_rooms", "One connection looks at no more rooms.", retry_after=1)
    room = _readable(connection, command.room_id)
    if awaits_answer_of(room, connection.viewer.user_id or 0):
        # Who asks by a message is not told that it is being looked at.
        return
    connection.hub.catch_up.borrow(connection, room)
    connection.hub.relay.look(connection, room.id)


def _readable(connection: Connection, room_id: int) -> Room:
    """The room, when the person may read it now.

    Who is put out of a room while the rule is read must not come in by an answer of before: then
    it is read again.
    """
    while True:
        removals = connection.removals
        room = readable_room_for(connection.viewer, room_id)
        db.session.remove()
        if connection.removals == removals:
            return room


def leave(connection: Connection, command: frames.LeaveRoom) -> None:
    """Look at the room no more; who is not in it hears it no more either."""
    topic = room_topic(command.room_id)
    connection.hub.relay.look_away(connection, command.room_id)
    if topic in connection.borrowed:
        connection.borrowed.discard(topic)
        connection.hub.index.remove(topic, connection)
