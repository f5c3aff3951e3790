"""One stream: whole frames for slow readers, a bounded buffer, a reread instead of a loss."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.realtime.frame import Frame
from chatty.rooms.actions import remove_member
from chatty.wire.frames import typing
from tests.cast import say as post
from tests.realtime.desk import settle, split

LONG = "x" * 9_000


def fail() -> None:
    raise ZeroDivisionError


def fill(line) -> None:
    """Frames until the kernel takes no more."""
    number = 0
    while not line.connection.busy:
        assert not line.connection.is_gone()
        line.connection.insist(Frame.ephemeral({"type": "FILLER", "n": number, "text": LONG}))
        number += 1


def whisper(line, count: int) -> None:
    """So many ephemeral frames."""
    for _ in range(count):
        line.connection.tell(Frame.ephemeral(typing(1, 2, "Bea")))


def test_frames_stay_whole_whatever_the_reader_takes_at_once(desk, cast, say):
    line = desk.websocket(cast.ada.viewer)
    for number in range(10):
        say(f"{number} {LONG}")
    desk.tail()
    assert line.connection.busy
    for size in (1, 2, 7, 1_000, 3):
        line.read(size)
    assert [content.split()[0] for content in line.said()] == [str(n) for n in range(10)]


def test_reader_who_is_behind_by_too_much_rereads_and_misses_nothing(desk, cast, say_many):
    line = desk.websocket(cast.ada.viewer)
    fill(line)
    say_many(limits.PENDING_EVENTS + 200)
    desk.tail()
    assert line.connection.lagging
    line.read_all()
    assert line.said() == [f"message {n}" for n in range(limits.PENDING_EVENTS + 200)]
    assert not line.connection.lagging


def test_buffer_of_a_slow_reader_is_bounded(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    fill(line)
    for number in range(5):
        with writing():
            for part in range(100):
                post(cast.bea, cast.harbour, f"{number}.{part} {LONG}", f"{number}.{part}")
        desk.tail()
        assert line.connection._out_bytes <= 2 * limits.PENDING_BYTES
        line.read(20_000)
        assert line.connection._out_bytes <= 2 * limits.PENDING_BYTES
    heads = [content.split()[0] for content in line.said()]
    assert heads == [f"{number}.{part}" for number in range(5) for part in range(100)]


def test_reader_who_comes_back_is_not_given_more_than_the_buffer_holds(desk, cast):
    cursor = desk.hub.position
    with writing():
        for part in range(400):
            post(cast.bea, cast.harbour, f"{part} {LONG}", f"part-{part}")
    desk.tail()
    line = desk.websocket(cast.ada.viewer, cursor=cursor)
    assert line.connection._out_bytes <= 2 * limits.PENDING_BYTES
    assert [content.split()[0] for content in line.said()] == [str(n) for n in range(400)]


def test_message_while_lagging_is_neither_lost_nor_early(desk, cast, say, say_many):
    line = desk.websocket(cast.ada.viewer)
    fill(line)
    say_many(limits.PENDING_EVENTS + 1)
    desk.tail()
    say("while lagging")
    desk.tail()
    line.read(2_000)
    say("while catching up")
    desk.tail()
    line.read_all()
    assert line.said()[-2:] == ["while lagging", "while catching up"]
    assert len(line.said()) == limits.PENDING_EVENTS + 3


def test_room_left_while_lagging_is_not_reread(desk, cast, say, say_many):
    line = desk.websocket(cast.cal.viewer)
    fill(line)
    say_many(limits.PENDING_EVENTS + 1)
    desk.tail()
    with writing():
        remove_member(cast.harbour, cast.cal.id, reason="kicked")
    desk.tail()
    line.read_all()
    assert line.said() == []
    assert len(line.frames("ROOM_REMOVED")) == 1


def test_reset_reaches_a_slow_reader(desk, cast, say_many):
    line = desk.websocket(cast.ada.viewer)
    fill(line)
    desk.hub.reset(line.connection, "fork")
    say_many(limits.PENDING_EVENTS + 1)
    desk.tail()
    line.read_all()
    assert len(line.frames("RESET")) == 1


def test_ephemera_are_shed_before_anything_else(desk, cast, say):
    line = desk.websocket(cast.ada.viewer)
    fill(line)
    whisper(line, 200)
    say("kept")
    desk.tail()
    shed = line.connection._out_frames
    assert shed <= limits.PENDING_BEFORE_EPHEMERA_ARE_SHED + 3
    assert line.said() == ["kept"]
    assert 0 < len(line.frames("TYPING")) <= limits.PENDING_BEFORE_EPHEMERA_ARE_SHED + 1


def test_reader_who_takes_nothing_for_ten_seconds_is_cut_off(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    fill(line)
    clock.move(timedelta(seconds=limits.WRITE_STALLED_SECONDS - 1))
    desk.tick()
    assert not line.connection.closed
    clock.move(timedelta(seconds=2))
    desk.tick()
    assert line.connection.closed
    assert len(desk.hub.roll) == 0


def test_reader_who_takes_a_little_now_and_then_is_kept(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    fill(line)
    for _ in range(3):
        clock.move(timedelta(seconds=limits.WRITE_STALLED_SECONDS - 1))
        line.read(60_000)
        fill(line)
        desk.tick()
    assert not line.connection.closed


def test_close_finishes_what_was_begun_and_sends_nothing_after(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    fill(line)
    line.connection.close(1012, "restart", 500)
    line.connection.insist(Frame.ephemeral(typing(1, 2, "Bea")))
    frames = split(line.read_all())
    assert frames[-1] == (8, (1012).to_bytes(2) + b"restart")
    assert json.loads(frames[-2][1]) == {"type": "BYE", "retry": 500}
    assert line.connection.sock.fileno() >= 0


def test_peer_that_does_not_close_is_closed_after_two_seconds(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    line.connection.close(1000, "")
    clock.move(timedelta(seconds=1))
    desk.ticker._tick()
    assert not line.connection.closed
    clock.move(timedelta(seconds=2))
    desk.ticker._tick()
    assert line.connection.closed


def test_peer_that_reads_nothing_any_more_is_closed_after_ten(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    fill(line)
    line.connection.close(1000, "")
    clock.move(timedelta(seconds=limits.WRITE_STALLED_SECONDS + 1))
    desk.ticker._tick()
    assert line.connection.closed
    assert not desk.hub.roll.overdue(clock.monotonic())


def test_peer_that_closes_is_let_go_at_once(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    line.hang_up()
    assert line.connection.closed
    assert len(desk.hub.roll) == len(desk.hub.index) == 0


def test_dead_peer_is_noticed_when_something_is_sent(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    line.connection.pause_reading()
    line.hang_up()
    for _ in range(2):
        line.connection.insist(Frame.ephemeral(typing(1, 2, "Bea")))
    settle()
    assert line.connection.closed


def test_closing_and_dropping_twice_changes_nothing(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    for _ in range(2):
        line.connection.close(1000, "bye")
    for _ in range(2):
        desk.hub.drop(line.connection, clean=True)
    assert line.close_code() == 1000


def test_failure_in_a_callback_ends_its_own_stream_only(desk, cast, say):
    broken, other = desk.websocket(cast.ada.viewer), desk.websocket(cast.cal.viewer)
    broken.connection._guarded(fail)
    say("still here")
    desk.tail()
    assert broken.connection.closed
    assert other.said() == ["still here"]


def test_bytes_of_a_broadcast_are_shared(desk, cast, say):
    lines = [desk.websocket(person.viewer) for person in (cast.ada, cast.cal)]
    for line in lines:
        fill(line)
    say("the same for all")
    desk.tail()
    first, second = (line.connection._out[-1].data for line in lines)
    assert first is second


@pytest.mark.parametrize("kind", ["websocket", "event_stream"])
def test_runs_of_events_keep_their_order_between_rooms(desk, cast, kind):
    line = getattr(desk, kind)(cast.cal.viewer)
    with writing():
        for number in range(20):
            post(cast.bea, (cast.harbour, cast.market)[number % 2], f"line {number}")
    desk.tail()
    found = line.frames() if kind == "websocket" else [data for _, data in line.events()]
    said = [frame["content"] for frame in found if frame["type"] == "CHAT_MESSAGE"]
    assert said == [f"line {number}" for number in range(20)]
    db.session.remove()
