"""Files of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


class AttachmentKind(StrEnum):
    """How a file is shown; its content decides."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


class AttachmentState(StrEnum):
    """How far a file is: still arriving, looked at by the worker, shown, of no use, or harmful."""

    AWAITED = "awaited"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
    REFUSED = "refused"


class Attachment(Base):
    """One file that somebody sent; without a message it is theirs alone, and swept in time.

    ``key`` is its address, ``storage_key`` the name of its bytes: what is forwarded is another
    attachment with the same bytes. ``room_id`` is the message's. ``upload_id`` is what the storage
    calls an upload that the sender's browser does itself. Messages are known to a higher domain
    only; what none has is swept after ``kept_until``.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('image', 'audio', 'video', 'document')", name="kind"),
        sa.CheckConstraint(
            "state IN ('awaited', 'processing', 'ready', 'failed', 'refused')", name="state"
        ),
        sa.Index(None, "room_id", "id"),
        sa.Index(
            "ix_attachments_due",
            "due_at",
            sqlite_where=sa.text("state = 'processing'"),
            postgresql_where=sa.text("state = 'processing'"),
        ),
        sa.Index(
            "ix_attachments_unsent",
            "kept_until",
            sqlite_where=sa.text("message_id IS NULL"),
            postgresql_where=sa.text("message_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(unique=True)
    uploader_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("messages.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rooms.id"))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_ms: Mapped[int | None]
    placeholder: Mapped[str | None]
    waveform: Mapped[str | None]
    has_thumbnail: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    storage_key: Mapped[str] = mapped_column(index=True)
    upload_id: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    kept_until: Mapped[datetime]


class RemovedFile(Base):
    """Bytes that nothing names any more; the row goes when they are deleted."""

    __tablename__ = "removed_files"

    storage_key: Mapped[str] = mapped_column(primary_key=True)
    removed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file as everybody sees it who sees its message.

    ``size`` is in bytes, ``width`` and ``height`` in pixels; ``placeholder`` is a tiny picture as
    a ``data:`` address, ``waveform`` how loud each of its pieces is, from 0 to 100.
    """

    key: str
    kind: str
    name: str
    media_type: str
    size: int
    state: str
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    placeholder: str | None = None
    waveform: tuple[int, ...] | None = None
    has_thumbnail: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """How much somebody's files take, of how much they may: bytes, and how many files."""

    used: int
    allowed: int
    count: int
