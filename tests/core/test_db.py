"""The database: moments, writers that wait for one another, and being away."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from structlog.testing import capture_logs

from chatty.accounts.models import User
from chatty.app import create_app
from chatty.core import limits
from chatty.core.db import ID_BITS, autocommit, db, is_outage, new_id, release, writing
from chatty.core.errors import Unavailable
from tests.databases import settings_for
from tests.servers import Postgres

if TYPE_CHECKING:
    from flask import Flask

WRITERS = 8
WRITES = 25
ELSEWHERE = timezone(timedelta(hours=-9, minutes=-30))


def grow_bio(user_id: int) -> None:
    """One write transaction that reads what it changes."""
    with writing():
        user = db.session.get_one(User, user_id)
        user.bio += "x"


def write_often(app: Flask, user_id: int, failures: list[Exception]) -> None:
    with app.app_context():
        for _ in range(WRITES):
            try:
                grow_bio(user_id)
            except Exception as error:  # noqa: BLE001  # whatever it is, the test tells
                failures.append(error)


@pytest.mark.both_databases
def test_moment_comes_back_as_the_same_moment_in_utc(in_app, cast):
    moment = datetime(2024, 2, 29, 23, 59, 59, 123_456, tzinfo=ELSEWHERE)
    with writing():
        db.session.get_one(User, cast.ada.id).last_seen_at = moment
    db.session.expire_all()
    found = db.session.get_one(User, cast.ada.id).last_seen_at
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC
    assert db.session.get_one(User, cast.bea.id).last_seen_at is None


@pytest.mark.both_databases
def test_moments_are_compared_by_the_database_as_moments(in_app, cast):
    noon = datetime(2024, 6, 1, 12, tzinfo=UTC)
    with writing():
        db.session.get_one(User, cast.ada.id).last_seen_at = noon
    later = noon.astimezone(ELSEWHERE) + timedelta(microseconds=1)
    query = sa.select(User.id).where(User.last_seen_at < later)
    assert list(db.session.scalars(query)) == [cast.ada.id]


@pytest.mark.both_databases
def test_eight_writers_wait_for_one_another(app, cast):
    failures: list[Exception] = []
    writers = [
        threading.Thread(target=write_often, args=(app, cast.ada.id, failures))
        for _ in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []


def test_no_write_of_eight_writers_is_lost_on_sqlite(app, cast):
    test_eight_writers_wait_for_one_another(app, cast)
    with app.app_context():
        assert len(db.session.get_one(User, cast.ada.id).bio) == WRITERS * WRITES


def test_writer_that_waits_in_vain_is_told_to_come_back(in_app, cast, monkeypatch):
    monkeypatch.setattr(limits, "SQLITE_WRITE_WAIT_SECONDS", 0.1)
    with db.engine.connect() as other:
        other.connection.cursor().execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable) as refused:
            grow_bio(cast.ada.id)
        other.connection.cursor().execute("ROLLBACK")
    assert refused.value.retry_after
    grow_bio(cast.ada.id)


def test_reader_sees_the_last_commit_while_another_writes(in_app, app, cast):
    with writing():
        db.session.get_one(User, cast.ada.id).bio = "half done"
        db.session.flush()
        with db.engine.connect() as reader:
            query = sa.select(User.bio).where(User.id == cast.ada.id)
            assert reader.execute(query).scalar_one() == ""


@pytest.mark.both_databases
def test_autocommit_sees_each_commit_at_once(in_app, cast):
    query = sa.select(User.bio).where(User.id == cast.ada.id)
    with autocommit(db.engine) as connection:
        before = connection.execute(query).scalar_one()
        grow_bio(cast.ada.id)
        assert connection.execute(query).scalar_one() == before + "x"


@pytest.mark.both_databases
def test_error_of_our_own_rolls_back_and_stays_itself(in_app, cast):
    with pytest.raises(ZeroDivisionError), writing():
        db.session.get_one(User, cast.ada.id).bio = "never"
        db.session.flush()
        raise ZeroDivisionError
    assert db.session.get_one(User, cast.ada.id).bio == ""


@pytest.mark.both_databases
def test_wrong_statement_is_no_outage(in_app, cast):
    with pytest.raises(IntegrityError), writing():
        db.session.execute(sa.update(User).values(username_key="the same"))


@pytest.mark.both_databases
def test_release_gives_the_connection_back(in_app, cast):
    db.session.get_one(User, cast.ada.id)
    release()
    assert not db.session().in_transaction()


def test_postgresql_that_is_away_is_unavailable(tmp_path):
    app = create_app(settings_for("postgresql://nobody@127.0.0.1:1/none", tmp_path))
    with capture_logs() as logs, app.app_context(), pytest.raises(Unavailable), writing():
        db.session.execute(sa.text("SELECT 1"))
    (line,) = logs
    assert line["event"] == "database_away"
    assert "connection failed" in line["error"]


def test_transaction_left_open_is_ended_by_postgresql(postgres_databases, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "POSTGRES_IDLE_IN_TRANSACTION_MS", 100)
    app = create_app(settings_for(postgres_databases.fresh("empty"), tmp_path))
    with app.app_context(), pytest.raises(Unavailable), writing():
        db.session.execute(sa.text("SELECT 1"))
        with db.engine.connect() as other:
            other.execute(sa.text("SELECT pg_sleep(0.5)"))
        db.session.execute(sa.text("SELECT 1"))
    with app.app_context():
        assert db.session.execute(sa.text("SELECT 1")).scalar() == 1
        db.session.remove()
        db.engine.dispose()


def test_connection_cut_by_a_restart_is_unavailable_and_then_heals(tmp_path):
    server = Postgres().start()
    app = create_app(settings_for(server.dsn("postgres"), tmp_path))
    with app.app_context():
        with pytest.raises(Unavailable), writing():
            db.session.execute(sa.text("SELECT 1"))
            server.stop_immediate()
            db.session.execute(sa.text("SELECT 1"))
        server.start()
        with writing():
            assert db.session.execute(sa.text("SELECT 1")).scalar() == 1
        db.session.remove()
        db.engine.dispose()
    server.stop()


def test_outage_is_told_from_a_question_asked_wrongly():
    cause = Exception()
    assert is_outage(OperationalError("", {}, cause))
    assert is_outage(PoolTimeout())
    assert is_outage(DatabaseError("", {}, cause, connection_invalidated=True))
    assert not is_outage(DatabaseError("", {}, cause))
    assert not is_outage(ValueError())


def test_ids_of_people_have_53_bits():
    assert {new_id().bit_length() for _ in range(1_000)} == {ID_BITS}


def test_every_connection_to_sqlite_is_durable_and_checks_keys(in_app):
    with db.engine.connect() as one, db.engine.connect() as other:
        for connection in (one, other):
            found = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
            assert found == ["wal", 2, 1]
