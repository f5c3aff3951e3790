"""The table of rights: what owners, admins and members of a room may do in it.

Four rights are the room's own to give to all members or to keep for who runs it. Whoever acts upon
somebody else has to stand above them; only owners act upon owners.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from chatty.rooms.models import PostBy, Role, RoomKind

RANK: Mapping[str, int] = {Role.MEMBER: 0, Role.ADMIN: 1, Role.OWNER: 2}


class Right(StrEnum):
    """Something that may be done in a room, beside reading it."""

    POST = "post"
    INVITE = "invite"
    PIN = "pin"
    MENTION_ALL = "mention_all"
    DELETE_ANY = "delete_any"
    KICK = "kick"
    MUTE = "mute"
    BAN = "ban"
    ANSWER_REPORTS = "answer_reports"
    SEE_AUDIT = "see_audit"
    RAID_MODE = "raid_mode"
    FILTER_WORDS = "filter_words"
    EDIT = "edit"
    MANAGE_LINKS = "manage_links"
    PROMOTE = "promote"
    CHANGE_ACCESS = "change_access"
    TRANSFER = "transfer"
    ARCHIVE = "archive"
    DELETE = "delete"


# The lowest role that has the right, whatever the room's settings are.
LOWEST: Mapping[Right, Role] = {
    Right.DELETE_ANY: Role.ADMIN,
    Right.KICK: Role.ADMIN,
    Right.MUTE: Role.ADMIN,
    Right.BAN: Role.ADMIN,
    Right.ANSWER_REPORTS: Role.ADMIN,
    Right.SEE_AUDIT: Role.ADMIN,
    Right.RAID_MODE: Role.ADMIN,
    Right.FILTER_WORDS: Role.ADMIN,
    Right.EDIT: Role.ADMIN,
    Right.MANAGE_LINKS: Role.ADMIN,
    Right.PROMOTE: Role.OWNER,
    Right.CHANGE_ACCESS: Role.OWNER,
    Right.TRANSFER: Role.OWNER,
    Right.ARCHIVE: Role.OWNER,
    Right.DELETE: Role.OWNER,
}
# Rights of running a room that nobody leaves, or that has no owner.
NOT_IN_THE_LOBBY = frozenset(
    {
        Right.INVITE,
        Right.MANAGE_LINKS,
        Right.KICK,
        Right.CHANGE_ACCESS,
        Right.ARCHIVE,
        Right.DELETE,
    }
)


class RightsRules(Protocol):
    """What the table asks of a room."""

    @property
    def kind(self) -> str:
        """What sort of room it is."""

    @property
    def post_by(self) -> str:
        """Who may post."""

    @property
    def invite_by(self) -> str:
        """Who may invite."""

    @property
    def pin_by(self) -> str:
        """Who may pin messages."""

    @property
    def mention_all_by(self) -> str:
        """Who may call everybody."""


class PlacedRules(Protocol):
    """What the table asks of a member about roles."""

    @property
    def user_id(self) -> int:
        """Whose place it is."""

    @property
    def role(self) -> str:
        """What they may do."""


def lowest_role(right: Right, room: RightsRules) -> Role:
    """The lowest role that has *right* in *room*."""
    match right:
        case Right.POST:
            given_to = room.post_by
        case Right.INVITE:
            given_to = room.invite_by
        case Right.PIN:
            given_to = room.pin_by
        case Right.MENTION_ALL:
            given_to = room.mention_all_by
        case _:
            return LOWEST[right]
    return Role.MEMBER if given_to == PostBy.MEMBERS else Role.ADMIN


def has_right(right: Right, room: RightsRules, role: str | None) -> bool:
    """Whether somebody with *role* in *room* (None: not in it) has *right* there."""
    if role is None:
        return False
    if room.kind == RoomKind.DIRECT:
        return right in {Right.POST, Right.PIN, Right.MENTION_ALL}
    if room.kind == RoomKind.LOBBY and right in NOT_IN_THE_LOBBY:
        return False
    return RANK[role] >= RANK[lowest_role(right, room)]


def may_change_role(room: RightsRules, own: PlacedRules, place: PlacedRules, role: str) -> bool:
    """Whether who has the place *own* may give *role* to who has *place*; to oneself only lower."""
    if own.user_id == place.user_id:
        return room.kind != RoomKind.DIRECT and RANK[role] <= RANK[own.role]
    return has_right(Right.PROMOTE, room, own.role) and stands_above(own.role, place.role)


def stands_above(role: str, other: str | None) -> bool:
    """Whether who has *role* may act upon who has *other* (None: not in the room)."""
    if other is None:
        return True
    return role == Role.OWNER or RANK[role] > RANK[other]
