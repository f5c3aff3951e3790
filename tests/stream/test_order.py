"""The log is in commit order: whoever reads `id > last` misses nothing, because of one lock."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.core.db import autocommit, db, writing
from chatty.stream import actions
from chatty.stream.actions import append
from chatty.stream.models import Event, EventDraft
from chatty.stream.queries import head, tail

if TYPE_CHECKING:
    from flask import Flask

WRITERS = 4
SECONDS = 2.0
# However busy the machine is.
LEAST = 15
PAUSE = 0.004
LOCK = "SELECT pg_advisory_xact_lock(:lock)"
NO_LOCK = "SELECT CAST(:lock AS bigint)"


class Writer(threading.Thread):
    """Appends one event after the other, with pauses before and behind the statement."""

    def __init__(self, app: Flask, until: float) -> None:
        super().__init__()
        self.app = app
        self.until = until
        self.written = 0

    def run(self) -> None:
        with self.app.app_context():
            while time.monotonic() < self.until or self.written < LEAST:
                with writing():
                    db.session.execute(sa.text("SELECT 1"))
                    append(db.session(), [EventDraft("all", "TEST", "{}")])
                    # As a commit that takes its time does; with the lock nobody draws an id now.
                    time.sleep(random.uniform(0, PAUSE))
                self.written += 1


class Tailer(threading.Thread):
    """Reads the log as the hub does, and counts."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app = app
        self.seen: list[int] = []
        self.over = threading.Event()
        with app.app_context(), autocommit(db.engine) as connection:
            self.position = head(connection).id

    def run(self) -> None:
        with self.app.app_context(), autocommit(db.engine) as connection:
            while not self.over.is_set():
                self.read(connection)
            self.read(connection)

    def read(self, connection: sa.Connection) -> None:
        rows = tail(connection, self.position, 10_000)[1:]
        self.seen += [row.id for row in rows]
        self.position = rows[-1].id if rows else self.position


def lost(app: Flask) -> int:
    """How many events the tailer missed while the writers wrote."""
    tailer = Tailer(app)
    writers = [Writer(app, time.monotonic() + SECONDS) for _ in range(WRITERS)]
    for thread in (tailer, *writers):
        thread.start()
    for writer in writers:
        writer.join()
    tailer.over.set()
    tailer.join()
    assert tailer.seen == sorted(set(tailer.seen))
    written = sum(writer.written for writer in writers)
    return written - len(tailer.seen)


@pytest.mark.both_databases
def test_reader_of_the_tail_sees_every_event(app):
    assert lost(app) == 0


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_without_the_lock_events_are_lost(app, monkeypatch):
    locked = str(actions.APPEND_ON_POSTGRESQL)
    assert LOCK in locked
    unlocked = sa.text(locked.replace(LOCK, NO_LOCK)).bindparams(
        sa.bindparam("at", type_=Event.__table__.c.created_at.type)
    )
    monkeypatch.setattr(actions, "APPEND_ON_POSTGRESQL", unlocked)
    assert lost(app) > 0


@pytest.mark.both_databases
def test_drafts_of_one_transaction_keep_their_order(in_app):
    with writing():
        append(db.session(), [EventDraft("all", str(n), "{}", ref=n, seq=n) for n in range(200)])
    query = sa.select(Event.kind).where(Event.topic == "all").order_by(Event.id)
    assert list(db.session.scalars(query)) == [str(n) for n in range(200)]


@pytest.mark.both_databases
def test_event_comes_back_as_it_was_written(in_app):
    draft = EventDraft("r:1", "TEST", '{"a":"é \\u2028 \U0001f600"}', ref=1 << 52, seq=3)
    with writing():
        append(db.session(), [draft])
    with autocommit(db.engine) as connection:
        row = tail(connection, head(connection).id, 1)[0]
    assert (row.topic, row.kind, row.payload) == (draft.topic, draft.kind, draft.payload)
    assert (row.ref, row.seq) == (draft.ref, draft.seq)
    assert 0 <= row.nonce < 1 << 31


@pytest.mark.both_databases
def test_event_larger_than_a_frame_may_be_is_refused(in_app):
    with writing():
        append(db.session(), [EventDraft("all", "TEST", "x" * 128 * 1024)])
    with pytest.raises(ValueError, match="TEST"), writing():
        append(db.session(), [EventDraft("all", "TEST", "é" * 64 * 1024 + "x")])
