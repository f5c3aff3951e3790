"""Users, their sessions and tokens, and the person asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base, new_id
from chatty.core.errors import Unauthenticated


class UserKind(StrEnum):
    """What sort of account it is."""

    MEMBER = "member"
    GUEST = "guest"
    BOT = "bot"


class Theme(StrEnum):
    """How pages look to a person."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class User(Base):
    """An account. ``username_key`` is the folded user name; it is what must be unique."""

    __tablename__ = "users"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('member', 'guest', 'bot')", name="kind"),
        sa.CheckConstraint("theme IN ('system', 'light', 'dark')", name="theme"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    username: Mapped[str]
    username_key: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    pending_email: Mapped[str | None]
    password_hash: Mapped[str | None]
    kind: Mapped[str] = mapped_column(default=UserKind.MEMBER)
    bio: Mapped[str] = mapped_column(default="")
    theme: Mapped[str] = mapped_column(default=Theme.SYSTEM)
    is_admin: Mapped[bool] = mapped_column(default=False)
    last_seen_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class WebSession(Base):
    """A browser that is signed in; only a hash of its key is kept."""

    __tablename__ = "web_sessions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    user_agent: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class RefreshFamily(Base):
    """One signed-in app: every refresh token that came from one login."""

    __tablename__ = "refresh_families"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    user_agent: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None]


class RefreshToken(Base):
    """One link of a family's chain.

    The token is not stored, nor can it be made from this row without the server's key: within the
    grace its successor is signed again from ``jti``, ``issued_at`` and ``expires_at``.
    """

    __tablename__ = "refresh_tokens"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    family_id: Mapped[int] = mapped_column(sa.ForeignKey("refresh_families.id"), index=True)
    jti: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    replaced_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("refresh_tokens.id"))
    replaced_at: Mapped[datetime | None]


class StreamTicket(Base):
    """Thirty seconds of trust for one connection; only its hash is kept, and only until used."""

    __tablename__ = "stream_tickets"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    session_id: Mapped[int | None]
    family_id: Mapped[int | None]
    expires_at: Mapped[datetime]


class AuditEntry(Base):
    """One security event, never changed and never removed by the software."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    target_id: Mapped[int | None]
    address: Mapped[str]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person asking, and the credential they ask with. A visitor has no account."""

    user_id: int | None
    username: str = ""
    display_name: str = ""
    kind: str = "visitor"
    is_admin: bool = False
    theme: str = Theme.SYSTEM
    created_at: datetime | None = None
    session_id: int | None = None
    family_id: int | None = None
    expires_at: datetime | None = None

    @property
    def is_visitor(self) -> bool:
        """Whether nobody is signed in."""
        return self.user_id is None

    @property
    def is_guest(self) -> bool:
        """Whether it is a name and a session only."""
        return self.kind == UserKind.GUEST

    @property
    def id(self) -> int:
        """The account's id; Unauthenticated for a visitor."""
        if self.user_id is None:
            raise Unauthenticated("sign_in_required", "Please sign in first.")
        return self.user_id


VISITOR = Viewer(user_id=None)
