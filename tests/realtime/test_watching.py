"""Whose presence is told to whom, and when that ends (S50); typing and receipts, both ways."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatty.accounts.actions import update_profile, update_settings
from chatty.core import clock
from chatty.core.bus import current_bus
from chatty.core.clock import clock as the_clock
from chatty.core.db import db, writing
from chatty.core.limits import (
    PRESENCE_EXPIRES_SECONDS,
    PRESENCE_LEAVE_SECONDS,
    TYPING_EVERY_SECONDS,
)
from chatty.friends.actions import block, unfriend
from chatty.messages.actions import post
from chatty.messages.models import MessageDraft
from chatty.presence.actions import CHANNEL, _told_at, announce_typing
from chatty.presence.models import Report, State
from chatty.realtime.catchup import Looks
from chatty.realtime.websocket import WebSocketConnection
from chatty.rooms.actions import mark_read, remove_member
from chatty.rooms.queries import room_for
from chatty.wire.base import moment
from tests.realtime.desk import masked, settle

pytestmark = pytest.mark.both_databases


def watch(desk, watcher, watched):
    """A stream of *watcher*'s that watches the other."""
    return desk.websocket(watcher.viewer, looks=Looks(people=(watched.id,)))


def told(line) -> list[tuple[str, bool]]:
    """What the stream was told: the states, and whether it was told since when."""
    return [(frame["state"], bool(frame["lastSeenAt"])) for frame in line.frames("PRESENCE")]


def come_and_go(desk, person) -> None:
    """The person opens a stream, closes it, and ten seconds pass."""
    line = desk.websocket(person.viewer)
    desk.hub.drop(line.connection, clean=True)
    the_clock.move(timedelta(seconds=PRESENCE_LEAVE_SECONDS + 1))
    desk.hub.relay.tick()
    settle()


def choose(desk, person, **settings: Any) -> None:  # noqa: ANN401  # any setting
    with writing():
        update_settings(person.viewer, **settings)
    desk.tail()


def part(desk, person, room_id: int, reason: str = "left") -> None:
    """The person is out of the room, and every stream has been looked at since."""
    with writing():
        remove_member(room_id, person.id, reason=reason)
    look_again(desk)


def look_again(desk) -> None:
    desk.tail()
    desk.hub.relay.tick()
    settle()


def test_friend_is_told_when_one_was_last_here_and_others_are_not(desk, cast):
    friend, other = watch(desk, cast.bea, cast.ada), watch(desk, cast.cal, cast.ada)
    come_and_go(desk, cast.ada)
    assert told(friend) == [("offline", False), ("online", False), ("offline", True)]
    assert told(other) == [("offline", False), ("online", False), ("offline", False)]
    seen = friend.frames("PRESENCE")[-1]["lastSeenAt"]
    assert seen <= moment(clock.now())


@pytest.mark.parametrize(("audience", "seen"), [("nobody", False), ("everyone", True)])
def test_audience_chosen_while_watched_counts_from_then_on(desk, cast, audience, seen):
    friend, other = watch(desk, cast.bea, cast.ada), watch(desk, cast.cal, cast.ada)
    choose(desk, cast.ada, last_seen=audience)
    come_and_go(desk, cast.ada)
    assert (told(friend)[-1], told(other)[-1]) == (("offline", seen), ("offline", seen))


def test_who_is_a_friend_no_more_is_not_told_when_one_was_last_here(desk, cast):
    friend = watch(desk, cast.bea, cast.ada)
    with writing():
        unfriend(cast.ada.viewer, cast.bea.id)
    desk.tail()
    come_and_go(desk, cast.ada)
    assert told(friend)[-1] == ("offline", False)


@pytest.mark.parametrize("blocks", ["ada", "bea"])
def test_block_while_watching_ends_the_watch_both_ways(desk, cast, blocks):
    """S50: also where the two are friends, and whoever of them it was."""
    bea, ada = watch(desk, cast.bea, cast.ada), watch(desk, cast.ada, cast.bea)
    blocker, blocked = (cast.ada, cast.bea) if blocks == "ada" else (cast.bea, cast.ada)
    with writing():
        block(blocker.viewer, blocked.id)
    desk.tail()
    before = told(bea), told(ada)
    assert (before[0][-1], before[1][-1]) == (("offline", False), ("offline", False))
    come_and_go(desk, cast.ada)
    come_and_go(desk, cast.bea)
    assert (told(bea), told(ada)) == before
    assert not desk.hub.relay.watching


def test_block_of_no_friend_ends_the_watch_both_ways(desk, cast):
    cal, ada = watch(desk, cast.cal, cast.ada), watch(desk, cast.ada, cast.cal)
    with writing():
        block(cast.ada.viewer, cast.cal.id)
    desk.tail()
    assert (told(cal)[-1], told(ada)[-1]) == (("offline", False), ("offline", False))
    assert not desk.hub.relay.watching


