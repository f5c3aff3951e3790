"""Ids of the stream ascend in the order of commits: a reader of "after the last" misses nothing."""

from __future__ import annotations

import random
import threading
import time

import pytest
import sqlalchemy as sa

from chatty.core.db import autocommit, db
from chatty.stream import actions
from chatty.stream.actions import append
from chatty.stream.models import EventDraft
from chatty.stream.queries import head, tail

WRITES_EACH = 250
WITHOUT_LOCK = sa.text(
    str(actions.APPEND_ON_POSTGRESQL).replace(
        "pg_advisory_xact_lock(:lock)", "CAST(:lock AS bigint)"
    )
).bindparams(*actions.APPEND_ON_POSTGRESQL._bindparams.values())

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)


class Writing(threading.Thread):
    """Commits events one by one, dawdling between the insert and the COMMIT."""

    def __init__(self, app, name: str) -> None:
        super().__init__(name=name)
        self.app = app

    def run(self) -> None:
        with self.app.app_context():
            for number in range(WRITES_EACH):
                append(db.session(), [EventDraft("all", "TEST", f'{{"n":"{self.name}{number}"}}')])
                time.sleep(random.uniform(0, 0.004))
                db.session.commit()
            db.session.remove()


def read_while(writers: list[Writing]) -> list[int]:
    """The ids that a tailer sees which always asks for what follows its last."""
    seen: list[int] = []
    with autocommit(db.engine) as connection:
        position = head(connection).id
        for writer in writers:
            writer.start()
        idle = 0
        while idle < 3:
            idle = idle + 1 if not any(writer.is_alive() for writer in writers) else 0
            events = [event for event in tail(connection, position, 500) if event.id > position]
            seen += [event.id for event in events]
            position = seen[-1] if seen else position
    return seen


def test_tailer_sees_every_event_of_two_dawdling_writers(in_app):
    seen = read_while([Writing(in_app, "a"), Writing(in_app, "b")])
    assert len(seen) == 2 * WRITES_EACH


def test_without_the_lock_the_tailer_misses_events(in_app, monkeypatch):
    monkeypatch.setattr(actions, "APPEND_ON_POSTGRESQL", WITHOUT_LOCK)
    seen = read_while([Writing(in_app, "a"), Writing(in_app, "b")])
    assert len(seen) < 2 * WRITES_EACH
