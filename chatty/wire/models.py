"""The resources of the contract as models: all fields are always there, null when there is nothing.

The specification is made from them, and the tests hold every answer against them.
"""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel

Relation = Literal["none", "friend", "invited", "invitedBy", "blocked", "self"]
PresenceState = Literal["online", "away", "offline"]


class Presence(WireModel):
    """Whether somebody is there, as far as the person asking may know."""

    state: PresenceState
    last_seen_at: Moment | None


class Person(WireModel):
    """Somebody, in frames that are the same for everyone."""

    id: WireId
    username: str
    display_name: str
    avatar_url: str | None


class Profile(Person):
    """What everyone who may know somebody sees alike."""

    bio: str
    cover_url: str | None
    kind: Literal["member", "guest", "bot"]
    status_emoji: str | None
    status_text: str | None
    created_at: Moment


class User(Profile):
    """Somebody, as the person asking sees them."""

    presence: Presence | None
    relation: Relation


class Settings(WireModel):
    """What a person chose for themselves."""

    theme: Literal["light", "dark", "system"]


class Me(User):
    """Oneself, with what nobody else is told."""

    email: str | None
    pending_email: str | None
    is_admin: bool
    settings: Settings


class ReplyTo(WireModel):
    """What a message answers."""

    id: WireId
    user_name: str
    excerpt: str


class Reaction(WireModel):
    """One emoji under a message, and whose it is."""

    emoji: str
    count: int
    user_ids: list[WireId]


class Attachment(WireModel):
    """A file of a message."""

    key: str
    kind: Literal["image", "audio", "video", "document"]
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    duration_ms: int | None
    url: str
    thumbnail_url: str | None
    placeholder: str | None
    waveform: list[int] | None
    state: str


class Message(WireModel):
    """A message, the same for everyone in the room."""

    id: WireId
    room_id: WireId
    seq: int
    user_id: WireId
    user_name: str
    avatar_url: str | None
    content: str
    content_html: str
    kind: Literal["text", "system"]
    client_id: str
    reply_to: ReplyTo | None
    thread_id: WireId | None
    thread_count: int
    attachments: list[Attachment]
    reactions: list[Reaction]
    mention_user_ids: list[WireId]
    mentions_room: bool
    pinned_at: Moment | None
    timestamp: Moment
    edited_at: Moment | None
    deleted_at: Moment | None


class Place(WireModel):
    """The place of the person asking in a room."""

    role: Literal["owner", "admin", "member"]
    read_seq: int
    delivered_seq: int
    unread_count: int
    mention_count: int
    notify_level: Literal["everything", "mentions", "nothing"]
    favourite: bool
    muted_until: Moment | None
    joined_at: Moment


class Room(WireModel):
    """A room, as the person asking sees it; counts are null where its messages may not be read."""

    id: WireId
    kind: Literal["public", "private", "password", "lobby", "direct"]
    post_by: Literal["members", "admins"]
    history: Literal["shared", "from_join"]
    created_by_id: WireId
    slug: str | None
    name: str
    topic: str
    bio: str
    avatar_url: str | None
    cover_url: str | None
    owner_id: WireId
    member_count: int | None
    online_count: int | None
    has_password: bool
    archived_at: Moment | None
    created_at: Moment
    last_seq: int | None
    membership: Place | None
    last_message: Message | None
    peer: User | None


class Member(WireModel):
    """Somebody's place in a room, as others see it."""

    user: User
    role: Literal["owner", "admin", "member"]
    joined_at: Moment
    read_seq: int
    muted_until: Moment | None
