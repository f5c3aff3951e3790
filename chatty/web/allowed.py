"""What somebody may do with a message, for its menu and its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatty.core import clock
from chatty.messages.models import MessageView
from chatty.rooms.models import Room, RoomOverview
from chatty.rooms.policies import Right, has_right, may_post
from chatty.rooms.queries import closed_for, overview_for, readable_rooms
from chatty.web.filters import room_url
from chatty.web.identity import viewer


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which entries of the menu there are."""

    answer: bool
    thread: bool
    forward: bool
    save: bool
    edit: bool
    close_poll: bool
    delete: bool
    pin: bool
    report: bool


def allowed_with(view: MessageView) -> Allowed:
    """What the person asking may do with the message."""
    overview = overview_for(viewer(), Room.id == view.room_id)
    place, asker = overview.membership, viewer()
    role = None if place is None else place.role
    own, is_there = view.sender_id == asker.user_id, view.deleted_at is None
    writes = may_write(overview)
    is_above = has_right(Right.DELETE_ANY, overview.room, role)
    return Allowed(
        answer=writes and is_there,
        thread=bool(view.thread_count) or (writes and is_there and view.thread_id is None),
        forward=is_there and view.poll is None and not asker.is_visitor,
        save=is_there and not asker.is_visitor,
        edit=own and is_there and view.poll is None and may_post(overview.room, place),
        close_poll=_may_close(view, overview, is_above=is_above),
        delete=is_there and (own or is_above),
        pin=is_there and has_right(Right.PIN, overview.room, role),
        report=is_there and not own and not asker.is_visitor,
    )


def may_write(overview: RoomOverview) -> bool:
    """Whether the person asking may write in the room now."""
    place, room = overview.membership, overview.room
    if place is None or not may_post(room, place) or closed_for(viewer(), room) is not None:
        return False
    return place.muted_until is None or place.muted_until <= clock.now()


def _may_close(view: MessageView, overview: RoomOverview, *, is_above: bool) -> bool:
    """Whether there is a poll to be closed by the person asking."""
    if view.poll is None or view.poll.closed_at is not None:
        return False
    if overview.membership is None or overview.room.archived_at is not None:
        return False
    return view.sender_id == viewer().user_id or is_above


def place_of(view: MessageView) -> str:
    """Where the message is read: in its room, or in its thread."""
    return _place_in(overview_for(viewer(), Room.id == view.room_id).room, view)


def places_of(views: Sequence[MessageView]) -> list[str]:
    """The same of several, all of which may be read."""
    rooms = readable_rooms(viewer(), {view.room_id for view in views})
    return [_place_in(rooms[view.room_id], view) for view in views]


def _place_in(room: Room, view: MessageView) -> str:
    if view.thread_id is not None and view.thread_seq is not None:
        return f"/messages/{view.thread_id}/thread?around={view.thread_seq}#message-{view.id}"
    address = room_url({"slug": room.slug, "id": room.id})
    return f"{address}?around={view.seq}#message-{view.id}"