@pytest.mark.parametrize("reason", ["left", "kicked"])
def test_watch_ends_both_ways_with_the_last_shared_room(desk, cast, reason):
    cal, ada = watch(desk, cast.cal, cast.ada), watch(desk, cast.ada, cast.cal)
    part(desk, cast.cal, cast.harbour, reason)
    before = told(cal), told(ada)
    assert (before[0][-1], before[1][-1]) == (("offline", False), ("offline", False))
    come_and_go(desk, cast.ada)
    come_and_go(desk, cast.cal)
    assert (told(cal), told(ada)) == before
    assert not desk.hub.relay.watching


def test_watch_goes_on_while_another_room_is_shared(desk, cast):
    line = watch(desk, cast.bea, cast.cal)
    part(desk, cast.cal, cast.market)
    come_and_go(desk, cast.cal)
    assert [state for state, _ in told(line)] == ["offline", "online", "offline"]


def test_friends_watch_each_other_without_a_room_and_nothing_is_asked(desk, cast):
    line = watch(desk, cast.ada, cast.bea)
    with writing():
        remove_member(cast.harbour, cast.bea.id, reason="left")
    desk.tail()
    assert desk.hub.relay.watching.in_doubt() == []
    come_and_go(desk, cast.bea)
    assert [state for state, _ in told(line)] == ["offline", "online", "offline"]


def test_who_is_a_friend_no_more_and_shares_no_room_is_watched_no_longer(desk, cast):
    part(desk, cast.bea, cast.harbour)
    ada, bea = watch(desk, cast.ada, cast.bea), watch(desk, cast.bea, cast.ada)
    with writing():
        unfriend(cast.ada.viewer, cast.bea.id)
    look_again(desk)
    assert (told(ada)[-1], told(bea)[-1]) == (("offline", False), ("offline", False))
    assert not desk.hub.relay.watching


def test_who_lets_nobody_find_them_any_more_is_watched_no_longer(desk, cast):
    choose(desk, cast.dan, discoverable=True)
    line = watch(desk, cast.bea, cast.dan)
    choose(desk, cast.dan, discoverable=False)
    look_again(desk)
    assert told(line) == [("offline", False), ("offline", False)]
    assert not desk.hub.relay.watching


def test_room_left_between_reading_and_watching_is_noticed(desk, cast):
    line = desk.line(
        lambda asked: WebSocketConnection(desk.hub, asked), cast.cal.viewer, html=False
    )

    def leave_once(step: int) -> None:
        if step == 2:
            part(desk, cast.ada, cast.harbour)

    desk.hub.catch_up.between_steps = leave_once
    desk.attach(line, looks=Looks(people=(cast.ada.id,)))
    look_again(desk)
    come_and_go(desk, cast.ada)
    assert told(line) == [("offline", False), ("offline", False)]


def test_nobody_watches_whom_they_may_not_know_or_who_blocked_them(desk, cast):
    with writing():
        block(cast.ada.viewer, cast.cal.id)
    assert told(watch(desk, cast.cal, cast.ada)) == []
    assert told(watch(desk, cast.ada, cast.cal)) == []
    assert told(watch(desk, cast.ada, cast.dan)) == []


def test_command_watches_by_the_same_rules(desk, cast):
    line = desk.websocket(cast.bea.viewer)
    people = [str(person.id) for person in (cast.ada, cast.cal, cast.dan)]
    line.send(masked(json.dumps({"type": "WATCH_PRESENCE", "userIds": people}).encode()))
    assert {frame["userId"] for frame in line.frames("PRESENCE")} == set(people[:2])


def test_block_between_reading_and_watching_is_noticed(desk, cast):
    line = desk.line(
        lambda asked: WebSocketConnection(desk.hub, asked), cast.cal.viewer, html=False
    )
    done: list[int] = []

    def block_once(step: int) -> None:
        if step == 1 and not done:
            done.append(step)
            with writing():
                block(cast.ada.viewer, cast.cal.id)
            desk.tail()

    desk.hub.catch_up.between_steps = block_once
    desk.attach(line, looks=Looks(people=(cast.ada.id,)))
    assert told(line) == []


def test_people_of_a_process_that_died_are_offline_within_a_minute(desk, cast):
    """R01 as far as presence goes: nothing was said by it, and nobody needs to ask."""
    line = watch(desk, cast.bea, cast.ada)
    roster = desk.hub.relay.roster
    roster.hear(Report("another", {cast.ada.id: True}, set()))
    assert told(line)[-1] == ("online", False)
    the_clock.move(timedelta(seconds=PRESENCE_EXPIRES_SECONDS + 5))
    desk.hub.relay.tick()
    assert roster.state_of(cast.ada.id) is State.OFFLINE
    assert told(line)[-1] == ("offline", True)
    assert PRESENCE_EXPIRES_SECONDS + 5 <= 60


def test_reload_does_not_flicker(desk, cast):
    line = watch(desk, cast.bea, cast.ada)
    first = desk.websocket(cast.ada.viewer)
    desk.hub.drop(first.connection, clean=True)
    the_clock.move(timedelta(seconds=PRESENCE_LEAVE_SECONDS - 1))
    desk.hub.relay.tick()
    desk.websocket(cast.ada.viewer)
    the_clock.move(timedelta(seconds=2))
    desk.hub.relay.tick()
    assert [state for state, _ in told(line)] == ["offline", "online"]


