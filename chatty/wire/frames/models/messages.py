"""Frames about messages."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.frames.models.base import Cursor, Durable
from chatty.wire.models import Attachment, Message, Preview, Reaction, ThreadPlace


class ChatMessage(Message, Durable):
    """Somebody said something. ``html`` is there for pages that asked for it by ``view=html``."""

    type: Literal["CHAT_MESSAGE"]
    html: str | None = None


class ReactionsUpdated(Durable):
    """What is under a message now, instead of what was there before."""

    type: Literal["REACTIONS_UPDATED"]
    id: WireId
    room_id: WireId
    seq: int
    reactions: list[Reaction]


class PollCount(WireModel):
    """How many chose an answer, and the first hundred of them; null in an anonymous poll."""

    id: WireId
    count: int
    user_ids: list[WireId] | None


class PollChanged(Durable):
    """How a poll stands now, instead of how it stood before; no answers where it was deleted."""

    type: Literal["POLL_CHANGED"]
    id: WireId
    room_id: WireId
    seq: int
    options: list[PollCount]
    voter_count: int
    closed_at: Moment | None


class PollVoted(Durable):
    """One chose these answers of a poll; for one's own devices."""

    type: Literal["POLL_VOTED"]
    id: WireId
    room_id: WireId
    option_ids: list[WireId]


class MessageUpdated(Durable):
    """A message says this now, is pinned since then or not; links and files are as told.

    ``excerpt`` is how it is quoted from now on. For a reply in a thread ``seq`` is the place of
    what the thread hangs on, here and in the frames below.
    """

    type: Literal["MESSAGE_UPDATED"]
    id: WireId
    room_id: WireId
    seq: int
    content: str
    content_html: str
    excerpt: str
    edited_at: Moment | None
    pinned_at: Moment | None
    mention_user_ids: list[WireId]
    mentions_room: bool
    previews: list[Preview]
    attachments: list[Attachment]


class ThreadUpdated(Durable):
    """So many replies hang on a message now; ``seq`` is its place in the room."""

    type: Literal["THREAD_UPDATED"]
    id: WireId
    room_id: WireId
    seq: int
    thread_count: int
    last_reply_at: Moment


class ThreadRead(ThreadPlace, Durable):
    """How far one has read in a thread, and whether one follows it; for one's own devices."""

    type: Literal["THREAD_READ"]
    following: bool


class MessageSaved(Durable):
    """One keeps a message since then, or (null) does so no more; for one's own devices."""

    type: Literal["MESSAGE_SAVED"]
    id: WireId
    room_id: WireId
    saved_at: Moment | None


class MessageDeleted(Durable):
    """A message is a tombstone from then on: no content, no reactions, neither edited nor pinned.

    Whoever was told before of what it said forgets that.
    """

    type: Literal["MESSAGE_DELETED"]
    id: WireId
    room_id: WireId
    seq: int
    deleted_at: Moment


class HistoryCut(Durable):
    """The room begins with ``firstSeq`` now; what was before is gone for everybody."""

    type: Literal["HISTORY_CUT"]
    room_id: WireId
    first_seq: int


class TypingFrame(WireModel):
    """Somebody is writing, in the room or in a thread there; it fades after seven seconds."""

    type: Literal["TYPING"]
    room_id: WireId
    thread_id: WireId | None
    user_id: WireId
    user_name: str


class ReadMarker(WireModel):
    """Somebody has read up to a place; durable, with a cursor, for the person's own devices.

    It moves forward, but for ``unread``: then the person wished what comes after unread again.
    """

    type: Literal["READ_MARKER"]
    room_id: WireId
    user_id: WireId
    seq: int
    unread: bool
    cursor: Cursor | None = None


class DeliveredMarker(WireModel):
    """Somebody has received up to a place; durable, with a cursor, for the own devices."""

    type: Literal["DELIVERED_MARKER"]
    room_id: WireId
    user_id: WireId
    seq: int
    cursor: Cursor | None = None
