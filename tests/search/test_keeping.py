"""The index is right, is made anew, and keeps no words that were taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from chatty.core import clock
from chatty.core.clock import clock as hands
from chatty.core.db import db, on_sqlite, writing
from chatty.core.limits import INDEX_SETTLES_AFTER
from chatty.messages.actions import delete, remove_messages
from chatty.messages.models import Message
from chatty.search.jobs import index_messages
from chatty.search.models import SearchEntry, SearchState
from chatty.stream.models import Event

both = pytest.mark.both_databases
CANARY = "xylocanary"


def test_deleted_words_are_not_in_the_file(cast, say, find_indexed):
    message_id = say(cast.bea, cast.market, f"the {CANARY} sings")
    find_indexed(cast.cal, CANARY)
    with writing():
        delete(cast.bea.viewer, message_id)
    assert occurrences() == 0


def test_the_file_would_show_them(cast, say, find_indexed):
    say(cast.bea, cast.market, f"the {CANARY} sings")
    find_indexed(cast.cal, CANARY)
    assert occurrences() > 1


@both
def test_index_answers_nothing_of_what_was_deleted(cast, say, find_indexed):
    message_id = say(cast.bea, cast.market, f"the {CANARY} sings")
    find_indexed(cast.cal, CANARY)
    with writing():
        delete(cast.bea.viewer, message_id)
    assert message_id not in indexed("xyl")


@both
def test_index_answers_nothing_of_what_was_removed(cast, say, find_indexed):
    message_id = say(cast.bea, cast.market, f"the {CANARY} sings")
    find_indexed(cast.cal, CANARY)
    assert message_id in indexed("xyl")
    with writing():
        remove_messages([message_id])
    assert message_id not in indexed("xyl")
    assert db.session.get(SearchEntry, message_id) is None


@both
def test_command_makes_the_index_anew(app, cast, say, find_indexed):
    say(cast.bea, cast.market, "tide")
    find_indexed(cast.cal, "tide")
    with writing():
        db.session.execute(sa.delete(SearchEntry))
    result = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert "messages indexed" in result.output
    assert find_indexed(cast.cal, "tide") == ["tide"]


@both
def test_message_that_is_stored_late_is_taken_in(cast, say):
    index_all()
    late = say(cast.bea, cast.market, "late")
    with writing():
        db.session.execute(sa.update(SearchState).values(indexed_to=late - 1))
    index_all()
    assert db.session.get(SearchEntry, late) is not None


@both
def test_mark_moves_on_when_nothing_can_come_before_it(cast, say):
    last = say(cast.bea, cast.market, "tide")
    index_all()
    hands.move(INDEX_SETTLES_AFTER * 2)
    index_messages()
    assert db.session.scalar(sa.select(SearchState.indexed_to)) == last
    assert clock.now() > db.session.get_one(Message, last).created_at


def index_all() -> None:
    while index_messages():
        pass


def indexed(token: str) -> list[int]:
    """The messages that the index names for three characters."""
    if on_sqlite():
        asked = sa.text("SELECT rowid FROM search_index WHERE search_index MATCH :asked")
    else:
        asked = sa.text(
            "SELECT message_id FROM search_entries WHERE tokens @@ CAST(:asked AS tsquery)"
        )
    db.session.rollback()
    return list(db.session.scalars(asked, {"asked": f"{token}"}))


def occurrences() -> int:
    """How often the canary stands in the database file, after everything was written into it."""
    with writing():
        db.session.execute(sa.delete(Event))
    db.session.remove()
    with db.engine.connect().execution_options(chatty_autocommit=True) as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(db.engine.url.database or "").read_bytes().count(CANARY.encode())
