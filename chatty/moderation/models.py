"""Reports."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


class ReportKind(StrEnum):
    """What is reported."""

    MESSAGE = "message"
    PERSON = "person"


class ReportReason(StrEnum):
    """Why it is reported."""

    SPAM = "spam"
    HARASSMENT = "harassment"
    HATE = "hate"
    SEXUAL = "sexual"
    VIOLENCE = "violence"
    ILLEGAL = "illegal"
    OTHER = "other"


class ReportState(StrEnum):
    """Where a report stands; it leaves ``open`` once."""

    OPEN = "open"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


class Report(Base):
    """Somebody's word that a message or a person should be looked at.

    ``content`` is what a reported message said: a copy that lasts until the report is closed, so
    that who wrote it cannot take the proof away, and no longer. ``room_id`` is where it happened:
    who runs that room answers, and the server's administrators do; reports from direct rooms and
    about people outside of rooms are for the administrators alone.
    """

    __tablename__ = "reports"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('message', 'person')", name="kind"),
        sa.CheckConstraint(
            "reason IN ('spam', 'harassment', 'hate', 'sexual', 'violence', 'illegal', 'other')",
            name="reason",
        ),
        sa.CheckConstraint("state IN ('open', 'resolved', 'dismissed')", name="state"),
        sa.Index(None, "state", "id"),
        sa.Index(None, "room_id", "state", "id"),
        sa.Index(
            "uq_reports_open_message",
            "reporter_id",
            "message_id",
            unique=True,
            sqlite_where=sa.text("state = 'open' AND message_id IS NOT NULL"),
            postgresql_where=sa.text("state = 'open' AND message_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    reporter_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rooms.id"))
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("messages.id"))
    content: Mapped[str | None]
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=ReportState.OPEN)
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
