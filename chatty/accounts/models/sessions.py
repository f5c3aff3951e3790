"""Sign-ins: of browsers, of apps, and of one stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base, new_id


class WebSession(Base):
    """A browser that is signed in; only a hash of its key is kept.

    ``authenticated_at`` is when the person proved who they are; a link from another of their
    devices proves nothing, so it is null then. The same for apps below.
    """

    __tablename__ = "web_sessions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    user_agent: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    authenticated_at: Mapped[datetime | None]
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
    authenticated_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way in that stands open: a browser's session (``web``) or an app's login (``app``)."""

    id: int
    kind: str
    user_agent: str
    address: str
    created_at: datetime
    last_used_at: datetime


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
