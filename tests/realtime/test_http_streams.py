"""Server-sent events and long polling: the same frames, in the forms of plain HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chatty.accounts.models import VISITOR
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.realtime.catchup import Looks
from chatty.realtime.frame import Frame
from chatty.rooms.actions import remove_member
from chatty.stream.models import Cursor
from chatty.wire.frames import presence
from tests.realtime.desk import settle


def test_event_stream_begins_with_its_head_and_enough_padding(desk, cast):
    line = desk.event_stream(cast.ada.viewer)
    head, _, body = line.read_all().partition(b"\r\n\r\n")
    assert b"text/event-stream" in head
    assert b"no-transform" in head
    assert body.startswith(b":")
    assert body.index(b"retry:") > 2_048
    assert [data["type"] for _, data in line.events()] == ["WELCOME"]


def test_only_what_moves_the_cursor_has_an_id(desk, cast, say):
    line = desk.event_stream(cast.ada.viewer)
    line.connection.tell(Frame.ephemeral(presence(1, "online")))
    say("durable")
    desk.tail()
    clock.move(timedelta(seconds=limits.HEARTBEAT_SECONDS * 1.2))
    desk.tick()
    ids = {data["type"]: (mark, data.get("cursor")) for mark, data in line.events()}
    assert ids["WELCOME"] == ids["PRESENCE"] == (None, None)
    assert ids["CHAT_MESSAGE"][0] == ids["CHAT_MESSAGE"][1] == str(desk.hub.position)
    assert ids["HEARTBEAT"][0] == ids["HEARTBEAT"][1] == str(desk.hub.position)


def test_event_stream_ends_by_bye(desk, cast):
    line = desk.event_stream(cast.ada.viewer)
    line.connection.close(1012, "restart", 1_234)
    assert line.events()[-1][1] == {"type": "BYE", "retry": 1_234}
    assert line.socket.recv(10) == b""


def test_event_stream_is_never_dead_by_silence(desk, cast):
    line = desk.event_stream(cast.ada.viewer)
    line.send(b"whatever a client of plain HTTP may send")
    clock.move(timedelta(seconds=limits.DEAD_AFTER_SECONDS * 2))
    desk.tick()
    assert not line.connection.is_gone()


def test_first_poll_is_answered_at_once_by_welcome(desk, cast):
    answer = desk.poll(cast.ada.viewer).answer()
    assert [event["type"] for event in answer["events"]] == ["WELCOME"]
    assert (answer["cursor"], answer["reset"]) == (str(desk.hub.position), False)


def test_poll_with_a_cursor_waits_for_news(desk, cast, say):
    line = desk.poll(cast.ada.viewer, cursor=desk.hub.position)
    desk.tick()
    assert line.read_all() == b""
    say("news")
    desk.tail()
    answer = line.answer()
    assert [event["content"] for event in answer["events"]] == ["news"]
    assert answer["cursor"] == str(desk.hub.position) == answer["events"][0]["cursor"]


def test_poll_is_answered_at_once_by_what_was_missed(desk, cast, say, say_many):
    cursor = desk.hub.position
    say_many(3)
    desk.tail()
    answer = desk.poll(cast.ada.viewer, cursor=cursor).answer()
    assert [event["seq"] for event in answer["events"]] == [1, 2, 3]


def test_poll_answers_when_it_has_waited_long_enough(desk, cast, say):
    line = desk.poll(cast.ada.viewer, cursor=desk.hub.position, wait=10)
    say("somewhere else", room_id=cast.square, person=cast.admin)
    clock.move(timedelta(seconds=11))
    desk.tick()
    assert line.answer() == {"events": [], "cursor": str(desk.hub.settled), "reset": False}


def test_poll_never_runs_ahead_of_the_fan_out(desk, cast, say):
    cursor = desk.hub.position
    line = desk.poll(cast.ada.viewer, cursor=cursor, wait=0)
    say("not fanned out yet")
    desk.hub.position = Cursor(cursor.id + 1, 1)
    desk.tick()
    assert line.answer()["cursor"] == str(cursor)


def test_polls_one_after_the_other_see_everything_once(desk, cast, say):
    seen: list[str] = []
    cursor = desk.hub.position
    for number in range(5):
        say(f"{number} a")
        desk.tail()
        say(f"{number} b")
        line = desk.poll(cast.ada.viewer, cursor=cursor, wait=0)
        desk.tail()
        desk.tick()
        answer = line.answer()
        seen += [event["content"] for event in answer["events"]]
        cursor = Cursor.parse(answer["cursor"])
    desk.tail()
    last = desk.poll(cast.ada.viewer, cursor=cursor, wait=0)
    desk.tick()
    seen += [event["content"] for event in last.answer()["events"]]
    assert seen == [f"{number} {letter}" for number in range(5) for letter in "ab"]


def test_poll_with_a_strange_cursor_is_reset(desk, cast):
    strange = Cursor(desk.hub.position.id, desk.hub.position.nonce ^ 1)
    answer = desk.poll(cast.ada.viewer, cursor=strange).answer()
    assert (answer["reset"], answer["cursor"]) == (True, str(desk.hub.position))


def test_ephemera_gather_a_little_before_a_poll_is_answered(desk, cast):
    line = desk.poll(cast.ada.viewer, cursor=desk.hub.position)
    for number in range(3):
        line.connection.tell(Frame.ephemeral(presence(number, "online")))
    desk.tick()
    assert line.read_all() == b""
    clock.move(timedelta(seconds=0.3))
    desk.tick()
    assert [event["type"] for event in line.answer()["events"]] == ["PRESENCE"] * 3


def test_poller_is_not_told_again_what_it_knows(desk, cast):
    looks = Looks(rooms=(cast.market,), people=(cast.bea.id,))
    first = desk.poll(cast.ada.viewer, looks=looks).answer()
    assert {event["type"] for event in first["events"]} == {
        "WELCOME",
        "ROOM_MEMBERS_UPDATE",
        "PRESENCE",
    }
    line = desk.poll(cast.ada.viewer, cursor=desk.hub.position, looks=looks)
    clock.move(timedelta(seconds=1))
    desk.tick()
    assert line.read_all() == b""


def test_poller_stays_present_for_a_minute(desk, cast):
    looks = Looks(rooms=(cast.market,))
    desk.poll(cast.bea.viewer, looks=looks).hang_up()
    roster = desk.hub.relay.roster
    clock.move(timedelta(seconds=limits.POLLER_COUNTS_FOR_SECONDS - 1))
    desk.hub.relay.tick()
    assert (roster.online([cast.bea.id]), roster.viewers(cast.market)) == (
        {cast.bea.id},
        [cast.bea.id],
    )
    clock.move(timedelta(seconds=12))
    desk.hub.relay.tick()
    assert (roster.online([cast.bea.id]), roster.viewers(cast.market)) == (set(), [])


def test_poll_that_is_drained_says_bye_and_keeps_its_cursor(desk, cast):
    cursor = desk.hub.position
    line = desk.poll(cast.ada.viewer, cursor=cursor)
    line.connection.close(1012, "restart", 77)
    answer = line.answer()
    assert answer["events"] == [{"type": "BYE", "retry": 77}]
    assert answer["cursor"] == str(cursor)


def test_poller_put_out_of_a_room_hears_so_and_nothing_more_of_it(desk, cast, say):
    cursor = desk.hub.position
    line = desk.poll(cast.cal.viewer, cursor=cursor)
    with writing():
        remove_member(cast.harbour, cast.cal.id, reason="kicked")
    say("among ourselves")
    desk.tail()
    assert [event["type"] for event in line.answer()["events"]] == ["ROOM_REMOVED"]
    again = desk.poll(cast.cal.viewer, cursor=cursor).answer()
    assert [event["type"] for event in again["events"]] == ["ROOM_REMOVED"]


def test_polling_visitor_hears_an_open_room_and_is_not_counted(desk, cast, say):
    looks = Looks(rooms=(cast.market,))
    first = desk.poll(VISITOR, cursor=desk.hub.position, looks=looks).answer()
    assert [event["type"] for event in first["events"]] == ["ROOM_MEMBERS_UPDATE"]
    line = desk.poll(VISITOR, cursor=desk.hub.position, looks=looks)
    settle()
    assert line.read_all() == b""
    say("fresh fish", room_id=cast.market)
    desk.tail()
    assert [event["content"] for event in line.answer()["events"]] == ["fresh fish"]
    assert desk.hub.relay.roster.count() == 0


@pytest.mark.parametrize("html", [True, False])
def test_rendering_is_sent_to_pages_only(desk, cast, say, html):
    line = desk.websocket(cast.ada.viewer, html=html)
    say("<b>bold</b>")
    desk.tail()
    (frame,) = line.frames("CHAT_MESSAGE")
    assert ("html" in frame) is html
    if html:
        assert "&lt;b&gt;bold" in frame["html"]
    db.session.remove()
