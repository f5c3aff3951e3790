"""TYPING, WATCH_PRESENCE and ACTIVE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatty.messages.queries import check_thread_in
from chatty.presence.actions import announce_typing
from chatty.realtime.watching import read_watched
from chatty.rooms.queries import room_for
from chatty.wire import frames

if TYPE_CHECKING:
    from chatty.realtime.connection import Connection


def typing(connection: Connection, command: frames.Typing) -> None:
    """Tell the room, and in which thread."""
    room = room_for(connection.viewer, command.room_id)
    check_thread_in(connection.viewer, room, command.thread_id)
    announce_typing(connection.viewer, room, thread_id=command.thread_id)


def watch(connection: Connection, command: frames.WatchPresence) -> None:
    """Be told about those of these people whom one may know; answered by a PRESENCE for each."""
    people = read_watched(connection, command.user_ids)
    connection.hub.relay.watching.watch(connection, people)


def active(connection: Connection, command: frames.Active) -> None:
    """Turn to the window, or away from it."""
    connection.hub.relay.set_active(connection, active=command.active)
