"""S86: how far people have read and received is told to who tells, in small rooms, and rightly."""

from __future__ import annotations

from threading import Thread

import pytest

from chatty.core import limits
from chatty.core.db import db, writing
from chatty.rooms.actions import mark_read
from chatty.rooms.models import Membership
from chatty.rooms.queries import room_for

pytestmark = pytest.mark.both_databases

MARKERS = ("read-marker", "delivered-marker")


@pytest.fixture
def talk(people, market) -> str:
    """*market* with five messages of bea's."""
    for number in range(5):
        people.bea.say(market, f"m{number}")
    path: str = market
    return path


def receipts(person, room) -> dict[str, tuple[int, int | None]]:
    found = person.get(f"{room}/receipts")["items"]
    return {each["userId"]: (each["readSeq"], each["deliveredSeq"]) for each in found}


def newest(people, room) -> str:
    return f"/messages/{people.bea.get(f'{room}/messages')['items'][-1]['id']}"


def names(people_told) -> list[str]:
    return [person["username"] for person in people_told]


@pytest.mark.parametrize("marker", MARKERS)
def test_marker_moves_forward_and_says_where_it_is(people, talk, marker):
    assert people.cal.put(f"{talk}/{marker}", {"seq": 3}).json == {"seq": 3}
    assert people.cal.put(f"{talk}/{marker}", {"seq": 3}).json == {"seq": 3}


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize("seq", [2, 6, 2**63 - 1])
def test_place_behind_the_marker_or_past_the_end_is_refused(people, talk, marker, seq):
    people.cal.put(f"{talk}/{marker}", {"seq": 3})
    before = receipts(people.cal, talk)
    assert people.cal.put(f"{talk}/{marker}", {"seq": seq}).status_code == 400
    assert receipts(people.cal, talk) == before


@pytest.mark.parametrize("marker", [*MARKERS, "unread-marker"])
def test_nobody_marks_for_another_or_in_a_room_of_others(people, talk, harbour, marker):
    other = {"seq": 3, "userId": people.bea.user_id}
    assert people.cal.put(f"{talk}/{marker}", other).status_code == 422
    assert people.dan.put(f"{talk}/{marker}", {"seq": 3}).status_code == 403
    assert people.dan.put(f"{harbour}/{marker}", {"seq": 0}).status_code == 404
    assert receipts(people.cal, talk)[people.cal.user_id] == (0, 0)


def test_members_see_how_far_each_is(people, talk):
    people.cal.put(f"{talk}/delivered-marker", {"seq": 5})
    people.cal.put(f"{talk}/read-marker", {"seq": 3})
    assert receipts(people.bea, talk) == {people.bea.user_id: (5, 5), people.cal.user_id: (3, 5)}


def test_what_was_read_had_been_received(people, talk):
    people.cal.put(f"{talk}/read-marker", {"seq": 4})
    assert receipts(people.bea, talk)[people.cal.user_id] == (4, 4)


@pytest.mark.parametrize("shy", ["bea", "cal"])
def test_who_does_not_show_is_shown_nothing_of_others(people, talk, shy):
    people.cal.put(f"{talk}/read-marker", {"seq": 5})
    getattr(people, shy).patch("/me/settings", {"showReceipts": False})
    assert list(receipts(people.bea, talk)) == [people.bea.user_id]
    assert people.bea.get(f"{newest(people, talk)}/receipts") == {"readBy": [], "deliveredTo": []}


def test_who_has_read_a_message_and_whom_it_reached(people, talk):
    people.dan.put(f"{talk}/membership")
    people.bea.say(talk, "last")
    people.cal.put(f"{talk}/delivered-marker", {"seq": 6})
    people.dan.put(f"{talk}/read-marker", {"seq": 6})
    told = people.bea.get(f"{newest(people, talk)}/receipts")
    assert (names(told["readBy"]), names(told["deliveredTo"])) == (["dan"], ["cal"])


def test_receipts_are_for_members(people, talk, harbour):
    assert people.dan.ask("GET", f"{talk}/receipts").status_code == 403
    assert people.dan.ask("GET", f"{newest(people, talk)}/receipts").status_code == 403
    assert people.dan.ask("GET", f"{harbour}/receipts").status_code == 404


def test_large_rooms_and_the_lobby_tell_nothing(people, cast, talk, monkeypatch):
    assert people.bea.ask("GET", f"/rooms/{cast.square}/receipts").status_code == 409
    monkeypatch.setattr(limits, "DELIVERED_ROOM_MEMBERS", 1)
    assert receipts(people.bea, talk)[people.cal.user_id] == (0, None)
    assert people.bea.get(f"{newest(people, talk)}/receipts")["deliveredTo"] is None
    monkeypatch.setattr(limits, "RECEIPTS_ROOM_MEMBERS", 1)
    assert people.bea.ask("GET", f"{newest(people, talk)}/receipts").status_code == 409


def test_messages_are_marked_unread_from_one_on(people, talk):
    people.cal.put(f"{talk}/read-marker", {"seq": 5})
    assert people.cal.put(f"{talk}/unread-marker", {"seq": 4}).json == {"seq": 3}
    assert people.cal.get(talk)["membership"]["unreadCount"] == 2
    assert people.cal.put(f"{talk}/unread-marker", {"seq": 5}).json == {"seq": 3}


def test_nothing_is_unread_that_one_may_not_see(app, cast, people, talk):
    with app.app_context(), writing():
        db.session.get_one(Membership, (cast.market, cast.cal.id)).visible_from_seq = 5
    people.cal.put(f"{talk}/read-marker", {"seq": 5})
    assert people.cal.put(f"{talk}/unread-marker", {"seq": 1}).json == {"seq": 4}
    assert people.cal.get(talk)["membership"]["unreadCount"] == 1


def test_everything_is_read_at_once(people, talk, harbour):
    people.ada.say(harbour, "hello")
    assert people.cal.put("/read-markers").status_code == 204
    assert [room["membership"]["unreadCount"] for room in people.cal.get("/rooms")["items"]] == [
        0, 0, 0,
    ]  # fmt: skip


def test_markers_that_move_at_once_end_at_the_furthest(app, cast, people, talk):
    def read(seq: int) -> None:
        with app.app_context(), writing():
            mark_read(cast.cal.viewer, room_for(cast.cal.viewer, cast.market), seq)

    threads = [Thread(target=read, args=(seq,)) for seq in (1, 5, 2, 4, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert receipts(people.cal, talk)[people.cal.user_id][0] == 5


@pytest.mark.parametrize(("blocker", "blocked"), [("cal", "bea"), ("bea", "cal")])
def test_of_two_who_want_nothing_of_each_other_neither_sees(people, talk, blocker, blocked):
    people.cal.put(f"{talk}/read-marker", {"seq": 5})
    path = f"/blocks/{getattr(people, blocked).user_id}"
    assert getattr(people, blocker).put(path).status_code < 300
    assert people.cal.user_id not in receipts(people.bea, talk)
    assert people.bea.user_id not in receipts(people.cal, talk)
    assert people.bea.get(f"{newest(people, talk)}/receipts")["readBy"] == []
    shown = people.bea.get(f"{talk}/members")["items"]
    assert {each["user"]["username"]: each["readSeq"] for each in shown}["cal"] is None
