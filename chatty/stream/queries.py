"""Read the log: its head, its tail, and what one reader missed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from chatty.stream.models import Cursor, Event

COLUMNS = (
    Event.id,
    Event.topic,
    Event.kind,
    Event.ref,
    Event.seq,
    Event.nonce,
    Event.payload,
)


class StoredEvent(NamedTuple):
    """A row of the log as the hub keeps it."""

    id: int
    topic: str
    kind: str
    ref: int | None
    seq: int | None
    nonce: int
    payload: str

    @property
    def cursor(self) -> Cursor:
        """Where this event stands."""
        return Cursor(self.id, self.nonce)


def head(connection: Connection) -> Cursor:
    """The newest place in the log; the log is never empty, its first row is made with its table."""
    row = connection.execute(
        sa.select(Event.id, Event.nonce).order_by(Event.id.desc()).limit(1)
    ).one_or_none()
    return Cursor(row.id, row.nonce) if row else Cursor(0, 0)


def extent(connection: Connection) -> tuple[int, datetime | None]:
    """How many events are kept, and since when."""
    row = connection.execute(sa.select(sa.func.count(), sa.func.min(Event.created_at))).one()
    return int(row[0]), row[1]


def exists(connection: Connection, cursor: Cursor) -> bool:
    """Whether *cursor* points at a row that is still there and still the same."""
    query = sa.select(Event.id).where(Event.id == cursor.id, Event.nonce == cursor.nonce)
    return connection.execute(query).first() is not None


def tail(connection: Connection, position: int, limit: int) -> Sequence[StoredEvent]:
    """At most *limit* events from *position* on, that one included."""
    query = sa.select(*COLUMNS).where(Event.id >= position).order_by(Event.id).limit(limit)
    return [StoredEvent(*row) for row in connection.execute(query)]


def between(
    connection: Connection, topics: Collection[str], *, after: int, upto: int, limit: int
) -> Sequence[StoredEvent]:
    """At most *limit* events on *topics* in ``(after, upto]``, oldest first."""
    query = (
        sa.select(*COLUMNS)
        .where(Event.id > after, Event.id <= upto, Event.topic.in_(topics))
        .order_by(Event.id)
        .limit(limit)
    )
    return [StoredEvent(*row) for row in connection.execute(query)]
