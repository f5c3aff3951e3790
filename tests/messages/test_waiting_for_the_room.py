"""PostgreSQL lets writers wait for a room's row; what they knew before may be wrong after."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.core.db import db, writing
from chatty.core.errors import ChattyError, Forbidden
from chatty.messages.actions import post
from chatty.messages.models import Message, MessageDraft
from chatty.rooms.actions import add_member, leave, remove_member
from chatty.rooms.models import Membership, Room
from chatty.rooms.queries import room_for
from tests.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)

WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class Waiter(threading.Thread):
    """Does something that has to wait for a lock."""

    def __init__(self, app, act: Callable[[], object]) -> None:
        super().__init__()
        self.app = app
        self.act = act
        self.result: object = None

    def begin(self) -> Waiter:
        """Start, and return once it waits."""
        self.start()
        wait_until(self._waits, 5, "the other to wait for the lock")
        return self

    def run(self) -> None:
        with self.app.app_context():
            try:
                with writing():
                    self.result = self.act()
            except ChattyError as error:
                self.result = error

    def _waits(self) -> bool:
        with self.app.app_context(), db.engine.connect() as connection:
            return bool(connection.execute(WAITING).scalar_one())


def count(kind: type[Message | Membership], room_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(kind).where(kind.room_id == room_id)
    return db.session.scalar(query) or 0


def test_member_removed_while_waiting_cannot_post(app, cast):
    draft = MessageDraft("too late", "too-late")
    waiter = Waiter(app, lambda: post(cast.cal.viewer, cast.harbour, draft))
    with app.app_context():
        with writing():
            remove_member(cast.harbour, cast.cal.id, reason="kicked")
            waiter.begin()
        waiter.join()
        assert isinstance(waiter.result, Forbidden)
        assert count(Message, cast.harbour) == 0
        assert room_for(cast.bea.viewer, cast.harbour).last_seq == 0


def test_same_message_sent_while_waiting_is_one(app, cast):
    draft = MessageDraft("hello", "same")
    waiter = Waiter(app, lambda: post(cast.cal.viewer, cast.harbour, draft))
    with app.app_context():
        with writing():
            first = post(cast.cal.viewer, cast.harbour, draft)
            waiter.begin()
        waiter.join()
        assert getattr(waiter.result, "message", waiter.result) == first.message
        assert count(Message, cast.harbour) == 1


def test_who_joins_twice_at_once_is_one_member(app, cast):
    def join() -> object:
        return add_member(db.session.get_one(Room, cast.harbour), cast.dan.id)

    waiter = Waiter(app, join)
    with app.app_context():
        before = count(Membership, cast.harbour)
        with writing():
            join()
            waiter.begin()
        waiter.join()
        assert isinstance(waiter.result, Membership)
        assert count(Membership, cast.harbour) == before + 1
        assert room_for(cast.dan.viewer, cast.harbour).member_count == before + 1


def test_who_leaves_twice_at_once_is_counted_once(app, cast):
    def go() -> None:
        leave(cast.cal.viewer, db.session.get_one(Room, cast.harbour))

    waiter = Waiter(app, go)
    with app.app_context():
        before = count(Membership, cast.harbour)
        with writing():
            go()
            waiter.begin()
        waiter.join()
        assert waiter.result is None
        db.session.expire_all()
        assert count(Membership, cast.harbour) == before - 1
        assert room_for(cast.bea.viewer, cast.harbour).member_count == before - 1


def test_who_joins_while_a_message_is_posted_counts_it_as_read(app, cast):
    def join() -> object:
        return add_member(db.session.get_one(Room, cast.harbour), cast.dan.id).read_seq

    waiter = Waiter(app, join)
    with app.app_context():
        with writing():
            post(cast.cal.viewer, cast.harbour, MessageDraft("before dan", "a"))
            waiter.begin()
        waiter.join()
        assert waiter.result == 1
