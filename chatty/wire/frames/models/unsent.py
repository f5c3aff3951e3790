"""Frames about what is not sent yet: to oneself only, and without a word of it."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import WireId
from chatty.wire.frames.models.base import Durable
from chatty.wire.models.unsent import DraftPlace, ScheduledPlace


class DraftUpdated(DraftPlace, Durable):
    """What one began to write there is other words now, or nothing: then ``updatedAt`` is null."""

    type: Literal["DRAFT_UPDATED"]


class ScheduledUpdated(ScheduledPlace, Durable):
    """A message is to be sent later, or could not be sent."""

    type: Literal["SCHEDULED_UPDATED"]


class ScheduledRemoved(Durable):
    """A message waits no more: it was sent, or taken back."""

    type: Literal["SCHEDULED_REMOVED"]
    id: WireId
    room_id: WireId
