"""Events and the cursor that points at one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from chatty.core.db import Base
from chatty.core.errors import BadRequest

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
NONCE_BITS = 31
LONGEST_CURSOR = 32


class Event(Base):
    """One frame that somebody must be told; ids ascend in commit order.

    ``topic`` is ``r:<room>``, ``u:<user>`` or ``all``. ``payload`` is the frame's JSON without its
    cursor. ``ref`` is the message it speaks of. ``seq`` is that message's place in the room, which
    the reader's ``visible_from_seq`` is compared with.
    """

    __tablename__ = "events"
    __table_args__ = (sa.Index(None, "topic", "id"), sa.Index(None, "ref"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    topic: Mapped[str]
    kind: Mapped[str]
    ref: Mapped[int | None]
    seq: Mapped[int | None]
    nonce: Mapped[int]
    payload: Mapped[str]
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event before it has a place in the log."""

    topic: str
    kind: str
    payload: str
    ref: int | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the log: written ``<event id>-<nonce in base 36>``.

    The nonce tells a pruned row, a lost tail and a restored backup from the row that was meant.
    """

    id: int
    nonce: int

    def __str__(self) -> str:
        return f"{self.id}-{to_base36(self.nonce)}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """The cursor written as *text*; BadRequest when it is none."""
        number, dash, nonce = text.partition("-")
        well_formed = (
            dash
            and len(text) <= LONGEST_CURSOR
            and number.isascii()
            and number.isdigit()
            and nonce.isascii()
            and nonce.isalnum()
        )
        if not well_formed or int(number) >= 2**63:
            raise BadRequest("bad_cursor", "This cursor was not made here.")
        return cls(int(number), int(nonce.lower(), 36))


def to_base36(number: int) -> str:
    """*number*, not negative, in digits and small letters."""
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
        if not number:
            return text


# The topic of what everybody is told, signed in or not.
EVERYBODY = "all"


def room_topic(room_id: int) -> str:
    """The topic of everything that happens in a room."""
    return f"r:{room_id}"


def user_topic(user_id: int) -> str:
    """The topic of what only one person is told."""
    return f"u:{user_id}"
