"""Messages and what hangs on them."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel


class ReplyTo(WireModel):
    """What a message answers; ``seq`` is the place in the room from which one sees that.

    ``excerpt`` is null where it was deleted, and empty for who may not see it.
    """

    id: WireId
    seq: int
    user_id: WireId
    user_name: str
    excerpt: str | None


class Reaction(WireModel):
    """One emoji under a message; ``userIds`` are the first hundred who chose it."""

    emoji: str
    count: int
    user_ids: list[WireId]


class PollOption(WireModel):
    """An answer of a poll; ``userIds`` are the first hundred who chose it.

    They are null in an anonymous poll. Its ``id`` means something within its poll only.
    """

    id: WireId
    text: str
    count: int
    user_ids: list[WireId] | None


class Poll(WireModel):
    """What a message of the kind ``poll`` asks: its content is the question.

    ``ownOptionIds`` is what one chose oneself, null where something is told to everybody alike.
    Nobody votes any more once ``closesAt`` has come; ``closedAt`` follows within seconds.
    """

    options: list[PollOption]
    multiple: bool
    anonymous: bool
    closes_at: Moment | None
    closed_at: Moment | None
    voter_count: int
    own_option_ids: list[WireId] | None


class ThreadPlace(WireModel):
    """How much was said in the thread of a message, and how far one has read there."""

    id: WireId
    room_id: WireId
    thread_count: int
    last_reply_at: Moment | None
    read_seq: int
    unread_count: int


class Preview(WireModel):
    """How the page behind a link of a message calls itself.

    Its picture is a small copy that the server keeps; who may not see the message gets none.
    """

    url: str
    title: str
    description: str
    site_name: str
    picture_url: str | None
    picture_width: int | None
    picture_height: int | None


class Attachment(WireModel):
    """A file of a message; its addresses are null until it is ready, or where there is none.

    ``size`` is in bytes, ``waveform`` how loud each of its pieces is, from 0 to 100.
    ``placeholder`` is a tiny picture as a ``data:`` address.
    """

    key: str
    kind: Literal["image", "audio", "video", "document"]
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    duration_ms: int | None
    url: str | None
    thumbnail_url: str | None
    preview_url: str | None
    placeholder: str | None
    waveform: list[int] | None
    state: Literal["awaited", "processing", "ready", "failed", "refused"]


class RoomFile(WireModel):
    """A file of a room, with the message that it was sent with, by whom and when."""

    attachment: Attachment
    message_id: WireId
    user_id: WireId
    user_name: str
    timestamp: Moment


class RoomLink(WireModel):
    """A link in a room and what it leads to, with the message that it stands in."""

    preview: Preview
    message_id: WireId
    user_id: WireId
    user_name: str
    timestamp: Moment


class StorageUsage(WireModel):
    """How many bytes one's files take, of how many they may, and how many files they are."""

    used: int
    allowed: int
    count: int


class Message(WireModel):
    """A message, the same for everyone in the room.

    ``seq`` is its place in the room. A reply in a thread has ``threadSeq`` instead, its place in
    the thread of ``threadId``.
    """

    id: WireId
    room_id: WireId
    seq: int | None
    user_id: WireId
    user_name: str
    avatar_url: str | None
    content: str
    content_html: str
    kind: Literal["text", "action", "system", "poll"]
    client_id: str
    reply_to: ReplyTo | None
    forwarded_from: str | None
    thread_id: WireId | None
    thread_seq: int | None
    thread_count: int
    last_reply_at: Moment | None
    attachments: list[Attachment]
    previews: list[Preview]
    reactions: list[Reaction]
    poll: Poll | None
    mention_user_ids: list[WireId]
    mentions_room: bool
    silent: bool
    expires_at: Moment | None
    pinned_at: Moment | None
    timestamp: Moment
    edited_at: Moment | None
    deleted_at: Moment | None


class Thread(ThreadPlace):
    """A thread that one follows, with the message on which it hangs."""

    root: Message


class Saved(WireModel):
    """A message that one keeps for oneself."""

    message: Message
    saved_at: Moment


class CommandDone(WireModel):
    """What a text that began with a slash did instead of being said; ``detail`` tells it."""

    command: str
    detail: str
