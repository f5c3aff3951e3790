"""Polls that are gone, on the stream: nobody who was away reads what was asked, or who chose."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from chatty.core import clock
from chatty.core.db import db, writing
from chatty.messages.actions import delete, post, vote
from chatty.messages.jobs import cut_histories
from chatty.messages.models import Message, MessageDraft, PollDraft
from chatty.rooms.actions import join
from chatty.rooms.models import Room

if TYPE_CHECKING:
    from chatty.stream.models import Cursor
    from tests.realtime.desk import Line

pytestmark = pytest.mark.both_databases


@pytest.fixture
def poll(in_app, desk, cast) -> int:
    """A poll of bea's in the market, in which cal has voted."""
    with writing():
        post(cast.bea.viewer, cast.market, MessageDraft("hello", "c1"))
    desk.tail()
    with writing():
        draft = MessageDraft("Which heron?", "poll", poll=PollDraft(("grey heron", "no heron")))
        message_id = post(cast.bea.viewer, cast.market, draft).message.id
    with writing():
        vote(cast.cal.viewer, message_id, [1])
    return message_id


def back(desk, person, cursor: Cursor, *, from_ring: bool) -> Line:
    """The stream of somebody who was away since *cursor*."""
    desk.tail()
    if not from_ring:
        desk.hub.ring.clear()
    line: Line = desk.websocket(person.viewer, cursor=cursor)
    return line


def forget_by_the_clock(cast, message_id: int) -> None:
    with writing():
        db.session.get_one(Room, cast.market).retention_days = 1
        long_ago = clock.now() - timedelta(days=2)
        db.session.get_one(Message, message_id).created_at = long_ago
    cut_histories()


def bury(cast, message_id: int) -> None:
    with writing():
        delete(cast.bea.viewer, message_id)


@pytest.mark.parametrize("from_ring", [True, False])
@pytest.mark.parametrize("end", [bury, forget_by_the_clock], ids=["deleted", "cut"])
def test_who_was_away_reads_nothing_of_a_poll_that_is_gone(desk, cast, poll, end, from_ring):
    cursor = desk.hub.position
    desk.tail()
    end(cast, poll)
    line = back(desk, cast.cal, cursor, from_ring=from_ring)
    assert "heron" not in str(line.frames())
    (told,) = line.frames("CHAT_MESSAGE")
    assert told["poll"] is None
    (stood,) = line.frames("POLL_CHANGED")
    assert (stood["options"], stood["voterCount"]) == ([], 0)
    assert [each["optionIds"] for each in line.frames("POLL_VOTED")] == [[]]


@pytest.mark.parametrize("from_ring", [True, False])
@pytest.mark.parametrize("end", [bury, forget_by_the_clock], ids=["deleted", "cut"])
def test_newcomer_is_told_nothing_of_a_poll_that_is_gone(desk, cast, poll, end, from_ring):
    desk.tail()
    cursor = desk.hub.position
    with writing():
        join(cast.dan.viewer, db.session.get_one(Room, cast.market))
    desk.tail()
    end(cast, poll)
    (told,) = back(desk, cast.dan, cursor, from_ring=from_ring).frames("ROOM_ADDED")
    assert (told["room"]["lastMessage"] or {"poll": None})["poll"] is None
    assert "heron" not in str(told)
