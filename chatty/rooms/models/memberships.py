"""Being in a room, and what keeps somebody out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base
from chatty.rooms.models.kinds import NotifyLevel, Role
from chatty.rooms.models.rooms import Room


class Membership(Base):
    """One person's place in one room. Unread = the room's ``last_seq`` less ``read_seq``.

    A direct room that the person left is hidden while its ``last_seq`` is ``hidden_at_seq``.
    ``has_spoken`` is set with the person's first message: in the lobby, where everybody is, only
    who has spoken is known by being there. ``muted_until`` copies what stands in ``Mute``, and
    ``last_posted_at`` is what slow mode counts from, so that posting reads one row.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        sa.CheckConstraint("role IN ('owner', 'admin', 'member')", name="role"),
        sa.CheckConstraint(
            "notify_level IN ('everything', 'mentions', 'nothing')", name="notify_level"
        ),
        sa.Index(None, "user_id"),
    )

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(default=Role.MEMBER)
    read_seq: Mapped[int] = mapped_column(default=0)
    delivered_seq: Mapped[int] = mapped_column(default=0)
    visible_from_seq: Mapped[int] = mapped_column(default=1)
    hidden_at_seq: Mapped[int | None]
    has_spoken: Mapped[bool] = mapped_column(default=False)
    notify_level: Mapped[str] = mapped_column(default=NotifyLevel.EVERYTHING)
    favourite: Mapped[bool] = mapped_column(default=False)
    folder: Mapped[str | None]
    archived_at: Mapped[datetime | None]
    muted_until: Mapped[datetime | None]
    last_posted_at: Mapped[datetime | None]
    # When the read marker moved last: what was edited since then is news.
    read_at: Mapped[datetime | None]
    joined_at: Mapped[datetime]


class Ban(Base):
    """Somebody is kept out of a room: for ever without ``expires_at``.

    Who is banned learns the reason, and may appeal once for each ban.
    """

    __tablename__ = "bans"
    __table_args__ = (
        sa.CheckConstraint(
            "appeal_state IN ('pending', 'accepted', 'rejected')", name="appeal_state"
        ),
        sa.Index(None, "user_id"),
        sa.Index(None, "expires_at"),
    )

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    appeal: Mapped[str | None]
    appeal_state: Mapped[str | None]
    appealed_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]


class Mute(Base):
    """Somebody may not write in a room until then, also when they leave and come back."""

    __tablename__ = "mutes"
    __table_args__ = (sa.Index(None, "user_id"),)

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(default="")
    until: Mapped[datetime]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class RoomOverview:
    """A room as one person sees it; ``membership`` is None for who is not in it.

    ``ban`` is the person's, while it lasts.
    """

    room: Room
    membership: Membership | None
    ban: Ban | None = None

    @property
    def unread_count(self) -> int:
        """Messages after the read marker that are kept, and that this person may see."""
        if self.membership is None:
            return 0
        first = max(self.membership.visible_from_seq, self.room.first_seq)
        floor = max(self.membership.read_seq, first - 1)
        return max(0, self.room.last_seq - floor)
