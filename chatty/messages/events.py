"""Facts about messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chatty.messages.models import MessageView


@dataclass(frozen=True, slots=True)
class MessagePosted:
    """A message was stored.

    It carries the message and not only its id: reading it again would cost the hottest path of the
    whole server one more statement.
    """

    message: MessageView


@dataclass(frozen=True, slots=True)
class ReactionsChanged:
    """Somebody put an emoji under a message, or took one away."""

    message_id: int
    room_id: int
    seq: int


@dataclass(frozen=True, slots=True)
class PollChanged:
    """Somebody chose otherwise in a poll, or it was closed."""

    message_id: int
    room_id: int
    seq: int


@dataclass(frozen=True, slots=True)
class VoteChanged:
    """Somebody chose these answers of a poll; for their own devices."""

    message_id: int
    room_id: int
    seq: int
    user_id: int
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MessageUpdated:
    """A message says something else now, or was pinned, or is so no more."""

    message: MessageView


@dataclass(frozen=True, slots=True)
class ThreadUpdated:
    """Somebody said something in a thread: so many replies hang on its root now."""

    message_id: int
    room_id: int
    seq: int
    thread_count: int
    last_reply_at: datetime


@dataclass(frozen=True, slots=True)
class ThreadFollowChanged:
    """Somebody follows a thread, or does so no more, or has read on in it."""

    thread_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class SavedChanged:
    """Somebody keeps a message for themselves since *saved_at*, or (None) does so no more."""

    message_id: int
    room_id: int
    user_id: int
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessagesRemoved:
    """Rows of messages are about to go for good, with their room or by its limit."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HistoryCut:
    """A room begins with *first_seq* now; what was before is gone for everybody."""

    room_id: int
    first_seq: int


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    """A message is a tombstone from *deleted_at* on."""

    message_id: int
    room_id: int
    seq: int
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """What somebody began to write is other words now, or nothing."""

    draft_id: int
    user_id: int
    room_id: int
    thread_id: int | None


@dataclass(frozen=True, slots=True)
class ScheduledChanged:
    """A message is to be sent later, says something else, or could not be sent."""

    scheduled_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class ScheduledRemoved:
    """A message is not to be sent later any more: it was, or nobody wants it."""

    scheduled_id: int
    user_id: int
    room_id: int
