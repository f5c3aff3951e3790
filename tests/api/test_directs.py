"""Direct rooms: for friends, for oneself, for a few; and requests to be heard at all."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from chatty.accounts.queries import user_by_id
from chatty.core.db import db, writing
from chatty.rooms.actions import open_direct
from chatty.rooms.models import Room
from tests.api.relation_changes import answer, ask, direct

if TYPE_CHECKING:
    from tests.api.caller import Caller

pytestmark = pytest.mark.both_databases


def room_of(one: Caller, other: Caller) -> str:
    return f"/rooms/{direct(one, other)}"


def codes(response) -> tuple[int, str]:
    return response.status_code, response.json["code"]


def directs_of(one: Caller) -> list[dict[str, Any]]:
    return [room for room in one.get("/rooms")["items"] if room["kind"] == "direct"]


@pytest.fixture
def request_to_cal(people) -> str:
    """A room in which bea has asked cal by a message; they share harbour."""
    people.cal.patch("/me/settings", {"messageRequests": True})
    room = room_of(people.bea, people.cal)
    assert people.bea.say(room, "May I").status_code == 201
    return room


def test_friends_talk_in_one_room_however_it_is_opened(people):
    first = people.ada.put(f"/directs/{people.bea.user_id}")
    again = people.bea.put(f"/directs/{people.ada.user_id}")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["id"] == again.json["id"]
    assert (first.json["kind"], first.json["name"], first.json["slug"]) == ("direct", "", None)
    assert (first.json["ownerId"], first.json["memberCount"]) == (None, 2)
    assert first.json["peer"]["username"] == "bea"
    assert again.json["peer"]["relation"] == "friend"


def test_opened_room_disturbs_nobody_before_something_is_said(people):
    room = room_of(people.ada, people.bea)
    assert [each["id"] for each in directs_of(people.ada)] == [room.rpartition("/")[2]]
    assert directs_of(people.bea) == []
    people.ada.say(room, "hello")
    (shown,) = directs_of(people.bea)
    assert (shown["lastMessage"]["content"], shown["membership"]["unreadCount"]) == ("hello", 1)


def test_notes_are_for_oneself(people):
    room = room_of(people.ada, people.ada)
    assert people.ada.say(room, "milk").status_code == 201
    shown = people.ada.get(room)
    assert (shown["peer"]["relation"], shown["memberCount"]) == ("self", 1)
    assert people.bea.ask("GET", room).status_code == 404


def test_who_is_no_friend_is_not_written_to(people):
    assert codes(people.bea.put(f"/directs/{people.cal.user_id}")) == (403, "not_friends")
    assert people.ada.put(f"/directs/{people.dan.user_id}").status_code == 404
    assert people.ada.put("/directs/12345").status_code == 404


def test_end_of_a_friendship_closes_the_room_and_leaves_it_readable(people):
    room = room_of(people.ada, people.bea)
    people.ada.say(room, "before")
    people.bea.delete(f"/friends/{people.ada.user_id}")
    for one in (people.ada, people.bea):
        assert codes(one.say(room, "after")) == (403, "direct_closed")
        assert codes(one.put(f"{room}/typing")) == (403, "direct_closed")
        assert [each["content"] for each in one.get(f"{room}/messages")["items"]] == ["before"]


def test_friends_again_find_the_same_room(people):
    room = room_of(people.ada, people.bea)
    people.ada.delete(f"/friends/{people.bea.user_id}")
    ask(people.ada, people.bea)
    answer(people.bea)
    assert people.bea.say(room, "again").status_code == 201
    assert room_of(people.bea, people.ada) == room


def test_block_closes_the_room_both_ways(people):
    """S50: no direct messages; the old ones stay readable."""
    room = room_of(people.ada, people.bea)
    people.ada.say(room, "before")
    people.ada.put(f"/blocks/{people.bea.user_id}")
    for one in (people.ada, people.bea):
        assert codes(one.say(room, "after")) == (403, "direct_closed")
        assert len(one.get(f"{room}/messages")["items"]) == 1
    assert people.ada.get(room)["peer"]["presence"] is None
    nowhere = {"state": "offline", "lastSeenAt": None}
    assert people.bea.get(room)["peer"]["presence"] == nowhere
    assert people.bea.put(f"/directs/{people.ada.user_id}").status_code == 200


def test_direct_room_is_nobody_elses(people):
    room = room_of(people.ada, people.bea)
    people.ada.say(room, "hello")
    for path in (room, f"{room}/messages", f"{room}/members", f"{room}/presence"):
        assert people.cal.ask("GET", path).status_code == 404
    assert people.cal.put(f"{room}/membership").status_code == 404
    assert people.cal.say(room, "me too").status_code == 404
    explored = people.cal.get("/rooms/explore", limit=100)["items"]
    assert [each for each in explored if each["kind"] == "direct"] == []
    body = {"kind": "room", "roomId": room.rpartition("/")[2], "userId": people.cal.user_id}
    assert codes(people.ada.post("/invites", body)) == (403, "may_not_invite")


def test_leaving_hides_the_room_until_something_is_said(people):
    room = room_of(people.ada, people.bea)
    people.ada.say(room, "one")
    assert people.bea.delete(f"{room}/membership").status_code == 204
    assert people.bea.delete(f"{room}/membership").status_code == 204
    assert directs_of(people.bea) == []
    assert people.bea.get(room)["memberCount"] == 2
    people.ada.say(room, "two")
    assert [each["lastSeq"] for each in directs_of(people.bea)] == [2]


def test_group_is_made_of_friends_of_its_maker(people):
    ask(people.ada, people.cal)
    ids = [people.bea.user_id, people.cal.user_id]
    assert codes(people.ada.post("/directs", {"userIds": ids})) == (403, "not_friends")
    answer(people.cal)
    made = people.ada.post("/directs", {"userIds": ids})
    assert made.status_code == 201
    assert (made.json["name"], made.json["peer"], made.json["ownerId"]) == (
        "Ada, Bea, Cal",
        None,
        None,
    )
    room = f"/rooms/{made.json['id']}"
    people.ada.delete(f"/friends/{people.bea.user_id}")
    assert people.bea.say(room, "still here").status_code == 201
    assert people.bea.delete(f"{room}/membership").status_code == 204
    assert people.bea.ask("GET", room).status_code == 404
    assert people.ada.get(room)["memberCount"] == 2


def test_group_without_a_name_is_called_after_who_is_in_it_now(people):
    ask(people.ada, people.cal)
    answer(people.cal)
    ids = [people.bea.user_id, people.cal.user_id]
    room = f"/rooms/{people.ada.post('/directs', {'userIds': ids}).json['id']}"
    people.cal.patch("/me", {"displayName": "Carla"})
    assert people.bea.get(room)["name"] == "Ada, Bea, Carla"
    people.bea.delete(f"{room}/membership")
    assert people.ada.get(room)["name"] == "Ada, Carla"


def test_group_is_not_made_of_people_cut_off_from_each_other(people):
    """S50: what is answered tells neither between whom it is nor that it is a block."""
    ask(people.ada, people.cal)
    answer(people.cal)
    people.bea.put(f"/blocks/{people.cal.user_id}")
    refused = people.ada.post("/directs", {"userIds": [people.bea.user_id, people.cal.user_id]})
    assert refused.status_code == 422
    assert "block" not in refused.text
    assert "cannot be put into one group" in refused.text


@pytest.mark.parametrize(
    ("count", "status"), [(0, 422), (1, 422), (10, 422)], ids=["none", "one", "ten others"]
)
def test_group_has_three_to_ten_people(people, count, status):
    ids = [str(1_000 + number) for number in range(count)]
    assert people.ada.post("/directs", {"userIds": ids}).status_code == status


def test_group_of_the_same_person_twice_is_none(people):
    ids = [people.bea.user_id, people.bea.user_id]
    assert people.ada.post("/directs", {"userIds": ids}).status_code == 422
    assert people.ada.post("/directs", {"userIds": [*ids, "12345"]}).status_code == 404


def test_request_is_for_who_takes_them_and_shares_a_room(people, cast):
    people.dan.patch("/me/settings", {"messageRequests": True, "discoverable": True})
    assert codes(people.bea.put(f"/directs/{people.dan.user_id}")) == (403, "not_friends")
    people.dan.put(f"/rooms/{cast.market}/membership")
    opened = people.bea.put(f"/directs/{people.dan.user_id}")
    assert (opened.status_code, opened.json["requestState"]) == (201, "pending")


def test_request_is_three_messages_long(people, request_to_cal):
    for number in (2, 3):
        assert people.bea.say(request_to_cal, f"number {number}").status_code == 201
    assert codes(people.bea.say(request_to_cal, "number 4")) == (403, "request_waits")
    assert people.bea.say(request_to_cal, "number 3").status_code == 200
    assert codes(people.cal.say(request_to_cal, "no")) == (403, "request_unanswered")


def test_request_tells_nothing_before_its_answer(people, request_to_cal):
    (shown,) = directs_of(people.cal)
    assert (shown["requestState"], shown["createdById"]) == ("pending", people.bea.user_id)
    people.cal.put(f"{request_to_cal}/read-marker", {"seq": 1})
    assert codes(people.cal.put(f"{request_to_cal}/typing")) == (403, "request_unanswered")
    members = people.bea.get(f"{request_to_cal}/members")["items"]
    assert {each["user"]["username"]: each["readSeq"] for each in members} == {"bea": 1, "cal": 0}
    assert people.bea.get(request_to_cal)["peer"]["presence"] is None


def test_accepted_request_lets_both_write(people, request_to_cal):
    for _ in range(2):
        accepted = people.cal.put(f"/directs/{people.bea.user_id}/acceptance")
        assert accepted.json["requestState"] == "accepted"
    assert people.cal.say(request_to_cal, "of course").status_code == 201
    for number in range(4):
        assert people.bea.say(request_to_cal, f"more {number}").status_code == 201


def test_who_was_declined_is_told_nothing_and_not_heard(people, request_to_cal):
    before = people.bea.get(request_to_cal)
    for _ in range(2):
        assert people.cal.put(f"/directs/{people.bea.user_id}/rejection").status_code == 200
    assert directs_of(people.cal) == []
    assert people.bea.get(request_to_cal) == before
    for number in (2, 3):
        assert people.bea.say(request_to_cal, f"please {number}").status_code == 201
    assert codes(people.bea.say(request_to_cal, "please 4")) == (403, "request_waits")
    assert directs_of(people.cal) == []
    assert people.bea.get(request_to_cal)["requestState"] == "pending"
    assert people.cal.put(f"/directs/{people.bea.user_id}/acceptance").status_code == 200
    assert people.bea.say(request_to_cal, "thanks").status_code == 201


def test_who_asked_does_not_answer_for_the_other(people, request_to_cal):
    assert people.bea.put(f"/directs/{people.cal.user_id}/acceptance").status_code == 404
    assert people.bea.put(f"/directs/{people.cal.user_id}/rejection").status_code == 404
    assert people.ada.put(f"/directs/{people.cal.user_id}/acceptance").status_code == 404
    assert people.bea.get(request_to_cal)["requestState"] == "pending"


def test_request_accepted_long_ago_does_not_outlive_a_friendship(people, request_to_cal):
    people.cal.put(f"/directs/{people.bea.user_id}/acceptance")
    ask(people.bea, people.cal)
    answer(people.cal)
    people.cal.delete(f"/friends/{people.bea.user_id}")
    assert codes(people.bea.say(request_to_cal, "still?", "still")) == (403, "direct_closed")


def test_two_who_write_first_at_once_find_one_room(app, cast):
    together = threading.Barrier(2)
    found: list[tuple[int, bool]] = []

    def write(one, other) -> None:
        with app.app_context():
            together.wait()
            with writing():
                room, is_new = open_direct(one.viewer, user_by_id(other.id))
                found.append((room.id, is_new))

    pairs = [(cast.ada, cast.bea), (cast.bea, cast.ada)]
    threads = [threading.Thread(target=write, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({room_id for room_id, _ in found}) == 1
    assert sorted(is_new for _, is_new in found) == [False, True]
    with app.app_context():
        directs = sa.select(sa.func.count()).where(Room.kind == "direct")
        assert db.session.scalar(directs) == 1
