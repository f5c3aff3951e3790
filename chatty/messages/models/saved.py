"""Messages that people keep for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base
from chatty.messages.models.messages import MessageView


class SavedMessage(Base):
    """A message that somebody keeps at hand for themselves; nobody else knows."""

    __tablename__ = "saved_messages"
    __table_args__ = (sa.Index(None, "user_id", "saved_at", "message_id"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("messages.id"), primary_key=True, index=True
    )
    saved_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class SavedView:
    """A message, and since when somebody keeps it."""

    message: MessageView
    saved_at: datetime
