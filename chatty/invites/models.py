"""Invites of every kind."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base, new_id


class InviteKind(StrEnum):
    """What an invite leads to when it is accepted."""

    FRIEND = "friend"
    ROOM = "room"
    EMAIL = "email"


class InviteState(StrEnum):
    """Where an invite stands; it leaves ``pending`` once and for ever."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REVOKED = "revoked"


class LinkState(StrEnum):
    """Whether a link leads in, and if not, why; only ``open`` ones do."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USED_UP = "used_up"
    WITHDRAWN = "withdrawn"


class InviteLink(Base):
    """An address that lets whoever has it into a room.

    Its token is derived from ``id`` with the server's key, so that it can be shown again; only the
    hash is kept. ``uses`` counts who came in by it, ``max_uses`` is null for as many as wish.
    """

    __tablename__ = "invite_links"
    __table_args__ = (
        sa.CheckConstraint("role IN ('admin', 'member')", name="role"),
        sa.Index(None, "room_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"))
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(default="member")
    uses: Mapped[int] = mapped_column(default=0)
    max_uses: Mapped[int | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Invite(Base):
    """One person's wish to have another as a friend, in a room, or on this server.

    ``invitee_id`` is null for an invite by mail until somebody accepts it; its token is derived
    from ``id`` with the server's key, and only the hash is kept. Two pending ones for the same
    thing cannot be.
    """

    __tablename__ = "invites"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('friend', 'room', 'email')", name="kind"),
        sa.CheckConstraint(
            "state IN ('pending', 'accepted', 'rejected', 'expired', 'revoked')", name="state"
        ),
        sa.CheckConstraint("role IN ('admin', 'member')", name="role"),
        sa.Index(None, "inviter_id", "state"),
        sa.Index(None, "invitee_id", "state"),
        sa.Index(None, "state", "expires_at"),
        sa.Index(
            "uq_invites_pending_friend",
            "inviter_id",
            "invitee_id",
            unique=True,
            sqlite_where=sa.text("kind = 'friend' AND state = 'pending'"),
            postgresql_where=sa.text("kind = 'friend' AND state = 'pending'"),
        ),
        sa.Index(
            "uq_invites_pending_room",
            "room_id",
            "invitee_id",
            unique=True,
            sqlite_where=sa.text("kind = 'room' AND state = 'pending'"),
            postgresql_where=sa.text("kind = 'room' AND state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default=InviteState.PENDING)
    inviter_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    invitee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    email: Mapped[str | None]
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rooms.id"))
    role: Mapped[str] = mapped_column(default="member")
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