@pytest.fixture
def hearing(desk) -> None:
    """The hub hears of typing, as it does once it has begun."""
    current_bus().subscribe(CHANNEL, desk.hub.relay._typed)


@pytest.mark.usefixtures("hearing")
@pytest.mark.parametrize("shy", ["ada", "bea"])
def test_typing_is_told_by_those_and_to_those_who_tell(desk, cast, shy):
    line = desk.websocket(cast.bea.viewer)
    typist = desk.websocket(cast.ada.viewer)
    choose(desk, cast.ada if shy == "ada" else cast.bea, show_typing=False)
    say = {"type": "TYPING", "roomId": str(cast.harbour)}
    typist.send(masked(json.dumps(say).encode()))
    settle()
    assert line.frames("TYPING") == []
    choose(desk, cast.ada if shy == "ada" else cast.bea, show_typing=True)
    the_clock.move(timedelta(seconds=TYPING_EVERY_SECONDS + 1))
    _told_at.clear()
    typist.send(masked(json.dumps(say).encode()))
    settle()
    assert [frame["userId"] for frame in line.frames("TYPING")] == [str(cast.ada.id)]


@pytest.mark.usefixtures("hearing")
@pytest.mark.parametrize(("blocker", "blocked"), [("cal", "bea"), ("bea", "cal")])
def test_typing_is_not_told_between_two_who_want_nothing_of_each_other(
    desk, cast, blocker, blocked
):
    lines = [desk.websocket(person.viewer) for person in (cast.bea, cast.ada)]
    with writing():
        block(getattr(cast, blocker).viewer, getattr(cast, blocked).id)
    _told_at.clear()
    announce_typing(cast.cal.viewer, room_for(cast.cal.viewer, cast.harbour))
    settle()
    assert [len(line.frames("TYPING")) for line in lines] == [0, 1]
    assert "notTo" not in lines[1].frames("TYPING")[0]


@pytest.mark.usefixtures("hearing")
def test_who_reads_along_sees_nobody_type_whom_they_have_blocked(desk, cast):
    lines = [desk.websocket(person.viewer) for person in (cast.dan, cast.bea)]
    lines[0].send(masked(json.dumps({"type": "JOIN_ROOM", "roomId": str(cast.market)}).encode()))
    with writing():
        block(cast.dan.viewer, cast.cal.id)
    for typist in (cast.cal, cast.bea):
        announce_typing(typist.viewer, room_for(typist.viewer, cast.market))
    settle()
    seen = [[frame["userId"] for frame in line.frames("TYPING")] for line in lines]
    assert seen == [[str(cast.bea.id)], [str(cast.cal.id)]]


@pytest.mark.usefixtures("hearing")
def test_typing_by_request_obeys_the_setting_too(desk, cast):
    line = desk.websocket(cast.bea.viewer)
    choose(desk, cast.cal, show_typing=False)
    shy = replace(cast.cal.viewer, show_typing=False)
    announce_typing(shy, room_for(shy, cast.harbour))
    settle()
    assert line.frames("TYPING") == []


@pytest.mark.parametrize("shy", [None, "ada", "bea"])
def test_receipts_are_told_by_those_and_to_those_who_give_them(desk, cast, say, shy):
    seq = say("hello", cast.cal)
    line = desk.websocket(cast.bea.viewer)
    own = desk.websocket(cast.ada.viewer)
    if shy:
        choose(desk, getattr(cast, shy), show_receipts=False)
    with writing():
        mark_read(cast.ada.viewer, room_for(cast.ada.viewer, cast.harbour), seq)
    desk.tail()
    desk.hub.relay.markers.tick()
    settle()
    told_to_bea = [frame["seq"] for frame in line.frames("READ_MARKER")]
    assert told_to_bea == ([] if shy else [seq])
    assert [frame["seq"] for frame in own.frames("READ_MARKER")] == [seq]


def test_new_name_and_picture_are_what_one_speaks_under(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    with writing():
        user = update_profile(cast.ada.viewer, display_name="Ada L.")
        user.avatar_key = "k" * 32
    desk.tail()
    viewer = line.connection.viewer
    with writing():
        view = post(viewer, cast.harbour, MessageDraft("hi", "c1")).message
    assert (view.display_name, view.avatar_key) == ("Ada L.", "k" * 32)
    db.session.remove()


@pytest.mark.usefixtures("hearing")
def test_typing_in_a_thread_is_told_with_the_thread(desk, cast):
    _told_at.clear()
    line = desk.websocket(cast.bea.viewer)
    typist = desk.websocket(cast.ada.viewer)
    with writing():
        root = post(cast.ada.viewer, cast.harbour, MessageDraft("a thread", "t")).message.id
    say = {"type": "TYPING", "roomId": str(cast.harbour), "threadId": str(root)}
    typist.send(masked(json.dumps(say).encode()))
    settle()
    assert [frame["threadId"] for frame in line.frames("TYPING")] == [str(root)]
