"""What links in messages lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


class PreviewState(StrEnum):
    """What is known about a link; *removed* is one that its sender does not want shown."""

    PENDING = "pending"
    READY = "ready"
    NONE = "none"
    REMOVED = "removed"


class Preview(Base):
    """A link in a message, and how the page behind it calls itself.

    Under ``picture_key`` there may be bytes, from before they are written; there is a picture to be
    shown where its sides are known.
    """

    __tablename__ = "previews"
    __table_args__ = (
        sa.CheckConstraint("state IN ('pending', 'ready', 'none', 'removed')", name="state"),
        sa.UniqueConstraint("message_id", "url"),
        sa.Index(
            "ix_previews_due",
            "due_at",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("messages.id"))
    position: Mapped[int]
    url: Mapped[str]
    state: Mapped[str] = mapped_column(default=PreviewState.PENDING)
    title: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    site_name: Mapped[str] = mapped_column(default="")
    picture_key: Mapped[str | None] = mapped_column(index=True, unique=True)
    picture_width: Mapped[int | None]
    picture_height: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class PictureView:
    """The picture of a page, made small; its sides are in pixels."""

    key: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What is shown below a message for one of its links."""

    url: str
    title: str
    description: str
    site_name: str
    picture: PictureView | None = None
