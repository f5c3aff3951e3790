"""Polls: a question with a few answers to choose from, and who chose which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


class Poll(Base):
    """What a message of the kind ``poll`` asks; the question is its content.

    Votes count until ``closed_at``, or until ``closes_at`` where that has come and nobody has
    written it down yet.
    """

    __tablename__ = "polls"
    __table_args__ = (
        sa.Index(
            "ix_polls_closing",
            "closes_at",
            sqlite_where=sa.text("closes_at IS NOT NULL AND closed_at IS NULL"),
            postgresql_where=sa.text("closes_at IS NOT NULL AND closed_at IS NULL"),
        ),
    )

    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("messages.id"), primary_key=True, autoincrement=False
    )
    is_multiple: Mapped[bool]
    is_anonymous: Mapped[bool]
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class PollOption(Base):
    """One of the answers, at its place among them: 1, 2 and so on."""

    __tablename__ = "poll_options"

    message_id: Mapped[int] = mapped_column(sa.ForeignKey("polls.message_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class PollVote(Base):
    """Somebody chose an answer. In an anonymous poll this is told to nobody but themselves."""

    __tablename__ = "poll_votes"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["message_id", "position"], ["poll_options.message_id", "poll_options.position"]
        ),
    )

    message_id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class PollDraft:
    """What somebody wants to ask: the answers, and how they are chosen."""

    options: tuple[str, ...]
    is_multiple: bool = False
    is_anonymous: bool = False
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OptionView:
    """An answer: how many chose it, and the first hundred of them; None in an anonymous poll."""

    position: int
    text: str
    count: int
    user_ids: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll as it stands; *own* is what the reader chose, None where it is told to everybody."""

    options: tuple[OptionView, ...]
    is_multiple: bool
    is_anonymous: bool
    closes_at: datetime | None
    closed_at: datetime | None
    voter_count: int
    own: tuple[int, ...] | None = None
