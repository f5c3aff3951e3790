"""Rooms: one's own, listed ones, new ones; being in them."""

from __future__ import annotations

from typing import Any

import pytest

from chatty.core import clock
from chatty.core.db import writing
from chatty.presence.models import Roster
from chatty.presence.queries import install_roster, roster
from tests.api.room_changes import PASSWORD
from tests.factories import many_members, many_people


def names(page) -> list[str]:
    return [room["name"] for room in page["items"]]


def test_my_rooms_are_those_i_am_in(people):
    assert names(people.cal.get("/rooms")) == ["Harbour", "Lobby", "Market"]
    assert names(people.dan.get("/rooms")) == ["Lobby"]


def test_new_room_is_its_makers(people):
    answer = people.dan.post("/rooms", {"kind": "public", "name": " Night  Watch "})
    room = answer.json
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/rooms/{room['id']}"
    assert (room["name"], room["slug"], room["memberCount"]) == ("Night Watch", "night-watch", 1)
    assert (room["membership"]["role"], room["ownerId"]) == ("owner", people.dan.user_id)


def test_taken_address_is_a_conflict(people):
    body = {"kind": "public", "name": "Other", "slug": "market"}
    answer = people.dan.post("/rooms", body)
    assert (answer.status_code, answer.json["code"]) == (409, "slug_taken")


def test_taken_name_gets_no_address(people):
    assert people.dan.post("/rooms", {"kind": "public", "name": "Market"}).json["slug"] is None


IMPOSSIBLE: list[dict[str, Any]] = [
    {"kind": "lobby"},
    {"kind": "direct"},
    {"name": ""},
    {"name": " "},
    {"name": "x" * 65},
    {"name": "a\u202eb"},
    {"slug": "explore"},
    {"slug": "12"},
    {"slug": "a b"},
    {"topic": "x" * 251},
    {"bio": "x" * 501},
    {"history": "none"},
    {"ownerId": "1"},
    {"lastSeq": 7},
]


def test_impossible_room_is_refused(people):
    for change in IMPOSSIBLE:
        answer = people.dan.post("/rooms", {"kind": "public", "name": "Fine"} | change)
        assert answer.status_code == 422, change
        assert answer.json["errors"][0]["field"] == next(iter(change))


@pytest.mark.both_databases
def test_explore_lists_the_lobby_first_and_no_private_room(people):
    found = names(people.nobody.get("/rooms/explore"))
    assert found[0] == "Lobby"
    assert set(found) == {"Lobby", "Market", "Plaza"}


def test_explore_finds_by_a_part_of_the_name(people):
    assert names(people.dan.get("/rooms/explore", query="ARK")) == ["Market"]
    assert names(people.dan.get("/rooms/explore", query="%")) == []


@pytest.mark.both_databases
def test_explore_goes_on_where_the_page_ended(people):
    first = people.dan.get("/rooms/explore", limit=1)
    rest = people.dan.get("/rooms/explore", limit=5, cursor=first["nextCursor"])
    assert len(first["items"]) == 1
    assert rest["nextCursor"] is None
    assert set(names(first) + names(rest)) == {"Lobby", "Market", "Plaza"}


def test_explore_shows_a_member_their_membership(people):
    rooms = {room["name"]: room for room in people.bea.get("/rooms/explore")["items"]}
    assert rooms["Market"]["membership"]["role"] == "owner"
    assert rooms["Plaza"]["membership"] is None


def test_private_room_is_like_no_room_to_others(people, harbour):
    known = people.dan.ask("GET", harbour)
    unknown = people.dan.ask("GET", "/rooms/999999")
    assert known.status_code == unknown.status_code == 404
    assert known.data == unknown.data


@pytest.mark.parametrize("noun", ["", "/members", "/messages", "/presence"])
def test_nothing_of_a_private_room_is_read_by_others(people, harbour, noun):
    assert people.dan.ask("GET", harbour + noun).status_code == 404


@pytest.mark.parametrize("noun", ["/membership", "/typing"])
def test_nothing_of_a_private_room_is_changed_by_others(people, harbour, noun):
    assert people.dan.put(harbour + noun).status_code == 404
    assert people.dan.say(harbour, "hello").status_code == 404


