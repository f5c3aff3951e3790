"""Set right what is counted beside rows, from the rows."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.core.db import db
from chatty.messages.models import Message
from chatty.messages.queries.proof import COUNTED, Counted
from chatty.rooms.models import Membership, Room


def mend() -> None:
    """Set every number that follows from rows to what they say; missing messages stay missing."""
    _raise_last_places()
    _draw_markers_back()
    for what in COUNTED:
        _count_anew(what)


def _raise_last_places() -> None:
    newest = sa.select(sa.func.max(Message.seq)).where(Message.room_id == Room.id).scalar_subquery()
    _run(sa.update(Room).where(newest > Room.last_seq).values(last_seq=newest))


def _draw_markers_back() -> None:
    last = sa.select(Room.last_seq).where(Room.id == Membership.room_id).scalar_subquery()
    for marker in (Membership.read_seq, Membership.delivered_seq):
        _run(sa.update(Membership).where(marker > last).values({marker: last}))


def _count_anew(what: Counted) -> None:
    wrong = what.wrong().subquery()
    number = sa.select(wrong.c.number).where(wrong.c.id == what.row_id).scalar_subquery()
    rows = sa.update(what.row_id.class_).where(what.row_id.in_(sa.select(wrong.c.id)))
    _run(rows.values({what.kept: number}))


def _run(statement: sa.Executable) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
