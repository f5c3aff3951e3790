"""What is not sent yet."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel


class DraftPlace(WireModel):
    """Where one began to write, and when one went on last; null when nothing is kept there."""

    room_id: WireId
    thread_id: WireId | None
    updated_at: Moment | None


class Draft(DraftPlace):
    """What one began to write; empty when nothing is kept."""

    content: str
    reply_to_id: WireId | None


class ScheduledPlace(WireModel):
    """A message to be sent later, without its words.

    ``reason`` says why what failed could not be sent; it is empty for what waits.
    """

    id: WireId
    room_id: WireId
    state: Literal["pending", "failed"]
    reason: str
    send_at: Moment


class ScheduledMessage(ScheduledPlace):
    """A message to be sent later; ``expiresIn`` counts from when it is said."""

    client_id: str
    content: str
    reply_to_id: WireId | None
    thread_id: WireId | None
    silent: bool
    expires_in: int | None
    attachment_keys: list[str]
    created_at: Moment
