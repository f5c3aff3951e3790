"""Facts about rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RoomCreated:
    """A room came to be, with its first member."""

    room_id: int
    creator_id: int


@dataclass(frozen=True, slots=True)
class MemberAdded:
    """Somebody is in the room from now on."""

    room_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class MemberRemoved:
    """Somebody is in the room no more; *reason* is ``left``, ``kicked`` or ``banned``."""

    room_id: int
    user_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class MemberUpdated:
    """Somebody has another role in the room, or is muted there, or is no longer."""

    room_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class ReadMarkerMoved:
    """A person has read up to *seq*; *is_back* when they wished what comes after unread again."""

    room_id: int
    user_id: int
    seq: int
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class DeliveredMarkerMoved:
    """A person has received up to *seq*."""

    room_id: int
    user_id: int
    seq: int


@dataclass(frozen=True, slots=True)
class DirectShown:
    """A direct room came into somebody's sight, or is another one for them than it was."""

    room_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class DirectHidden:
    """Somebody put a direct room out of their sight."""

    room_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class RoomUpdated:
    """Something of the room that all who know it see is another now."""

    room_id: int


@dataclass(frozen=True, slots=True)
class RoomClosed:
    """Who is not in the room may read it no more."""

    room_id: int


@dataclass(frozen=True, slots=True)
class RoomDeleted:
    """The room is gone; *member_ids* were in it."""

    room_id: int
    member_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PasswordJoinsPaused:
    """Too many guessed at the room's password: nobody joins by it until *until*."""

    room_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class PlaceUpdated:
    """Something of a person's own place in the room is another now."""

    room_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Banned:
    """Somebody is kept out of the room from now on, or for another time than before."""

    room_id: int
    user_id: int
    was_in: bool = True
