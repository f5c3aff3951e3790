"""Whether what is counted beside rows is what the rows say: a few statements over all of them.

Unread is the newest place less the read marker. That is the number of messages only while places
have no gaps, so gaps are looked for first, and only rooms with gaps are counted one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from chatty.attachments.models import Attachment
from chatty.core.db import db
from chatty.messages.models import Mention, Message, Reaction
from chatty.rooms.models import Membership, Room

SHOWN = 1_000
Number = sa.ColumnElement[int] | InstrumentedAttribute[int]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is counted wrongly, in words; *is_mendable* when it follows from the rows."""

    words: str
    is_mendable: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """A number in a row of how many rows point at it: *key* is the column that does.

    Where only some of them count, *which* says what those are like.
    """

    noun: str
    name: str
    row_id: InstrumentedAttribute[int]
    kept: InstrumentedAttribute[int]
    key: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
    which: sa.ColumnElement[bool] = field(default_factory=sa.true)

    def wrong(self) -> sa.Select[int, int, int]:
        """Which rows have it wrong, what they say and what is so."""
        there = self._there()
        number = sa.func.coalesce(there.c.number, 0)
        return (
            sa.select(self.row_id.label("id"), self.kept.label("kept"), number.label("number"))
            .outerjoin(there, there.c.key == self.row_id)
            # Nothing is asked of the many that have none and count none.
            .where(sa.or_(self.kept != 0, there.c.key.is_not(None)), self.kept != number)
        )

    def _there(self) -> sa.Subquery:
        query = sa.select(self.key.label("key"), sa.func.count().label("number"))
        return query.where(self.key.is_not(None), self.which).group_by(self.key).subquery()


REPLY = aliased(Message)
COUNTED = (
    Counted("Room", "members", Room.id, Room.member_count, Membership.room_id),
    Counted("Message", "reactions", Message.id, Message.reaction_count, Reaction.message_id),
    Counted(
        "Message",
        "mentions",
        Message.id,
        Message.mention_count,
        Mention.message_id,
        Mention.by_name.is_(True),
    ),
    Counted("Message", "replies", Message.id, Message.thread_count, REPLY.thread_id),
    Counted("Message", "files", Message.id, Message.attachment_count, Attachment.message_id),
)


def differences() -> Iterator[Difference]:
    """Everything that does not agree, at most a thousand of each sort."""
    yield from _places()
    yield from _badges()
    yield from _markers()
    for what in COUNTED:
        yield from _counts(what)


def _places() -> Iterator[Difference]:
    """A room's places: none missing between the first that is kept and the last."""
    for row in db.session.execute(_rooms_with_gaps().limit(SHOWN)):
        room = f"Room {row.id} ({row.name})"
        if row.number and row.newest > row.last_seq:
            words = f"{room} says its newest message is {row.last_seq}, there is {row.newest}."
            yield Difference(words)
        else:
            wanted = row.last_seq - row.first_seq + 1
            words = f"{room} has {row.number} of the {wanted} places {row.first_seq} to"
            yield Difference(f"{words} {row.last_seq}.", is_mendable=False)


def _rooms_with_gaps() -> sa.Select[int, str, int, int, int, int | None]:
    number = sa.func.count(Message.seq)
    wanted = Room.last_seq - Room.first_seq + 1
    kept = sa.and_(Message.room_id == Room.id, Message.seq >= Room.first_seq)
    return (
        sa.select(
            Room.id,
            Room.name,
            Room.first_seq,
            Room.last_seq,
            number.label("number"),
            sa.func.max(Message.seq).label("newest"),
        )
        .outerjoin(Message, kept)
        .where(Room.deleted_at.is_(None))
        .group_by(Room.id)
        .having(number != wanted)
        .order_by(Room.id)
    )


def _badges() -> Iterator[Difference]:
    """In rooms with gaps, unread as it is shown against the messages that are there."""
    with_gaps = sa.select(_rooms_with_gaps().subquery().c.id)
    floor = _greatest(
        _greatest(Membership.read_seq, Membership.visible_from_seq - 1), Room.first_seq - 1
    )
    badge = _greatest(Room.last_seq - floor, sa.literal(0))
    there = sa.func.count(Message.id)
    unread = sa.and_(Message.room_id == Membership.room_id, Message.seq > floor)
    query = (
        sa.select(
            Membership.room_id, Membership.user_id, badge.label("badge"), there.label("there")
        )
        .join(Room, Room.id == Membership.room_id)
        .outerjoin(Message, unread)
        .where(Membership.room_id.in_(with_gaps))
        .group_by(Membership.room_id, Membership.user_id, Room.id)
        .having(there != badge)
        .limit(SHOWN)
    )
    for row in db.session.execute(query):
        words = f"Person {row.user_id} is shown {row.badge} unread in room {row.room_id}, there"
        yield Difference(f"{words} are {row.there}.", is_mendable=False)


def _markers() -> Iterator[Difference]:
    query = (
        sa.select(Membership.room_id, Membership.user_id, Room.last_seq)
        .join(Room, Room.id == Membership.room_id)
        .where(
            sa.or_(Membership.read_seq > Room.last_seq, Membership.delivered_seq > Room.last_seq)
        )
    )
    for row in db.session.execute(query.limit(SHOWN)):
        words = f"The markers of person {row.user_id} in room {row.room_id} are past its end"
        yield Difference(f"{words}, {row.last_seq}.")


def _counts(what: Counted) -> Iterator[Difference]:
    for row in db.session.execute(what.wrong().limit(SHOWN)):
        words = f"{what.noun} {row.id} counts {row.kept} {what.name}, there are {row.number}."
        yield Difference(words)


def _greatest(one: Number, other: Number) -> sa.ColumnElement[int]:
    return sa.case((one > other, one), else_=other)
