"""Pictures of people and rooms: kept as files, named by a random key."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base


class PictureKind(StrEnum):
    """What a picture is for, which decides its shape."""

    AVATAR = "avatar"
    COVER = "cover"


class Picture(Base):
    """One picture in two sizes, of a person or of a room.

    Without either nobody shows it any more: it is swept. Rooms are known to higher domains only.
    """

    __tablename__ = "pictures"
    __table_args__ = (sa.CheckConstraint("kind IN ('avatar', 'cover')", name="kind"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rooms.id"), index=True)
    kind: Mapped[str]
    created_at: Mapped[datetime]
