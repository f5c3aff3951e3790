"""Who has read and received what."""

from __future__ import annotations

from chatty.wire.base import WireModel
from chatty.wire.models import Person
from chatty.wire.models.receipts import Receipt


class RoomReceipts(WireModel):
    """How far the people in a room are, as far as they show it."""

    items: list[Receipt]


class MessageReceipts(WireModel):
    """Who has read a message, and whom it has reached who has not; null where that is not told."""

    read_by: list[Person]
    delivered_to: list[Person] | None
