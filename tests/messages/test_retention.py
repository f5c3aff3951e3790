"""What is too old is gone: rows, log and memory; what is younger keeps its place."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.messages.actions import react
from chatty.messages.jobs import cut_histories, expire_messages
from chatty.messages.models import Message, MessageView
from chatty.messages.queries import history, message_for
from chatty.messages.rendering import VERSION
from chatty.rooms.actions import change_room, mark_read
from chatty.rooms.models import Room
from chatty.rooms.queries import overview_for, room_for
from chatty.stream.models import Event
from tests.cast import say

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("in_app")]

CANARY = "heron"


@pytest.fixture
def market(cast) -> int:
    """A room with two old messages, one of them answered by a reaction, and a new one."""
    with writing():
        change_room(cast.bea.viewer, cast.market, {"retention_days": 7})
    # What the cast said there is old, too.
    for words in (f"old {CANARY}", "old"):
        with writing():
            say(cast.cal, cast.market, words, client_id=str(len(words)))
    with writing():
        react(cast.bea.viewer, newest(cast).id, "👍")
    clock.move(timedelta(days=8))
    with writing():
        say(cast.cal, cast.market, "new")
    return int(cast.market)


def newest(cast) -> MessageView:
    room = room_for(cast.bea.viewer, cast.market)
    return history(cast.bea.viewer, room).items[-1]


def shown(cast) -> list[str]:
    db.session.expire_all()
    room = room_for(cast.bea.viewer, cast.market)
    return [view.content for view in history(cast.bea.viewer, room).items]


def test_old_messages_go_and_new_ones_keep_their_places(cast, market):
    before = newest(cast).seq
    assert cut_histories() >= 2
    assert shown(cast) == ["new"]
    assert newest(cast).seq == before
    assert db.session.get_one(Room, market).first_seq == before
    assert cut_histories() == 0


def test_words_are_gone_from_rows_and_from_the_log(market):
    cut_histories()
    rows = sa.select(Message.content).where(Message.content.contains(CANARY))
    told = sa.select(Event.payload).where(Event.payload.contains(CANARY))
    assert db.session.scalars(rows).all() == []
    assert db.session.scalars(told).all() == []


def test_what_is_gone_is_not_unread(cast, market):
    where = Room.id == market
    cut_histories()
    db.session.expire_all()
    assert overview_for(cast.bea.viewer, where).unread_count == 1
    with writing():
        room = room_for(cast.bea.viewer, market)
        mark_read(cast.bea.viewer, room, room.last_seq)
    assert overview_for(cast.bea.viewer, where).unread_count == 0


def test_room_without_a_term_keeps_everything(cast, market):
    with writing():
        change_room(cast.bea.viewer, market, {"retention_days": None})
    assert cut_histories() == 0


def test_message_whose_time_is_over_is_a_tombstone(cast):
    with writing():
        say(cast.cal, cast.market, CANARY, client_id="expiring")
        said = newest(cast).id
        db.session.get_one(Message, said).expires_at = clock.now() + timedelta(minutes=1)
    assert expire_messages() == 0
    clock.move(timedelta(minutes=2))
    assert expire_messages() == 1
    assert message_for(cast.bea.viewer, said).deleted_at is not None
    assert CANARY not in "".join(db.session.scalars(sa.select(Event.payload)))
    assert expire_messages() == 0


def many_replies(cast, root: MessageView, count: int) -> None:
    own = {"room_id": cast.market, "thread_id": root.id, "root_seq": root.seq}
    said = {"sender_id": cast.cal.id, "content": "", "content_html": "", "html_version": VERSION}
    rows = [
        own | said | {"client_id": f"r{seq}", "thread_seq": seq, "created_at": clock.now()}
        for seq in range(1, count + 1)
    ]
    db.session.execute(sa.insert(Message), rows)


@pytest.fixture
def few_variables(in_app) -> Iterator[None]:
    """As few values in a statement as a thread of thousands has with what others build."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    connection = db.session.connection().connection.driver_connection
    assert connection is not None
    allowed = connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
    yield
    connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, allowed)


def test_long_thread_goes_with_what_it_hangs_on(cast, few_variables):
    with writing():
        change_room(cast.bea.viewer, cast.market, {"retention_days": 7})
        say(cast.cal, cast.market, CANARY, client_id="root")
        many_replies(cast, newest(cast), 1_100)
    clock.move(timedelta(days=8))
    assert cut_histories() > 1_100
    assert shown(cast) == []
    assert db.session.scalar(sa.select(sa.func.count()).where(Message.thread_id.is_not(None))) == 0
