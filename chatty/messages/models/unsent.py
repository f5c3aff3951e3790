"""What was written and is not said yet: drafts, and messages to be sent later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


class ScheduledState(StrEnum):
    """Where a message to be sent later stands; what was sent is one no more."""

    PENDING = "pending"
    FAILED = "failed"


class Draft(Base):
    """What somebody began to write in a room, or in a thread there; one for each."""

    __tablename__ = "drafts"
    __table_args__ = (
        sa.Index(
            "uq_drafts_user_id_room_id",
            "user_id",
            "room_id",
            unique=True,
            sqlite_where=sa.text("thread_id IS NULL"),
            postgresql_where=sa.text("thread_id IS NULL"),
        ),
        sa.UniqueConstraint("user_id", "thread_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True
    )
    reply_to_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("messages.id", ondelete="SET NULL"), index=True
    )
    content: Mapped[str]
    updated_at: Mapped[datetime]


class ScheduledMessage(Base):
    """A message to be sent at ``send_at``.

    ``expires_in`` counts from when it is said. ``due_at`` is when the worker looks at it next:
    later than ``send_at`` while somebody has claimed it, or after a pause. What could not be sent
    is kept with the reason, for its writer.
    """

    __tablename__ = "scheduled_messages"
    __table_args__ = (
        sa.CheckConstraint("state IN ('pending', 'failed')", name="state"),
        sa.UniqueConstraint("room_id", "user_id", "client_id"),
        sa.Index(None, "state", "due_at"),
        sa.Index(None, "user_id", "send_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    client_id: Mapped[str]
    content: Mapped[str]
    thread_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True
    )
    reply_to_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("messages.id", ondelete="SET NULL"), index=True
    )
    is_silent: Mapped[bool] = mapped_column(default=False)
    expires_in: Mapped[int | None]
    attachment_keys: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=ScheduledState.PENDING)
    reason: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    send_at: Mapped[datetime]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Begun:
    """What somebody has begun to write: empty text means that nothing is kept."""

    content: str
    reply_to_id: int | None = None
    thread_id: int | None = None
