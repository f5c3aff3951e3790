"""How far people are, told live: of reading in small rooms, of receiving in smaller ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.core.db import db, writing
from chatty.friends.actions import block
from chatty.realtime import markers
from chatty.rooms.actions import mark_delivered, mark_read, mark_unread
from chatty.rooms.queries import room_for
from tests.realtime.desk import settle

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.both_databases


@pytest.fixture
def after(desk, cast, say):
    """What bea hears when ada has done something with a message of cal's in *harbour*."""
    seq = say("hello", cast.cal)
    line = desk.websocket(cast.bea.viewer)

    def act(*acts: Callable[..., int]) -> list[tuple[str, int]]:
        for each in acts:
            with writing():
                each(cast.ada.viewer, room_for(cast.ada.viewer, cast.harbour), seq)
        desk.tail()
        desk.hub.relay.markers.tick()
        settle()
        frames = line.frames("READ_MARKER") + line.frames("DELIVERED_MARKER")
        return [(frame["type"], frame["seq"] - seq) for frame in frames]

    return act


def test_both_kinds_are_told_to_the_others(after):
    assert after(mark_delivered, mark_read) == [("READ_MARKER", 0), ("DELIVERED_MARKER", 0)]


def test_of_what_moved_twice_in_a_moment_the_last_is_told(after):
    assert after(mark_read, mark_unread) == [("READ_MARKER", -1)]


def test_in_rooms_above_a_size_only_reading_is_told_and_above_the_next_nothing(after, monkeypatch):
    monkeypatch.setitem(markers.MARKERS, "DELIVERED_MARKER", 2)
    assert after(mark_delivered, mark_read) == [("READ_MARKER", 0)]
    monkeypatch.setattr(markers, "RECEIPTS_ROOM_MEMBERS", 2)
    assert after(mark_unread) == [("READ_MARKER", 0)]


@pytest.mark.parametrize(("blocker", "blocked"), [("ada", "bea"), ("bea", "ada")])
def test_of_two_who_want_nothing_of_each_other_neither_hears(cast, after, blocker, blocked):
    with writing():
        block(getattr(cast, blocker).viewer, getattr(cast, blocked).id)
    assert after(mark_delivered, mark_read) == []


def test_who_listens_in_a_large_room_is_not_asked_about(after, monkeypatch):
    monkeypatch.setattr(markers, "RECEIPTS_ROOM_MEMBERS", 2)
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    assert after(mark_delivered, mark_read) == []
    assert [each for each in asked if "FROM blocks" in each] == []
