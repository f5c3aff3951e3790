"""What administrators of the server do about rooms that they are not in: close, open, delete.

They read nothing of what is said there. The lobby stays, and direct rooms are nobody else's.
"""

from __future__ import annotations

from chatty.accounts.models import Viewer
from chatty.accounts.policies import check_administrator
from chatty.core.errors import Conflict, NotFound
from chatty.rooms.actions.changing import archive, room_updated
from chatty.rooms.actions.deleting import end_room
from chatty.rooms.actions.holding import held_room
from chatty.rooms.models import Room, RoomKind


def archive_room_of_server(viewer: Viewer, room_id: int, *, archived: bool) -> None:
    """Close the room for all, or open it again. Raises Forbidden, NotFound, Conflict."""
    room = _held(viewer, room_id)
    if archive(viewer, room, archived=archived):
        room_updated(room)


def delete_room_of_server(viewer: Viewer, room_id: int) -> None:
    """Delete the room for everybody. Raises Forbidden, NotFound, Conflict."""
    end_room(_held(viewer, room_id), by_id=viewer.id)


def _held(viewer: Viewer, room_id: int) -> Room:
    check_administrator(viewer)
    room = held_room(room_id)
    if room is None or room.kind == RoomKind.DIRECT or room.deleted_at is not None:
        raise NotFound
    if room.kind == RoomKind.LOBBY:
        raise Conflict("lobby_stays", "The lobby is where everybody is; it stays.")
    return room
