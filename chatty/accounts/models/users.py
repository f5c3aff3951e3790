"""Accounts and what people say about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base, new_id


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


class Audience(StrEnum):
    """To whom something about a person is shown."""

    NOBODY = "nobody"
    FRIENDS = "friends"
    EVERYONE = "everyone"


class StatusLasts(StrEnum):
    """For how long a status is shown."""

    HALF_AN_HOUR = "30m"
    AN_HOUR = "1h"
    TODAY = "today"
    THIS_WEEK = "week"
    UNTIL_CLEARED = "never"


@dataclass(frozen=True, slots=True)
class StatusDraft:
    """What somebody wants to say they are up to; *lasts* is for how long."""

    emoji: str = ""
    text: str = ""
    lasts: StatusLasts = StatusLasts.UNTIL_CLEARED


class User(Base):
    """An account. ``username_key`` is what must be unique: the same for names that look alike.

    ``avatar_key`` and ``cover_key`` name pictures of the person. ``email`` is a confirmed address;
    one that awaits its confirmation stands in ``pending_email``. An account that was deleted keeps
    its row, so that messages have a sender, with every personal column empty and ``erased_at`` set;
    ``messages_erased_at`` says besides that who joins a room later sees no text of theirs.
    """

    __tablename__ = "users"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('member', 'guest', 'bot')", name="kind"),
        sa.CheckConstraint("theme IN ('system', 'light', 'dark')", name="theme"),
        sa.CheckConstraint(
            "last_seen_audience IN ('nobody', 'friends', 'everyone')", name="last_seen_audience"
        ),
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
    phone: Mapped[str | None]
    birth_date: Mapped[date | None]
    share_birth_date: Mapped[bool] = mapped_column(default=False)
    avatar_key: Mapped[str | None]
    cover_key: Mapped[str | None]
    status_emoji: Mapped[str | None]
    status_text: Mapped[str | None]
    status_until: Mapped[datetime | None] = mapped_column(index=True)
    time_zone: Mapped[str | None]
    locale: Mapped[str | None]
    discoverable: Mapped[bool] = mapped_column(default=False)
    show_typing: Mapped[bool] = mapped_column(default=True)
    show_receipts: Mapped[bool] = mapped_column(default=True)
    show_previews: Mapped[bool] = mapped_column(default=True)
    last_seen_audience: Mapped[str] = mapped_column(default=Audience.FRIENDS)
    message_requests: Mapped[bool] = mapped_column(default=False)
    theme: Mapped[str] = mapped_column(default=Theme.SYSTEM)
    is_admin: Mapped[bool] = mapped_column(default=False)
    last_seen_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    messages_erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
