"""Places in the log, and how much of it is kept."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from chatty.core import clock, limits
from chatty.core.db import autocommit, db, writing
from chatty.core.errors import BadRequest
from chatty.stream.jobs import prune
from chatty.stream.models import Cursor, Event, room_topic, to_base36, user_topic
from chatty.stream.queries import between, exists, head, tail

OLD = timedelta(days=8)


def fill(count: int, *, age: timedelta) -> None:
    """So many more events of that age; those that are there become as old."""
    row = {"topic": "all", "kind": "TEST", "nonce": 1, "payload": "{}"}
    rows = [row | {"created_at": clock.now() - age} for _ in range(count)]
    with writing():
        if age == OLD:
            db.session.execute(sa.update(Event).values(created_at=clock.now() - age))
        db.session.execute(sa.insert(Event), rows)


def kept() -> int:
    with writing():
        prune(db.session())
    return db.session.scalar(sa.select(sa.func.count()).select_from(Event)) or 0


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**31 - 1))
def test_cursor_is_read_as_it_was_written(number, nonce):
    cursor = Cursor(number, nonce)
    assert Cursor.parse(str(cursor)) == cursor
    assert Cursor.parse(str(cursor).upper()) == cursor


@given(st.integers(0, 2**80))
def test_base_36_is_what_python_reads(number):
    assert int(to_base36(number), 36) == number


@given(st.text(max_size=40))
def test_whatever_is_no_cursor_is_a_bad_request(text):
    with contextlib.suppress(BadRequest):
        assert 0 <= Cursor.parse(text).id < 2**63


@pytest.mark.parametrize(
    "text",
    ["", "-", "1", "1-", "-1", "1-é", "1-x-y", "\uff11-1", "²-1", "-1-1", "1- 1", f"{2**63}-1"],
)
def test_cursor_like_text_is_refused(text):
    with pytest.raises(BadRequest):
        Cursor.parse(text)


@pytest.mark.both_databases
def test_old_events_are_kept_while_they_are_few(empty_app):
    with empty_app.app_context():
        fill(limits.EVENTS_KEPT_AT_LEAST - 1, age=OLD)
        assert kept() == limits.EVENTS_KEPT_AT_LEAST


@pytest.mark.both_databases
def test_old_events_beyond_ten_thousand_are_forgotten(empty_app):
    with empty_app.app_context():
        fill(limits.EVENTS_KEPT_AT_LEAST + 500, age=OLD)
        newest = db.session.scalar(sa.select(sa.func.max(Event.id)))
        assert kept() == limits.EVENTS_KEPT_AT_LEAST
        assert db.session.scalar(sa.select(sa.func.max(Event.id))) == newest
        assert kept() == limits.EVENTS_KEPT_AT_LEAST


@pytest.mark.both_databases
def test_young_events_are_kept_however_many(empty_app):
    with empty_app.app_context():
        fill(300, age=OLD)
        fill(limits.EVENTS_KEPT_AT_LEAST + 100, age=timedelta(days=6))
        assert kept() == limits.EVENTS_KEPT_AT_LEAST + 100


@pytest.mark.both_databases
def test_new_log_has_a_first_place(empty_app):
    with empty_app.app_context(), autocommit(db.engine) as connection:
        assert exists(connection, head(connection))


@pytest.mark.both_databases
def test_place_with_another_nonce_does_not_exist(in_app):
    with autocommit(db.engine) as connection:
        place = head(connection)
        assert exists(connection, place)
        assert not exists(connection, Cursor(place.id, place.nonce ^ 1))
        assert not exists(connection, Cursor(place.id + 1, place.nonce))


@pytest.mark.both_databases
def test_log_without_rows_has_no_place(in_app):
    with writing():
        db.session.execute(sa.delete(Event))
    with autocommit(db.engine) as connection:
        assert head(connection) == Cursor(0, 0)
        assert tail(connection, 0, 10) == []


@pytest.mark.both_databases
def test_missed_events_are_those_of_the_topics_in_order(in_app, cast):
    topics = (room_topic(cast.harbour), user_topic(cast.cal.id))
    with autocommit(db.engine) as connection:
        rows = tail(connection, 0, 10_000)
        after, upto = rows[3].id, rows[-3].id
        found = between(connection, topics, after=after, upto=upto, limit=1_000)
        expected = [row for row in rows if after < row.id <= upto and row.topic in topics]
        assert list(found) == expected
        assert expected
        assert list(between(connection, topics, after=after, upto=upto, limit=2)) == expected[:2]
