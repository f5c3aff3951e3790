"""Attaching: what is committed meanwhile is seen once, or not at all where it must not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gevent
import pytest
import sqlalchemy as sa

from chatty.accounts.actions import deactivate
from chatty.accounts.models import VISITOR
from chatty.core import limits
from chatty.core.db import db, writing
from chatty.messages.models import Message
from chatty.realtime.catchup import Looks
from chatty.realtime.websocket import WebSocketConnection
from chatty.rooms.actions import add_member, remove_member
from chatty.rooms.models import Membership, Room
from chatty.stream.models import Cursor, Event
from tests.realtime.desk import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatty.realtime.connection import Request

pytestmark = pytest.mark.both_databases

STEPS = pytest.mark.parametrize("step", [1, 2])


def at(step: int, act: Callable[[], object]) -> Callable[[int], None]:
    """A hook that does *act* in the gap after *step*."""

    def hook(reached: int) -> None:
        if reached == step:
            act()

    return hook


def kick(cast) -> None:
    with writing():
        remove_member(cast.harbour, cast.cal.id, reason="kicked")


def invite(cast) -> None:
    with writing():
        add_member(db.session.get_one(Room, cast.harbour), cast.dan.id)


def test_who_comes_without_a_cursor_hears_from_now_on(desk, cast, say):
    say("before")
    desk.tail()
    line = desk.websocket(cast.ada.viewer)
    say("after")
    desk.tail()
    assert line.said() == ["after"]
    assert [frame["type"] for frame in line.frames()] == ["WELCOME", "CHAT_MESSAGE"]


def test_who_resumes_gets_the_missed_then_the_new_once_each(desk, cast, say):
    cursor = desk.hub.position
    for number in range(5):
        say(f"missed {number}")
    desk.tail()
    line = desk.websocket(cast.ada.viewer, cursor=cursor)
    say("new")
    desk.tail()
    assert line.said() == [*(f"missed {number}" for number in range(5)), "new"]


@STEPS
@pytest.mark.parametrize("resumes", [True, False])
@pytest.mark.parametrize("is_read", [True, False])
def test_message_committed_in_a_gap_is_seen_once(desk, cast, say, step, resumes, is_read):
    def act() -> None:
        say("in the gap")
        if is_read:
            desk.tail()

    desk.hub.catch_up.between_steps = at(step, act)
    line = desk.websocket(cast.ada.viewer, cursor=desk.hub.position if resumes else None)
    desk.tail()
    say("later")
    desk.tail()
    expected = ["in the gap", "later"] if resumes or not is_read else ["later"]
    assert line.said() == expected


@STEPS
@pytest.mark.parametrize("is_read", [True, False])
def test_membership_ended_in_a_gap_is_respected(desk, cast, say, step, is_read):
    def act() -> None:
        kick(cast)
        if is_read:
            desk.tail()
        say("among ourselves")

    desk.hub.catch_up.between_steps = at(step, act)
    line = desk.websocket(cast.cal.viewer, cursor=desk.hub.position)
    desk.tail()
    assert line.said() == []
    assert len(line.frames("ROOM_REMOVED")) == 1


@STEPS
@pytest.mark.parametrize("is_read", [True, False])
def test_membership_begun_in_a_gap_is_heard(desk, cast, say, step, is_read):
    def act() -> None:
        invite(cast)
        if is_read:
            desk.tail()
        say("welcome")

    desk.hub.catch_up.between_steps = at(step, act)
    line = desk.websocket(cast.dan.viewer, cursor=desk.hub.position)
    desk.tail()
    assert line.said() == ["welcome"]
    assert len(line.frames("ROOM_ADDED")) == 1


@STEPS
def test_sign_in_ended_in_a_gap_ends_the_stream(desk, cast, step):
    def act() -> None:
        with writing():
            deactivate(cast.ada.id)
        desk.tail()

    desk.hub.catch_up.between_steps = at(step, act)
    line = desk.websocket(cast.ada.viewer)
    assert line.close_code() == 4401
    line.hang_up()
    assert desk.hub.relay.roster.count() == 0


@STEPS
def test_client_gone_in_a_gap_leaves_nothing_behind(desk, cast, step):
    line = desk.line(plain(desk), cast.ada.viewer, html=False)
    desk.hub.catch_up.between_steps = at(step, lambda: desk.hub.drop(line.connection, clean=True))
    desk.attach(line, None, Looks(rooms=(cast.harbour,), people=(cast.bea.id,)))
    assert is_clean(desk)


def test_client_gone_before_its_welcome_leaves_nothing_behind(desk, cast):
    line = desk.line(plain(desk), cast.ada.viewer, html=False)
    line.socket.close()
    desk.attach(line, None, Looks(rooms=(cast.harbour,), people=(cast.bea.id,)))
    settle()
    assert is_clean(desk)


def test_stream_already_gone_is_not_counted(desk, cast):
    line = desk.line(plain(desk), cast.ada.viewer, html=False)
    desk.hub.drop(line.connection, clean=True)
    desk.attach(line)
    assert is_clean(desk)


def test_messages_before_the_first_visible_one_stay_unseen(desk, cast, say):
    cursor = desk.hub.position
    hidden = [say(f"before {number}") for number in range(3)]
    with writing():
        place = db.session.get_one(Membership, (cast.harbour, cast.cal.id))
        place.visible_from_seq = hidden[-1] + 1
    desk.tail()
    line = desk.websocket(cast.cal.viewer, cursor=cursor)
    say("seen")
    desk.tail()
    assert line.said() == ["seen"]
    assert desk.websocket(cast.ada.viewer, cursor=cursor).said() == [
        *(f"before {number}" for number in range(3)),
        "seen",
    ]


def test_live_message_below_a_floor_reaches_the_others_only(desk, cast, say):
    with writing():
        db.session.get_one(Membership, (cast.harbour, cast.cal.id)).visible_from_seq = 3
    lines = [desk.websocket(person.viewer) for person in (cast.cal, cast.ada)]
    for number in (1, 2, 3):
        say(f"seq {number}")
    desk.tail()
    assert [line.said() for line in lines] == [["seq 3"], ["seq 1", "seq 2", "seq 3"]]


def test_cursor_that_is_not_ours_starts_over(desk, cast, say):
    say("something")
    desk.tail()
    for cursor in (
        Cursor(desk.hub.position.id, desk.hub.position.nonce ^ 1),
        Cursor(1 << 40, 5),
        Cursor(0, 0),
    ):
        line = desk.websocket(cast.ada.viewer, cursor=cursor)
        (reset,) = line.frames("RESET")
        assert reset["cursor"] == str(desk.hub.position)
        assert line.said() == []


def test_pruned_cursor_starts_over(desk, cast, say):
    cursor = desk.hub.position
    say("something")
    desk.tail()
    desk.hub.ring.clear()
    with writing():
        db.session.execute(sa.delete(Event).where(Event.id <= cursor.id))
    line = desk.websocket(cast.ada.viewer, cursor=cursor)
    assert len(line.frames("RESET")) == 1


@pytest.mark.parametrize("from_ring", [True, False])
def test_backlog_of_a_thousand_is_told_and_one_more_starts_over(desk, cast, say_many, from_ring):
    first = desk.hub.position
    say_many(limits.BACKLOG_EVENTS + 1)
    if not from_ring:
        desk.begin()
    else:
        desk.tail()
    behind = desk.websocket(cast.ada.viewer, cursor=first)
    assert [len(behind.frames(kind)) for kind in ("RESET", "CHAT_MESSAGE")] == [1, 0]
    second = sa.select(Event).where(Event.id > first.id, Event.topic == f"r:{cast.harbour}")
    event = db.session.scalars(second.order_by(Event.id)).first()
    assert event is not None
    just = desk.websocket(cast.ada.viewer, cursor=Cursor(event.id, event.nonce))
    assert len(set(just.said())) == len(just.said()) == limits.BACKLOG_EVENTS


def test_resume_from_far_behind_starts_over_without_reading(desk, cast, monkeypatch):
    cursor = desk.hub.position
    desk.hub.position = Cursor(cursor.id + limits.BACKLOG_SCANNED + 1, 1)
    line = desk.websocket(cast.ada.viewer, cursor=cursor)
    assert line.frames("RESET")[0]["reason"] in {"too_far_behind", "unknown_cursor"}


def test_cursor_of_a_process_that_read_further_is_waited_for(desk, in_app, cast, say):
    say("read elsewhere first")
    event = db.session.scalars(sa.select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    db.session.remove()

    def catch_up() -> None:
        with in_app.app_context():
            desk.tail()

    gevent.spawn_later(0.01, catch_up)
    line = desk.websocket(cast.ada.viewer, cursor=Cursor(event.id, event.nonce))
    assert line.frames("RESET") == []
    assert line.said() == []


def test_forked_log_starts_everybody_over(desk, cast, say):
    lines = [desk.websocket(person.viewer) for person in (cast.ada, cast.cal)]
    say("lost")
    desk.tail()
    with writing():
        db.session.execute(sa.delete(Event).where(Event.id >= desk.hub.position.id))
    desk.tail()
    say("after the fork")
    desk.tail()
    for line in lines:
        assert [frame["reason"] for frame in line.frames("RESET")] == ["fork"]
        assert line.said() == ["lost", "after the fork"]


def test_lost_tail_overwritten_by_other_events_is_noticed(desk, cast, say):
    line = desk.websocket(cast.ada.viewer)
    say("lost")
    desk.tail()
    with writing():
        newest = db.session.get_one(Event, desk.hub.position.id)
        newest.nonce ^= 1
    desk.tail()
    assert len(line.frames("RESET")) == 1


def test_rooms_looked_at_are_answered_one_by_one(desk, cast, say):
    say("hello", room_id=cast.square)
    line = desk.websocket(
        cast.dan.viewer, looks=Looks(rooms=(cast.market, cast.harbour), people=(cast.bea.id,))
    )
    assert [f["roomId"] for f in line.frames("ROOM_MEMBERS_UPDATE")] == [str(cast.market)]
    assert [f["code"] for f in line.frames("ERROR")] == ["not_found"]
    assert [f["userId"] for f in line.frames("PRESENCE")] == [str(cast.bea.id)]


def test_open_room_is_heard_by_who_looks_at_it(desk, cast, say):
    looking = desk.websocket(cast.dan.viewer, looks=Looks(rooms=(cast.market,)))
    visiting = desk.websocket(VISITOR, looks=Looks(rooms=(cast.market, cast.harbour)))
    say("fresh fish", room_id=cast.market)
    say("private")
    desk.tail()
    assert looking.said() == visiting.said() == ["fresh fish"]


def test_visitor_is_never_counted(desk, cast):
    desk.websocket(VISITOR, looks=Looks(rooms=(cast.market,)))
    roster = desk.hub.relay.roster
    assert (roster.count(), roster.viewers(cast.market)) == (0, [])


def test_attaching_keeps_no_connection_to_the_database(desk, cast, say):
    cursor = desk.hub.position
    say("missed")
    desk.begin()
    db.session.remove()
    desk.websocket(cast.ada.viewer, cursor=cursor)
    assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # the pool we configure
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message))


def is_clean(desk) -> bool:
    """Whether nothing in the hub remembers any stream or person."""
    roster = desk.hub.relay.roster
    return (
        len(desk.hub.roll) == 0
        and len(desk.hub.index) == 0
        and roster.count() == 0
        and not roster._viewers
        and not desk.hub.relay._viewers
        and not desk.hub.relay.watching
    )


def plain(desk) -> Callable[[Request], WebSocketConnection]:
    """Makes a WebSocket of a request."""
    return lambda asked: WebSocketConnection(desk.hub, asked)
