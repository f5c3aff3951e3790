"""Frames about rooms and who is in them."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.frames.models.base import Durable
from chatty.wire.models import OwnPlace, Person, Room, SharedRoom


class UserJoined(WireModel):
    """Somebody started to look at the room."""

    type: Literal["USER_JOINED"]
    room_id: WireId
    user_id: WireId


class UserLeft(WireModel):
    """Somebody looks at the room no more."""

    type: Literal["USER_LEFT"]
    room_id: WireId
    user_id: WireId


class RoomMembersUpdate(WireModel):
    """Who looks at the room now: the first hundred, and how many."""

    type: Literal["ROOM_MEMBERS_UPDATE"]
    room_id: WireId
    members: list[WireId]
    count: int


class RoomAdded(Durable):
    """One is in a room from now on; messages before ``visibleFromSeq`` stay unseen."""

    type: Literal["ROOM_ADDED"]
    room: Room
    visible_from_seq: int


class BanNotice(WireModel):
    """Why one is kept out of a room, and until when if not for ever."""

    reason: str
    expires_at: Moment | None


class RoomRemoved(Durable):
    """One is in that room no more; ``ban`` says why one is kept out of it."""

    type: Literal["ROOM_REMOVED"]
    room_id: WireId
    reason: Literal["left", "kicked", "banned", "deleted"]
    ban: BanNotice | None = None


class RoomUpdated(Durable):
    """The room is called, sorted or governed otherwise now; nobody came or went by it."""

    type: Literal["ROOM_UPDATED"]
    room_id: WireId
    room: SharedRoom


class RoomClosed(Durable):
    """Who is not in the room may read it no more, and is told nothing more of it."""

    type: Literal["ROOM_CLOSED"]
    room_id: WireId


class RoomDeleted(Durable):
    """The room is gone; who was in it is told by a ROOM_REMOVED of their own, too."""

    type: Literal["ROOM_DELETED"]
    room_id: WireId


class RoomPasswordPaused(Durable):
    """To owners: too many wrong passwords, so nobody joins by password until then."""

    type: Literal["ROOM_PASSWORD_PAUSED"]
    room_id: WireId
    room_name: str
    until: Moment


class MembershipUpdated(Durable):
    """To oneself: what one chose for oneself about the room, or until when one is muted there."""

    type: Literal["MEMBERSHIP_UPDATED"]
    room_id: WireId
    membership: OwnPlace


class MemberAdded(Durable):
    """Somebody is in the room from now on."""

    type: Literal["MEMBER_ADDED"]
    room_id: WireId
    user: Person
    role: Literal["owner", "admin", "member"]
    joined_at: Moment
    member_count: int


class MemberUpdated(Durable):
    """Somebody has another role in the room, or is muted, or is no longer.

    ``ownerId`` is the first of the owners now.
    """

    type: Literal["MEMBER_UPDATED"]
    room_id: WireId
    user_id: WireId
    role: Literal["owner", "admin", "member"]
    muted_until: Moment | None
    owner_id: WireId | None


class MemberRemoved(Durable):
    """Somebody is in the room no more."""

    type: Literal["MEMBER_REMOVED"]
    room_id: WireId
    user_id: WireId
    reason: Literal["left", "kicked", "banned"]
    member_count: int
