"""Rooms that are closed, archived or deleted while somebody looks at them from outside."""

from __future__ import annotations

import pytest

from chatty.accounts.models import VISITOR
from chatty.core.db import writing
from chatty.realtime.catchup import Looks
from chatty.realtime.commands import rooms as commands
from chatty.rooms.actions import change_room, delete_room
from chatty.rooms.models import RoomChanges
from chatty.rooms.queries import readable_room_for
from tests.realtime.desk import masked, settle
from tests.realtime.test_attaching import at

pytestmark = pytest.mark.both_databases

ENDS: list[tuple[RoomChanges, str]] = [
    ({"kind": "private"}, "ROOM_CLOSED"),
    ({"archived": True}, "ROOM_CLOSED"),
    ({}, "ROOM_DELETED"),
]


def end(cast, changes: RoomChanges) -> None:
    """Change market, or delete it where nothing is to be changed."""
    with writing():
        if changes:
            change_room(cast.bea.viewer, cast.market, changes)
        else:
            delete_room(cast.bea.viewer, cast.market)


def looking(desk, cast, viewer):
    return desk.websocket(viewer, looks=Looks(rooms=(cast.market,)), cursor=desk.hub.position)


@pytest.mark.parametrize(("changes", "kind"), ENDS, ids=str)
def test_who_looks_from_outside_hears_the_end_and_nothing_more(desk, cast, say, changes, kind):
    lines = [looking(desk, cast, viewer) for viewer in (cast.dan.viewer, VISITOR)]
    say("before", room_id=cast.market)
    end(cast, changes)
    if changes == {"kind": "private"}:
        say("after", room_id=cast.market)
    desk.tail()
    for line in lines:
        assert line.said() == ["before"]
        assert len(line.frames(kind)) == 1
        assert line.frames("ROOM_UPDATED") == []
        assert line.connection.rooms == line.connection.borrowed == set()


def test_members_hear_on(desk, cast, say):
    line = looking(desk, cast, cast.cal.viewer)
    end(cast, {"kind": "private"})
    say("among ourselves", room_id=cast.market)
    desk.tail()
    assert line.said() == ["among ourselves"]
    assert [frame["room"]["kind"] for frame in line.frames("ROOM_UPDATED")] == ["private"]
    assert line.connection.rooms == {cast.market}


def test_members_of_a_deleted_room_are_out_of_it(desk, cast):
    line = looking(desk, cast, cast.cal.viewer)
    end(cast, {})
    desk.tail()
    assert [frame["reason"] for frame in line.frames("ROOM_REMOVED")] == ["deleted"]
    assert line.connection.rooms == set()


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("is_read", [True, False])
def test_room_closed_while_a_stream_attaches_is_not_lent(desk, cast, say, step, is_read):
    def act() -> None:
        end(cast, {"kind": "private"})
        if is_read:
            desk.tail()
        say("among ourselves", room_id=cast.market)

    desk.hub.catch_up.between_steps = at(step, act)
    line = looking(desk, cast, cast.dan.viewer)
    desk.tail()
    assert line.said() == []
    assert line.connection.borrowed == set()


def test_room_closed_while_one_asks_to_look_is_not_lent(desk, cast, say, monkeypatch):
    closed: list[bool] = []

    def close_after(viewer, room_id):
        room = readable_room_for(viewer, room_id)
        if not closed:
            end(cast, {"kind": "private"})
            desk.tail()
            closed.append(True)
        return room

    monkeypatch.setattr(commands, "readable_room_for", close_after)
    line = desk.websocket(cast.dan.viewer)
    line.send(masked(b'{"type":"JOIN_ROOM","roomId":"%d"}' % cast.market))
    settle()
    say("among ourselves", room_id=cast.market)
    desk.tail()
    assert line.said() == []
    assert line.frames("ERROR")[0]["code"] == "not_found"


def test_look_at_a_private_room_is_like_at_none(desk, cast):
    """S44: byte for byte, but for what was asked."""
    line = desk.websocket(cast.dan.viewer)
    for room_id in (cast.harbour, 999_999):
        for kind in (b"JOIN_ROOM", b"TYPING"):
            line.send(masked(b'{"type":"%s","roomId":"%d"}' % (kind, room_id)))
            settle()
    refused = line.frames("ERROR")
    assert refused[:2] == refused[2:]
    assert {frame["code"] for frame in refused} == {"not_found"}
