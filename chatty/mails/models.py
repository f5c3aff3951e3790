"""Mails as rows with a state: the truth of what was sent; the queue is only a hint."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


class MailState(StrEnum):
    """Where a mail stands."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class Mail(Base):
    """One mail. ``params`` is JSON for the template ``kind`` and never holds a secret.

    A link's token is derived when the mail is written, from ``token_purpose`` and ``token_id``.
    """

    __tablename__ = "mails"
    __table_args__ = (
        sa.CheckConstraint("state IN ('pending', 'sent', 'failed')", name="state"),
        sa.Index(None, "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    recipient: Mapped[str]
    params: Mapped[str]
    token_purpose: Mapped[str | None]
    token_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=MailState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
