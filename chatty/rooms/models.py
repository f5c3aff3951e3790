"""Rooms and memberships."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


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


class Room(Base):
    """A place to talk. ``last_seq`` is the place of its newest message."""

    __tablename__ = "rooms"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('public', 'private', 'password', 'lobby', 'direct')", name="kind"
        ),
        sa.CheckConstraint("post_by IN ('members', 'admins')", name="post_by"),
        sa.CheckConstraint("history IN ('shared', 'from_join')", name="history"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    post_by: Mapped[str] = mapped_column(default=PostBy.MEMBERS)
    history: Mapped[str] = mapped_column(default=History.SHARED)
    slug: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    topic: Mapped[str] = mapped_column(default="")
    bio: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    member_count: Mapped[int] = mapped_column(default=0)
    first_seq: Mapped[int] = mapped_column(default=1)
    last_seq: Mapped[int] = mapped_column(default=0)
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Membership(Base):
    """One person's place in one room. Unread = the room's ``last_seq`` less ``read_seq``."""

    __tablename__ = "memberships"
    __table_args__ = (
        sa.CheckConstraint("role IN ('owner', 'admin', 'member')", name="role"),
        sa.Index(None, "user_id"),
    )

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(default=Role.MEMBER)
    read_seq: Mapped[int] = mapped_column(default=0)
    delivered_seq: Mapped[int] = mapped_column(default=0)
    visible_from_seq: Mapped[int] = mapped_column(default=1)
    joined_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class RoomDraft:
    """What a room is made from."""

    kind: str
    name: str
    slug: str | None = None
    topic: str = ""
    bio: str = ""
    history: str = History.SHARED
    post_by: str = PostBy.MEMBERS


@dataclass(frozen=True, slots=True)
class RoomOverview:
    """A room as one person sees it; ``membership`` is None for who is not in it."""

    room: Room
    membership: Membership | None

    @property
    def unread_count(self) -> int:
        """Messages after the read marker that this person may see."""
        if self.membership is None:
            return 0
        floor = max(self.membership.read_seq, self.membership.visible_from_seq - 1)
        return max(0, self.room.last_seq - floor)
