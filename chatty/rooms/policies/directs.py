"""Rules of direct rooms: of two, of a few, of oneself."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from chatty.core.limits import REQUEST_MESSAGES, ROOM_NAME_CHARACTERS
from chatty.rooms.models import RequestState, Room, RoomKind
from chatty.rooms.policies.access import RoomRules


class DirectRules(RoomRules, Protocol):
    """What the rules ask of a direct room."""

    @property
    def direct_key(self) -> str | None:
        """Who the two are; None for a group."""

    @property
    def request_state(self) -> str | None:
        """Where its message request stands, if it began as one."""

    @property
    def created_by_id(self) -> int:
        """Who began it."""

    @property
    def last_seq(self) -> int:
        """How much was said in it."""


class Closed(StrEnum):
    """Why somebody may not write in a direct room."""

    NOT_FRIENDS = "direct_closed"
    UNANSWERED = "request_unanswered"
    WAITING = "request_waits"


def direct_key(one_id: int, other_id: int) -> str:
    """What the direct room of the two is found by; of one, when it is the note to oneself."""
    return "-".join(str(each) for each in sorted({one_id, other_id}))


def peer_id(room: DirectRules, user_id: int) -> int | None:
    """The other of a direct room of two; oneself in the note to oneself; None elsewhere."""
    if room.direct_key is None:
        return None
    ids = [int(part) for part in room.direct_key.split("-")]
    return next((each for each in ids if each != user_id), user_id)


def is_nameless(room: Room) -> bool:
    """Whether it is a direct room of several that was given no name."""
    return room.kind == RoomKind.DIRECT and room.direct_key is None and not room.name


def group_name(names: Sequence[str]) -> str:
    """What a group without a name is called: after who is in it."""
    return ", ".join(names)[:ROOM_NAME_CHARACTERS]


def awaits_answer_of(room: DirectRules, user_id: int) -> bool:
    """Whether somebody asked the person by a message, and was not (or not yet) accepted."""
    unanswered = room.request_state in {RequestState.PENDING, RequestState.DECLINED}
    return unanswered and room.created_by_id != user_id


def direct_closed(room: DirectRules, user_id: int, *, are_friends: bool) -> Closed | None:
    """Why the person may not write in this direct room; None when they may."""
    if are_friends or peer_id(room, user_id) in {None, user_id}:
        return None
    if awaits_answer_of(room, user_id):
        return Closed.UNANSWERED
    match room.request_state:
        case RequestState.ACCEPTED:
            return None
        case RequestState.PENDING | RequestState.DECLINED:
            # Who was declined is not told: it is as if nobody had answered yet.
            return None if room.last_seq < REQUEST_MESSAGES else Closed.WAITING
        case _:
            return Closed.NOT_FRIENDS
