"""The table of ``product.md``: what each sort of person may do in each kind of room."""

from __future__ import annotations

import pytest

from chatty.accounts.actions import Device, enter_as_guest, open_family
from chatty.core.db import writing
from chatty.core.tokens import sign_access
from tests.api.caller import Caller
from tests.api.room_changes import PASSWORD

# kind, person: knows, reads, joins, posts. A visitor asks for what visitors ask for.
TABLE = [
    ("public", "visitor", "knows reads"),
    ("public", "guest", "knows reads"),
    ("public", "account", "knows reads joins"),
    ("public", "member", "knows reads joins posts"),
    ("lobby", "visitor", "knows reads"),
    ("lobby", "guest", "knows reads posts"),
    ("lobby", "member", "knows reads joins posts"),
    ("password", "visitor", "knows"),
    ("password", "guest", "knows"),
    ("password", "account", "knows joins"),
    ("password", "member", "knows reads joins posts"),
    ("private", "visitor", ""),
    ("private", "guest", ""),
    ("private", "account", ""),
    ("private", "member", "knows reads joins posts"),
    ("direct", "visitor", ""),
    ("direct", "guest", ""),
    ("direct", "account", ""),
    ("direct", "member", "knows reads joins posts"),
]


@pytest.fixture
def guest(people) -> Caller:
    with people.app.app_context(), writing():
        user = enter_as_guest("Gus")
        family = open_family(user.id, Device()).family_id
        token = sign_access(user_id=user.id, family_id=family)
    return Caller(people.app, token, str(user.id))


def a_room(people, cast, kind: str) -> str:
    """A room of that kind with ada in it, who says something."""
    match kind:
        case "lobby":
            room_id = str(cast.square)
        case "direct":
            room_id = people.ada.put(f"/directs/{cast.bea.id}").json["id"]
        case _:
            password = {"password": PASSWORD} if kind == "password" else {}
            body = {"kind": kind, "name": "Vault", **password}
            room_id = people.ada.post("/rooms", body).json["id"]
    people.ada.say(f"/rooms/{room_id}", "hello")
    return f"/rooms/{room_id}"


def knows(who: Caller, room: str) -> bool:
    if who.token is None:
        items = who.get("/rooms/explore")["items"]
        return room.rpartition("/")[2] in {item["id"] for item in items}
    return who.ask("GET", room).status_code == 200


def reads(who: Caller, room: str) -> bool:
    """A visitor reads pages, so of them it is asked what the list shows of the room."""
    if who.token is None:
        items = who.get("/rooms/explore")["items"]
        return any(item["lastMessage"] for item in items if room.endswith(f"/{item['id']}"))
    return who.ask("GET", f"{room}/messages").status_code == 200


def posts(who: Caller, room: str) -> bool:
    return who.say(room, "me too").status_code == 201


def joins(who: Caller, room: str) -> bool:
    return who.put(f"{room}/membership", {"password": PASSWORD}).status_code == 200


@pytest.mark.parametrize(("kind", "person", "may"), TABLE)
def test_person_may_do_what_the_table_says(people, cast, guest, kind, person, may):
    who = {"visitor": people.nobody, "guest": guest, "account": people.dan, "member": people.ada}
    asked = (knows, reads, posts, joins)
    room = a_room(people, cast, kind)
    done = {each.__name__ for each in asked if each(who[person], room)}
    assert done == set(may.split())


@pytest.mark.parametrize("kind", ["public", "password"])
def test_channel_is_written_by_those_who_run_it(people, cast, kind):
    room = a_room(people, cast, kind)
    people.ada.patch(room, {"postBy": "admins"})
    people.bea.put(f"{room}/membership", {"password": PASSWORD})
    assert people.ada.say(room, "news").status_code == 201
    assert people.bea.say(room, "what").status_code == 403
    assert len(people.bea.get(f"{room}/messages")["items"]) == 2


@pytest.mark.both_databases
def test_slow_mode_makes_members_wait(people, market):
    people.bea.patch(market, {"slowModeSeconds": 60})
    assert people.cal.say(market, "one").status_code == 201
    assert people.cal.say(market, "one").status_code == 200
    answer = people.cal.say(market, "two")
    assert (answer.status_code, answer.json["code"]) == (429, "slow_mode")
    assert 55 <= int(answer.headers["Retry-After"]) <= 60
    assert [people.bea.say(market, word).status_code for word in ("a", "b")] == [201, 201]
    people.bea.patch(market, {"slowModeSeconds": 0})
    assert people.cal.say(market, "two").status_code == 201


def test_explore_shows_one_kind(people, cast):
    a_room(people, cast, "password")
    kinds = [
        {room["kind"] for room in people.nobody.get("/rooms/explore", kind=kind)["items"]}
        for kind in ("public", "password", "lobby")
    ]
    assert kinds == [{"public"}, {"password"}, {"lobby"}]
    assert people.nobody.ask("GET", "/rooms/explore?kind=private").status_code == 422
