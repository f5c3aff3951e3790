"""Friendships and blocks."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


class Friendship(Base):
    """Two people who are friends, the smaller id first, so that a pair has one row."""

    __tablename__ = "friendships"
    __table_args__ = (
        sa.CheckConstraint("user_low_id < user_high_id", name="ordered"),
        sa.Index(None, "user_high_id"),
    )

    user_low_id: Mapped[int] = mapped_column(
        sa.ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    user_high_id: Mapped[int] = mapped_column(
        sa.ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    created_at: Mapped[datetime]


class Block(Base):
    """One who wants to hear nothing of another."""

    __tablename__ = "blocks"
    __table_args__ = (
        sa.CheckConstraint("blocker_id <> blocked_id", name="other"),
        sa.Index(None, "blocked_id"),
    )

    blocker_id: Mapped[int] = mapped_column(
        sa.ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    blocked_id: Mapped[int] = mapped_column(
        sa.ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    created_at: Mapped[datetime]
