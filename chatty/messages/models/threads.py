"""Threads as one person sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chatty.messages.models.messages import MessagePage, MessageView


@dataclass(frozen=True, slots=True)
class ThreadPlaceView:
    """How much was said in a thread, and how far somebody has read it."""

    thread_id: int
    room_id: int
    thread_count: int
    last_reply_at: datetime | None
    read_seq: int
    is_following: bool

    @property
    def unread(self) -> int:
        """How much of it is unread; nothing for who does not follow it."""
        return max(0, self.thread_count - self.read_seq) if self.is_following else 0


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread: the message on which it hangs, and one's own place in it."""

    root: MessageView
    place: ThreadPlaceView


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of what was said in a thread, by its places there."""

    thread: ThreadView
    page: MessagePage
