"""What is sent and answered about threads, and about messages that go on elsewhere."""

from __future__ import annotations

from chatty.api.bodies.base import ClientId
from chatty.wire.base import WireId, WireModel
from chatty.wire.models import Message, Saved, Thread, ThreadPlace


class Forwarding(WireModel):
    """Where to; the same ``clientId`` there again is answered with the message that it made."""

    room_id: WireId
    client_id: ClientId


class ThreadAnswer(ThreadPlace):
    """A thread: what it hangs on, and some of what was said there, oldest first."""

    root: Message
    following: bool
    items: list[Message]
    before: int | None
    after: int | None


class Follow(ThreadPlace):
    """How a thread stands, and whether one follows it."""

    following: bool


class ThreadList(WireModel):
    """The threads that one follows, that in which something was said last first."""

    items: list[Thread]
    next_cursor: str | None


class SavedList(WireModel):
    """What one keeps, saved last first."""

    items: list[Saved]
    next_cursor: str | None
