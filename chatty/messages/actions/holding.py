"""Hold a message for who may do something with it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core import clock
from chatty.core.db import db
from chatty.core.errors import Conflict, Forbidden, NotFound
from chatty.messages.models import Message, MessageView
from chatty.messages.queries import message_for
from chatty.rooms.actions import held_room
from chatty.rooms.models import Membership, Room
from chatty.rooms.policies import check_not_muted, may_react
from chatty.rooms.queries import check_open, overview_for


@dataclass(frozen=True, slots=True)
class Held:
    """A message, its room, and the place there of who asks."""

    message: Message
    room: Room
    place: Membership | None

    @property
    def role(self) -> str | None:
        """What who asks may do in the room; None outside of it."""
        return None if self.place is None else self.place.role


def hold_message(viewer: Viewer, message_id: int) -> Held:
    """The message, if *viewer* sees it, held to the end of the transaction with its room.

    The room first, as whoever posts does. Raises NotFound, Forbidden.
    """
    view = message_for(viewer, message_id)
    held_room(view.room_id)
    overview = overview_for(viewer, Room.id == view.room_id)
    message = db.session.get(Message, message_id, with_for_update=True, populate_existing=True)
    if message is None:
        # The room forgot it while this waited.
        raise NotFound
    return Held(message, overview.room, overview.membership)


def hold_to_join_in(viewer: Viewer, message_id: int, verb: str) -> MessageView:
    """The message, its row held, if *viewer* may react to it or vote in it: as *verb* says.

    In a channel, too, where only some write. Raises NotFound, Forbidden.
    """
    view = message_for(viewer, message_id)
    held = db.session.scalar(sa.select(Message.id).where(Message.id == view.id).with_for_update())
    if held is None:
        # The room forgot it while this waited.
        raise NotFound
    overview = overview_for(viewer, Room.id == view.room_id)
    if overview.membership is None:
        raise Forbidden("not_a_member", f"Only members {verb} here. Join the room first.")
    check_not_muted(overview.membership.muted_until, now=clock.now())
    if not may_react(overview.room, overview.membership, now=clock.now()):
        raise Forbidden("read_only", "Here one only reads at the moment.")
    check_open(viewer, overview.room)
    return view


def check_there(held: Held) -> None:
    """Raise Conflict for what was deleted, and where nothing is said any more."""
    if held.message.deleted_at is not None:
        raise Conflict("message_deleted", "This message was deleted.")
    if held.room.archived_at is not None:
        raise Conflict("room_archived", "This room is archived. Open it again first.")


def member_of(held: Held) -> Membership:
    """The place in the room; raises Forbidden outside of it."""
    if held.place is None:
        raise Forbidden("not_a_member", "Only members do that here. Join the room first.")
    return held.place
