"""Messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


class Message(Base):
    """One message. ``seq`` is its place in the room: gapless, in commit order."""

    __tablename__ = "messages"
    __table_args__ = (
        sa.UniqueConstraint("room_id", "seq"),
        sa.UniqueConstraint("room_id", "sender_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("rooms.id"))
    seq: Mapped[int]
    sender_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    client_id: Mapped[str]
    content: Mapped[str]
    content_html: Mapped[str]
    html_version: Mapped[int]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """What somebody wants to say; *client_id* makes a repeat harmless."""

    content: str
    client_id: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message with the person behind it, as everybody in the room sees it."""

    id: int
    room_id: int
    seq: int
    sender_id: int
    username: str
    display_name: str
    client_id: str
    content: str
    content_html: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Posted:
    """The stored message; *created* is False when it had been stored before."""

    message: MessageView
    created: bool


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages oldest first, and the seqs to go on with: None at an end."""

    items: tuple[MessageView, ...]
    before: int | None
    after: int | None
