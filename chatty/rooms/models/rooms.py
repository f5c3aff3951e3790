"""Rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base
from chatty.rooms.models.kinds import History, PostBy


class Room(Base):
    """A place to talk. ``last_seq`` is the place of its newest message.

    ``owner_id`` is the first of its owners; a direct room has none. ``direct_key`` is the sorted
    ids of its two people joined by a dash, or one id for the note to self; groups have none.
    ``request_state`` is set where it began as a message request of ``created_by_id``.

    Who is no member, and who joins, reads from ``open_from_seq`` on: what was said in private
    before a room was opened stays among those who were there. What is older than ``retention_days``
    is removed by a job, which raises ``first_seq``. A deleted room is known to nobody,
    and is emptied and removed by a job.
    """

    __tablename__ = "rooms"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('public', 'private', 'password', 'lobby', 'direct')", name="kind"
        ),
        sa.CheckConstraint("post_by IN ('members', 'admins')", name="post_by"),
        sa.CheckConstraint("history IN ('shared', 'from_join')", name="history"),
        sa.CheckConstraint("invite_by IN ('members', 'admins')", name="invite_by"),
        sa.CheckConstraint("pin_by IN ('members', 'admins')", name="pin_by"),
        sa.CheckConstraint("mention_all_by IN ('members', 'admins')", name="mention_all_by"),
        sa.CheckConstraint(
            "request_state IN ('pending', 'accepted', 'declined')", name="request_state"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    post_by: Mapped[str] = mapped_column(default=PostBy.MEMBERS)
    history: Mapped[str] = mapped_column(default=History.SHARED)
    invite_by: Mapped[str] = mapped_column(default=PostBy.ADMINS)
    pin_by: Mapped[str] = mapped_column(default=PostBy.ADMINS)
    mention_all_by: Mapped[str] = mapped_column(default=PostBy.ADMINS)
    slow_mode_seconds: Mapped[int] = mapped_column(default=0)
    retention_days: Mapped[int | None]
    previews: Mapped[bool] = mapped_column(default=True)
    slug: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    topic: Mapped[str] = mapped_column(default="")
    bio: Mapped[str] = mapped_column(default="")
    avatar_key: Mapped[str | None]
    cover_key: Mapped[str | None]
    password_hash: Mapped[str | None]
    password_paused_until: Mapped[datetime | None]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    direct_key: Mapped[str | None] = mapped_column(unique=True)
    request_state: Mapped[str | None]
    member_count: Mapped[int] = mapped_column(default=0)
    first_seq: Mapped[int] = mapped_column(default=1)
    last_seq: Mapped[int] = mapped_column(default=0)
    open_from_seq: Mapped[int] = mapped_column(default=1)
    is_default: Mapped[bool] = mapped_column(default=False)
    filtered_words: Mapped[str] = mapped_column(default="")
    raid_until: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class RoomDraft:
    """What a room is made from."""

    kind: str
    name: str
    slug: str | None = None
    topic: str = ""
    bio: str = ""
    history: str = History.SHARED
    post_by: str = PostBy.MEMBERS
    password_hash: str | None = None
