"""Who may know, read, join and post. Pure functions of values; the table is in ``product.md``."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from chatty.accounts.models import Viewer
from chatty.core.errors import Forbidden
from chatty.rooms.models import PostBy, Role, RoomKind
from chatty.rooms.policies.rights import RightsRules

LISTED = frozenset({RoomKind.PUBLIC, RoomKind.PASSWORD, RoomKind.LOBBY})
OPEN = frozenset({RoomKind.PUBLIC, RoomKind.LOBBY})
RUNS_THE_ROOM = frozenset({Role.OWNER, Role.ADMIN})
CREATABLE = frozenset({RoomKind.PUBLIC, RoomKind.PRIVATE, RoomKind.PASSWORD})


class RoomRules(RightsRules, Protocol):
    """What the rules ask of a room."""

    @property
    def archived_at(self) -> datetime | None:
        """Since when it is closed, if it is."""

    @property
    def deleted_at(self) -> datetime | None:
        """Since when it is gone, if it is."""


class MembershipRules(Protocol):
    """What the rules ask of a membership."""

    @property
    def role(self) -> str:
        """What the member may do."""


class MutedRules(Protocol):
    """What the rules ask of a membership about a mute."""

    @property
    def muted_until(self) -> datetime | None:
        """Until when its person may not write."""


class HistoryRules(Protocol):
    """What the rules ask of a room's messages."""

    @property
    def first_seq(self) -> int:
        """The oldest that is kept."""

    @property
    def open_from_seq(self) -> int:
        """The first that was said after the room was opened."""


class PlaceRules(Protocol):
    """What the rules ask of a membership about messages."""

    @property
    def visible_from_seq(self) -> int:
        """The first that its person may see."""


class SanctionRules(Protocol):
    """What the rules ask of a ban: that it is there."""

    @property
    def expires_at(self) -> datetime | None:
        """Until when, if not for ever."""


def may_know(
    room: RoomRules, membership: MembershipRules | None, ban: SanctionRules | None = None
) -> bool:
    """Whether the room's existence may be known; who is banned may know what from and why."""
    if room.deleted_at is not None:
        return False
    if membership is not None or ban is not None:
        return True
    if room.archived_at is not None:
        return False
    return room.kind in LISTED


def may_read(
    room: RoomRules, membership: MembershipRules | None, ban: SanctionRules | None = None
) -> bool:
    """Whether messages, members and presence may be read."""
    if room.deleted_at is not None or ban is not None:
        return False
    if membership is not None:
        return True
    if room.archived_at is not None:
        return False
    return room.kind in OPEN


def may_join(
    viewer: Viewer,
    room: RoomRules,
    ban: SanctionRules | None = None,
    *,
    has_password: bool = False,
) -> bool:
    """Whether the person may become a member by wish alone, or because they have the password."""
    if viewer.is_visitor or viewer.is_guest:
        return False
    if ban is not None or room.deleted_at is not None or room.archived_at is not None:
        return False
    if room.kind == RoomKind.PASSWORD:
        return has_password
    return room.kind in OPEN


def may_leave(room: RoomRules) -> bool:
    """Whether a member may leave: the lobby nobody does. That an owner remains is asked besides."""
    return room.kind != RoomKind.LOBBY


def may_post(room: RoomRules, membership: MembershipRules | None) -> bool:
    """Whether the person may write here, mutes and slow mode aside."""
    if membership is None or room.archived_at is not None or room.deleted_at is not None:
        return False
    if room.post_by == PostBy.ADMINS:
        return membership.role in RUNS_THE_ROOM
    return True


def may_react(room: RoomRules, membership: MutedRules, *, now: datetime) -> bool:
    """Whether a member may put an emoji under a message: in a channel, too."""
    if room.archived_at is not None or room.deleted_at is not None:
        return False
    return membership.muted_until is None or membership.muted_until <= now


def first_visible(room: HistoryRules, membership: PlaceRules | None) -> int:
    """The first seq that may be read: after one's own beginning, and after the room's."""
    if membership is not None:
        return max(room.first_seq, membership.visible_from_seq)
    return max(room.first_seq, room.open_from_seq)


def may_create(viewer: Viewer) -> bool:
    """Whether the person may open rooms."""
    return not viewer.is_visitor and not viewer.is_guest


def check_may_find_people(viewer: Viewer) -> None:
    """Raise Forbidden for guests: the people of a server are for its members to find."""
    if viewer.is_guest or viewer.is_visitor:
        raise Forbidden("members_only", "Only members look for people.")