def test_public_room_is_read_before_joining(people, market):
    people.bea.say(market, "welcome")
    room = people.dan.get(market)
    assert room["membership"] is None
    assert room["lastMessage"]["content"] == "welcome"
    assert people.dan.get(f"{market}/messages")["items"][-1]["content"] == "welcome"


@pytest.mark.both_databases
def test_joining_twice_is_joining_once(people, market):
    before = people.dan.get(market)["memberCount"]
    people.dan.put(f"{market}/membership", {})
    room = people.dan.put(f"{market}/membership").json
    assert room["memberCount"] == before + 1
    assert room["membership"]["role"] == "member"


@pytest.mark.both_databases
def test_leaving_twice_is_leaving_once(people, market):
    before = people.cal.get(market)["memberCount"]
    assert people.cal.delete(f"{market}/membership").status_code == 204
    assert people.cal.delete(f"{market}/membership").status_code == 204
    assert people.bea.get(market)["memberCount"] == before - 1


def test_owner_does_not_leave(people, market):
    assert people.bea.delete(f"{market}/membership").status_code == 403


def test_nobody_leaves_the_lobby(people, cast):
    assert people.cal.delete(f"/rooms/{cast.square}/membership").status_code == 403


def test_posting_needs_membership(people, market):
    answer = people.dan.say(market, "hello")
    assert (answer.status_code, answer.json["code"]) == (403, "not_a_member")


@pytest.mark.both_databases
def test_newcomer_sees_nothing_from_before_where_history_begins_at_joining(people):
    body = {"kind": "password", "name": "Fresh", "history": "from_join", "password": PASSWORD}
    room = f"/rooms/{people.ada.post('/rooms', body).json['id']}"
    people.ada.say(room, "before")
    joined = people.dan.put(f"{room}/membership", {"password": PASSWORD}).json
    assert joined["lastMessage"] is None
    assert people.dan.get(f"{room}/messages")["items"] == []
    people.ada.say(room, "after")
    assert [m["content"] for m in people.dan.get(f"{room}/messages")["items"]] == ["after"]
    assert people.dan.get(room)["membership"]["unreadCount"] == 1


def test_members_are_listed_by_rank_and_name(people, harbour):
    members = people.cal.get(f"{harbour}/members")["items"]
    assert [member["user"]["username"] for member in members] == ["ada", "bea", "cal"]
    assert [member["role"] for member in members] == ["owner", "admin", "member"]


@pytest.mark.both_databases
def test_members_come_in_pages(people, cast, market):
    with people.app.app_context(), writing():
        many_members(cast.market, many_people(7))
    found, cursor = [], None
    while True:
        page = people.bea.get(
            f"{market}/members", limit=4, **({"cursor": cursor} if cursor else {})
        )
        found += [member["user"]["username"] for member in page["items"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert found == ["bea", "cal", *(f"extra{number}" for number in range(7))]


def test_presence_of_a_room_is_for_those_who_read_it(people, market):
    assert people.dan.get(f"{market}/presence") == {"members": [], "count": 0}


@pytest.fixture
def _nobody_here():
    """Whoever was left here by another test of this process is not."""
    before = roster()
    install_roster(Roster("here", now=clock.monotonic, tell=lambda _change: None))
    yield
    install_roster(before)


@pytest.mark.usefixtures("_nobody_here")
def test_presence_leaves_out_whom_one_may_not_know(people, cast):
    answer = people.ada.get("/presence", userIds=f"{cast.cal.id},{cast.dan.id},17")
    assert [item["userId"] for item in answer["items"]] == [str(cast.cal.id)]
    assert people.ada.get("/presence/count") == {"count": 0}


def test_typing_needs_the_right_to_write(people, market):
    assert people.cal.put(f"{market}/typing").status_code == 204
    assert people.dan.put(f"{market}/typing").status_code == 403


def test_typing_in_a_thread_names_one_of_that_room(people, market, harbour):
    root = people.cal.say(market, "a thread").json["id"]
    other = people.cal.say(harbour, "another").json["id"]
    assert people.cal.put(f"{market}/typing?threadId={root}").status_code == 204
    assert people.cal.put(f"{market}/typing?threadId={other}").status_code == 404
