"""Accounts that end while others go, inherit or write: nobody fails, no room is left behind.

A transaction holds a room; another thread ends an account, which has to wait for it; then the first
goes on with what would have crossed the other's way.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import Device, deactivate, delete_account
from chatty.accounts.jobs import erase_deactivated
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, on_sqlite, writing
from chatty.core.errors import Forbidden
from chatty.rooms.actions import leave, remove_member
from chatty.rooms.models import Membership, Room, RoomKind
from chatty.rooms.queries import room_for
from tests.cast import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.both_databases
WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@contextmanager
def meanwhile(app, act: Callable[[], object]) -> Iterator[None]:
    """Run the block in one transaction; *act*, in another thread, has begun and waits for it."""
    with ThreadPoolExecutor(1) as pool, app.app_context():
        with writing():
            db.session.execute(sa.update(Room).values(topic="held"))
            others = pool.submit(_in_app, app, act)
            _until_it_waits()
            yield
        others.result()


def _in_app(app, act: Callable[[], object]) -> None:
    with app.app_context():
        act()


def _until_it_waits() -> None:
    """On SQLite there is one writer, and whoever begins second waits at once."""
    while not on_sqlite() and not db.session.scalar(WAITING):
        time.sleep(0.01)


def delete(person) -> Callable[[], None]:
    def act() -> None:
        with writing():
            delete_account(person.viewer, device=Device(), erase_messages=False)

    return act


def owner_is_there(room_id: int) -> bool:
    """Whether the room's owner is a member of it, or it is archived for want of one."""
    room = db.session.get_one(Room, room_id, populate_existing=True)
    place = db.session.get(Membership, (room_id, room.owner_id)) if room.owner_id else None
    return room.archived_at is not None if place is None else place.role == "owner"


def test_heir_who_leaves_at_the_same_moment_inherits_nothing(app, cast):
    with meanwhile(app, delete(cast.ada)):
        leave(cast.bea.viewer, room_for(cast.bea.viewer, cast.harbour))
    with app.app_context():
        assert db.session.get_one(Room, cast.harbour).owner_id == cast.cal.id
        assert owner_is_there(cast.harbour)


def test_who_inherits_the_room_they_are_leaving_stays_its_owner(app, cast):
    def go() -> None:
        with writing():
            leave(cast.bea.viewer, room_for(cast.bea.viewer, cast.harbour))

    with pytest.raises(Forbidden, match="cannot_leave"), meanwhile(app, go):
        delete_account(cast.ada.viewer, device=Device(), erase_messages=False)
    with app.app_context():
        assert db.session.get_one(Room, cast.harbour).owner_id == cast.bea.id
        assert owner_is_there(cast.harbour)


def test_room_that_everybody_leaves_at_the_same_moment_is_archived(app, cast):
    with meanwhile(app, delete(cast.ada)):
        for person in (cast.bea, cast.cal):
            remove_member(cast.harbour, person.id, reason="left")
    with app.app_context():
        room = db.session.get_one(Room, cast.harbour)
        assert (room.owner_id, room.archived_at is None) == (None, False)


def test_who_writes_while_an_account_ends_is_not_made_to_fail(app, cast):
    """The administrator too, whose row is held so that one of them stays."""
    with meanwhile(app, delete(cast.dan)):
        for person in (cast.admin, cast.dan):
            say(person, cast.square, "still here")
    with app.app_context():
        assert db.session.get(Membership, (cast.square, cast.dan.id)) is None


def test_people_who_share_rooms_end_at_the_same_moment(app, cast):
    """One by their own wish, one a month after their account was shut, by two sweepers."""
    with app.app_context(), writing():
        deactivate(cast.bea.id)
    clock.move(limits.DEACTIVATED_ERASED_AFTER)
    together = threading.Barrier(4)

    def go(act: Callable[[], int | None]) -> int | None:
        with app.app_context():
            together.wait()
            return act()

    acts = (delete(cast.ada), delete(cast.cal), erase_deactivated, erase_deactivated)
    with ThreadPoolExecutor(len(acts)) as pool:
        assert sorted(filter(None, pool.map(go, acts))) == [1], "erased by one sweeper only"
    with app.app_context():
        rooms = db.session.scalars(sa.select(Room.id).where(Room.kind != RoomKind.DIRECT)).all()
        assert [room_id for room_id in rooms if not owner_is_there(room_id)] == []
