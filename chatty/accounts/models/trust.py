"""What accounts are trusted by beside a password."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base, new_id


class Purpose(StrEnum):
    """What a one-time token is good for."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105  # the name of a purpose
    LINK_DEVICE = "link_device"


class OneTimeToken(Base):
    """A word sent by mail or shown as a code; only its hash is kept, and it is used once.

    The word is derived from ``id`` with the server's key, so that a mail can be sent again and no
    table ever holds it. A link to another device is worth as much as the sign-in that made it:
    ``session_id`` or ``family_id``.
    """

    __tablename__ = "one_time_tokens"
    __table_args__ = (
        sa.CheckConstraint(
            "purpose IN ('confirm_email', 'reset_password', 'link_device')", name="purpose"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    purpose: Mapped[str]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    session_id: Mapped[int | None]
    family_id: Mapped[int | None]


class Totp(Base):
    """Codes by the clock (RFC 6238). Asked for at sign-in once ``confirmed_at`` is set.

    ``secret`` is encrypted with the server's key; ``last_counter`` is the time step of the newest
    code that was accepted, so that none is accepted twice.
    """

    __tablename__ = "totps"

    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    secret: Mapped[str]
    last_counter: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code for the day the phone is lost; kept as a hash, used once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key pair of the person's device (WebAuthn); this is its public half."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class PasskeyChallenge(Base):
    """What a device must sign to register or sign in; answered once, within five minutes."""

    __tablename__ = "passkey_challenges"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    challenge: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    expires_at: Mapped[datetime]


class Identity(Base):
    """An account elsewhere (OpenID Connect) that signs in here."""

    __tablename__ = "identities"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    email: Mapped[str | None]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class UsernameHold(Base):
    """The name of a deleted account, which nobody may take for a while."""

    __tablename__ = "username_holds"

    username_key: Mapped[str] = mapped_column(primary_key=True)
    held_until: Mapped[datetime]
