"""The server's own settings, and what its administrators tell everybody."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base

ONLY_ROW = 1


class AnnouncementLevel(StrEnum):
    """How loudly an announcement is made."""

    INFO = "info"
    WARNING = "warning"


class SiteSettings(Base):
    """The one row of what administrators decide; null is what the environment says.

    ``filtered_words`` are read with every message, in the statement that locks its room.
    """

    __tablename__ = "site_settings"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.CheckConstraint("registration IN ('open', 'invite', 'closed')", name="registration"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=ONLY_ROW)
    registration: Mapped[str | None]
    registration_domains: Mapped[str | None]
    guests: Mapped[bool | None]
    filtered_words: Mapped[str] = mapped_column(default="")
    raid_until: Mapped[datetime | None]
    updated_at: Mapped[datetime | None]
    updated_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


class Announcement(Base):
    """Some words for everybody, shown until ``ends_at`` or until they are taken back."""

    __tablename__ = "announcements"
    __table_args__ = (sa.CheckConstraint("level IN ('info', 'warning')", name="level"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    content: Mapped[str]
    level: Mapped[str] = mapped_column(default=AnnouncementLevel.INFO)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime | None] = mapped_column(index=True)
