"""Facts about rooms."""

from __future__ import annotations

from dataclasses import dataclass


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
class ReadMarkerMoved:
    """A person has read up to *seq*."""

    room_id: int
    user_id: int
    seq: int
