"""The words that rooms and memberships are described with."""

from __future__ import annotations

from enum import StrEnum


class RoomKind(StrEnum):
    """What sort of room it is; ``product.md`` has the table of who may do what."""

    PUBLIC = "public"
    PRIVATE = "private"
    PASSWORD = "password"  # noqa: S105  # a kind of room
    LOBBY = "lobby"
    DIRECT = "direct"


class Role(StrEnum):
    """What a member may do in a room."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class History(StrEnum):
    """What a newcomer may read: everything, or only what comes after joining."""

    SHARED = "shared"
    FROM_JOIN = "from_join"


class PostBy(StrEnum):
    """Who may post; a room in which only admins post is a channel."""

    MEMBERS = "members"
    ADMINS = "admins"


class RequestState(StrEnum):
    """Where a message request stands: a direct room of two who are not friends."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class NotifyLevel(StrEnum):
    """Of what in a room somebody wants to hear."""

    EVERYTHING = "everything"
    MENTIONS = "mentions"
    NOTHING = "nothing"


class AppealState(StrEnum):
    """Where the one appeal against a ban stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
