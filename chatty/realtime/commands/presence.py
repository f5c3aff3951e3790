"""TYPING, WATCH_PRESENCE and ACTIVE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatty.core.db import db
from chatty.presence.actions import announce_typing
from chatty.rooms.queries import known_ids, room_for
from chatty.wire import frames

if TYPE_CHECKING:
    from chatty.realtime.connection import Connection


def typing(connection: Connection, command: frames.Typing) -> None:
    """Tell the room."""
    announce_typing(connection.viewer, room_for(connection.viewer, command.room_id))


def watch(connection: Connection, command: frames.WatchPresence) -> None:
    """Be told about those of these people whom one may know; answered by a PRESENCE for each."""
    known = known_ids(connection.viewer, command.user_ids)
    db.session.remove()
    connection.hub.relay.watch(connection, set(known))


def active(connection: Connection, command: frames.Active) -> None:
    """Turn to the window, or away from it."""
    connection.hub.relay.set_active(connection, active=command.active)
