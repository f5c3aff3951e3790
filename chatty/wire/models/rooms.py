"""Rooms and who is in them."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.models.messages import Message
from chatty.wire.models.people import User

Givers = Literal["members", "admins"]


class OwnPlace(WireModel):
    """What the person asking chose about a room for themselves, and until when they are muted."""

    notify_level: Literal["everything", "mentions", "nothing"]
    favourite: bool
    folder: str | None
    archived_at: Moment | None
    muted_until: Moment | None


class Place(OwnPlace):
    """The place of the person asking in a room."""

    role: Literal["owner", "admin", "member"]
    read_seq: int
    delivered_seq: int
    unread_count: int
    mention_count: int
    joined_at: Moment


class SharedRoom(WireModel):
    """What of a room is the same for everybody who knows it."""

    id: WireId
    kind: Literal["public", "private", "password", "lobby", "direct"]
    post_by: Givers
    invite_by: Givers
    pin_by: Givers
    mention_all_by: Givers
    slow_mode_seconds: int
    retention_days: int | None
    previews: bool
    history: Literal["shared", "from_join"]
    created_by_id: WireId
    slug: str | None
    name: str
    topic: str
    bio: str
    avatar_url: str | None
    cover_url: str | None
    owner_id: WireId | None
    has_password: bool
    is_default: bool
    raid_until: Moment | None
    archived_at: Moment | None
    created_at: Moment


class Room(SharedRoom):
    """A room, as the person asking sees it; counts are null where its messages may not be read.

    ``peer`` is the other person of a direct room of two, oneself in the note to oneself.
    ``requestState`` is set where it began as a message request of ``createdById``.
    ``passwordPausedUntil`` tells owners that nobody joins by password for a while.
    """

    member_count: int | None
    online_count: int | None
    last_seq: int | None
    membership: Place | None
    last_message: Message | None
    peer: User | None
    request_state: Literal["pending", "accepted", "declined"] | None
    password_paused_until: Moment | None


class Member(WireModel):
    """Somebody's place in a room, as others see it.

    ``readSeq`` is null where one of the two does not show receipts.
    """

    user: User
    role: Literal["owner", "admin", "member"]
    joined_at: Moment
    read_seq: int | None
    muted_until: Moment | None
