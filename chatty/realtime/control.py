"""Events that change who hears what: they take effect at their place in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from chatty.realtime.connection import Connection
from chatty.realtime.frame import Frame
from chatty.stream.models import room_topic

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

KINDS = frozenset({"ROOM_ADDED", "ROOM_REMOVED", "SESSION_REVOKED"})
AUTHENTICATE_AGAIN = 4401

After = Callable[[], None]


def apply(hub: Hub, frame: Frame) -> After | None:
    """Change the index for *frame*; answers what is to be done once it was sent."""
    concerned = hub.index.of(frame.topic)
    for connection in concerned:
        if connection.captured is not None:
            # It is attaching, and applies this itself, after it has loaded its rooms.
            connection.captured.append(frame)
        elif frame.kind != "SESSION_REVOKED":
            apply_to(hub, connection, frame)
    if frame.kind == "SESSION_REVOKED":
        return partial(_end, concerned, frame)
    return None


def apply_to(hub: Hub, connection: Connection, frame: Frame) -> None:
    """Change what *connection* hears."""
    match frame.kind:
        case "ROOM_ADDED":
            add_room(hub, connection, frame)
        case "ROOM_REMOVED":
            remove_room(hub, connection, int(frame.body["roomId"]))
        case _:
            _end([connection], frame)


def add_room(hub: Hub, connection: Connection, frame: Frame) -> None:
    """The person is in one more room."""
    body = frame.body
    topic = room_topic(int(body["room"]["id"]))
    connection.borrowed.discard(topic)
    hub.index.add(topic, connection, int(body.get("visibleFromSeq") or 0))


def remove_room(hub: Hub, connection: Connection, room_id: int) -> None:
    """The person is out of the room: they neither hear it nor look at it."""
    connection.removals += 1
    hub.index.remove(room_topic(room_id), connection)
    hub.relay.look_away(connection, room_id)


def _stands_on(connection: Connection, body: dict[str, object]) -> bool:
    """Whether the ended session, login or account is what *connection* was opened with."""
    viewer = connection.viewer
    if body.get("sessionId") is None and body.get("familyId") is None:
        return True
    if viewer.session_id is not None:
        return str(viewer.session_id) == body.get("sessionId")
    return str(viewer.family_id) == body.get("familyId")


def _end(connections: Iterable[Connection], frame: Frame) -> None:
    body = frame.body
    for connection in connections:
        if _stands_on(connection, body):
            connection.close(AUTHENTICATE_AGAIN, "signed out")
