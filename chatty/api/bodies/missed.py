"""What one has missed."""

from __future__ import annotations

from chatty.wire.base import WireModel
from chatty.wire.models import Message, Room


class MissedInRoom(WireModel):
    """What happened in a room since one read there last.

    ``new`` are the first of the unread messages, ``more`` how many others there are; ``edited`` and
    ``deleted`` are messages that one had read, ``joined`` how many people came.
    """

    room: Room
    new: list[Message]
    more: int
    edited: list[Message]
    deleted: list[Message]
    joined: int


class MissedPage(WireModel):
    """Rooms in which something happened, by name."""

    items: list[MissedInRoom]
    next_cursor: str | None
