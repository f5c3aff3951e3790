"""Keep what messages are found by: put in, taken out, and begun anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa

from chatty.core.db import BigId, db, on_sqlite
from chatty.search.models import STATE_ID, SearchEntry, SearchState
from chatty.search.policies import folded, tokens_of

entries = cast("sa.Table", SearchEntry.__table__)
PUT_IN = sa.text("INSERT INTO search_index (rowid, tokens) VALUES (:message_id, :tokens)")
TAKE_OUT = sa.text(
    # An index without content forgets only what it is told again.
    "INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', :message_id, :tokens)"
)
PUT_IN_WITH_TOKENS = sa.text(
    "INSERT INTO search_entries (message_id, room_id, sender_id, words, tokens) "
    "VALUES (:message_id, :room_id, :sender_id, :words, CAST(:tokens AS tsvector))"
).bindparams(*(sa.bindparam(name, type_=BigId) for name in ("message_id", "room_id", "sender_id")))


@dataclass(frozen=True, slots=True)
class Said:
    """A message as an index wants it."""

    message_id: int
    room_id: int
    sender_id: int
    content: str


def put_in(messages: Sequence[Said]) -> None:
    """Let *messages*, of which none is indexed, be found from now on."""
    rows = [
        _row(one.message_id, one.room_id, one.sender_id, folded(one.content)) for one in messages
    ]
    if not rows:
        return
    connection = db.session.connection()
    if on_sqlite():
        plain = [{key: row[key] for key in row if key != "tokens"} for row in rows]
        connection.execute(sa.insert(entries), plain)
        connection.execute(PUT_IN, rows)
    else:
        connection.execute(PUT_IN_WITH_TOKENS, [row | _quoted(row) for row in rows])


def take_out(message_ids: Collection[int]) -> None:
    """Let nothing be found by the words of these messages any more, indexed or not."""
    which = entries.c.message_id.in_(message_ids)
    connection = db.session.connection()
    if on_sqlite():
        found = connection.execute(sa.select(entries).where(which)).all()
        gone = [_row(row.message_id, row.room_id, row.sender_id, row.words) for row in found]
        if gone:
            connection.execute(TAKE_OUT, gone)
    connection.execute(sa.delete(entries).where(which))


def take_in_anew(message: Said) -> None:
    """Find a message by what it says now, if it was found by something else before."""
    known = sa.select(entries.c.words).where(entries.c.message_id == message.message_id)
    words = db.session.scalar(known)
    if words is not None and words != folded(message.content):
        take_out([message.message_id])
        put_in([message])


def begin_anew() -> None:
    """Forget the whole index; what follows the messages makes it again."""
    db.session.execute(sa.delete(entries).execution_options(synchronize_session=False))
    if on_sqlite():
        db.session.execute(sa.text("INSERT INTO search_index (search_index) VALUES ('delete-all')"))
    follow_to(0)


def follow_to(message_id: int) -> None:
    """Note that every message up to this one was looked at."""
    noted = sa.update(SearchState).where(SearchState.id == STATE_ID).values(indexed_to=message_id)
    db.session.execute(noted.execution_options(synchronize_session=False))


def _row(message_id: int, room_id: int, sender_id: int, words: str) -> dict[str, object]:
    return {
        "message_id": message_id,
        "room_id": room_id,
        "sender_id": sender_id,
        "words": words,
        "tokens": tokens_of(words, message_id=message_id, room_id=room_id, sender_id=sender_id),
    }


def _quoted(row: dict[str, object]) -> dict[str, object]:
    """The tokens of *row* as PostgreSQL reads them; quotes and backslashes are never in them."""
    return {"tokens": " ".join(f"'{token}'" for token in str(row["tokens"]).split(" "))}
