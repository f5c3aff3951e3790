"""The engine on SQLite: FTS5, on a connection of its own in the thread pool.

A search would stop every stream for as long as it takes, so nothing but prepared SQL goes there.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import gevent
import sqlalchemy as sa
from gevent.lock import BoundedSemaphore

from chatty.core import limits
from chatty.core.db import db
from chatty.search.models import SearchEntry
from chatty.search.queries.asking import (
    BEFORE,
    FLOOR,
    SIZE,
    Answer,
    Run,
    Statements,
    expression,
    too_slow,
)
from chatty.search.queries.looking import Sought

# Of SQLite's machine: some tens of microseconds.
STEPS_BETWEEN_LOOKS = 5_000
Prepared = tuple[str, list[tuple[str, object]]]
_slots = BoundedSemaphore(limits.SEARCHES_AT_ONCE)


class Fts5:
    """SQLite: a table of FTS5 without content, newest first as it is stored."""

    def candidates(self, sought: Sought) -> sa.Select[int]:
        """The newest entries, straight out of the index."""
        index = sa.table("search_index", sa.column("rowid", sa.Integer))
        matches = sa.literal_column("search_index").op("MATCH")(
            expression(sought, " AND ", " OR ", '"{}"', '"{}" *')
        )
        return (
            sa.select(index.c.rowid)
            .where(matches, index.c.rowid < BEFORE, index.c.rowid >= FLOOR)
            .order_by(index.c.rowid.desc())
            .limit(SIZE)
        )

    def spans(self, sought: Sought, floor: int, before: int) -> Iterator[Mapping[str, object]]:  # noqa: ARG002  # the other engine asks anew
        """One: the index is in the order of ids, and stops where enough was found."""
        yield {"floor": floor, "before": before}

    def has(self, word: str) -> sa.ColumnElement[bool]:
        """Whether the entry has folded *word* in it."""
        return sa.func.instr(SearchEntry.words, word) > 0

    def among(self) -> sa.ColumnElement[bool]:
        """Whether the entry is in a JSON list."""
        listed = sa.text("SELECT value FROM json_each(:ids)").bindparams(ids="[]")
        return SearchEntry.message_id.in_(listed)

    def list_of(self, ids: Sequence[int]) -> object:
        """*ids* as JSON."""
        return json.dumps(ids)

    def within_time(self, statements: Statements, look: Callable[[Run], Answer]) -> Answer:
        """Run it apart, of a few at once."""
        prepared = {name: prepare(statement) for name, statement in statements.items()}
        path = db.engine.url.database or ""
        if not _slots.acquire(timeout=limits.SEARCH_SECONDS):
            raise too_slow()
        try:
            pool = gevent.get_hub().threadpool
            return pool.apply(lambda: _apart(path, look, prepared))
        except sqlite3.OperationalError as error:
            raise too_slow() from error
        finally:
            _slots.release()


def prepare(statement: sa.Select[int]) -> Prepared:
    """*statement* as SQL, with the name and value of each of its parameters in their order."""
    compiled = statement.compile(
        dialect=db.engine.dialect, compile_kwargs={"render_postcompile": True}
    )
    values = compiled.params
    return str(compiled), [(name, values[name]) for name in compiled.positiontup or ()]


def _apart(path: str, look: Callable[[Run], Answer], prepared: Mapping[str, Prepared]) -> Answer:
    """What *look* answers on a connection of its own; sqlite3.OperationalError after its time."""
    until = time.monotonic() + limits.SEARCH_SECONDS
    with contextlib.closing(sqlite3.connect(path, timeout=0)) as connection:
        connection.set_progress_handler(lambda: time.monotonic() > until, STEPS_BETWEEN_LOOKS)

        def run(name: str, **values: object) -> list[int]:
            sql, parameters = prepared[name]
            bound = [_plain(values.get(key, value)) for key, value in parameters]
            return [row[0] for row in connection.execute(sql, bound)]

        return look(run)


def _plain(value: object) -> object:
    """*value* as SQLAlchemy would store it in SQLite."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value
