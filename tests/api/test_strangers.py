"""S44: to a stranger a private room is answered byte for byte like one that does not exist."""

from __future__ import annotations

import pytest

from chatty.core.db import db, writing
from chatty.rooms.models import Room
from tests.api.test_pictures import sent
from tests.pictures import picture

NOWHERE = "/rooms/999999999"
CHANGES: list[tuple[str, str, object]] = [
    ("GET", "", None),
    ("PATCH", "", {"name": "x"}),
    ("DELETE", "", None),
    ("GET", "/messages", None),
    ("POST", "/messages", {"content": "x", "clientId": "c"}),
    ("GET", "/members", None),
    ("GET", "/presence", None),
    ("PUT", "/typing", None),
    ("PUT", "/membership", None),
    ("PUT", "/membership", {"password": "a quiet river bank"}),
    ("PATCH", "/membership", {"favourite": True}),
    ("DELETE", "/membership", None),
    ("PUT", "/read-marker", {"seq": 1}),
    ("PUT", "/delivered-marker", {"seq": 1}),
    ("PUT", "/password", {"password": "a quiet river bank"}),
    ("DELETE", "/avatar", None),
    ("DELETE", "/cover", None),
]


def told(answer) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    return answer.status_code, answer.data, headers


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
def test_private_room_is_like_none(people, harbour, method, path, body):
    private = people.dan.ask(method, harbour + path, body)
    assert told(private) == told(people.dan.ask(method, NOWHERE + path, body))
    assert private.status_code == 404


@pytest.mark.parametrize("kind", ["avatar", "cover"])
def test_picture_for_a_private_room_is_like_for_none(people, harbour, kind):
    answers = [
        people.dan.ask("PUT", f"{room}/{kind}", **sent(picture())) for room in (harbour, NOWHERE)
    ]
    assert told(answers[0]) == told(answers[1])


def test_invite_to_a_private_room_is_like_to_none(people, cast):
    answers = [
        people.dan.post("/invites", {"kind": "room", "roomId": room_id, "userId": str(cast.cal.id)})
        for room_id in (str(cast.harbour), "999999999")
    ]
    assert told(answers[0]) == told(answers[1])


def test_private_room_is_in_no_list(people, cast, harbour):
    people.ada.say(harbour, "one")
    for who in (people.dan, people.nobody):
        before = who.ask("GET", "/rooms/explore").data
        assert b"arbour" not in before
        assert who.get("/rooms/explore", query="harbour")["items"] == []
        with people.app.app_context(), writing():
            db.session.get_one(Room, cast.harbour).name = "Aardvark"
        assert who.ask("GET", "/rooms/explore").data == before


def test_address_of_a_private_room_is_free(people, market):
    """A room that is closed gives its address back, so that who tries to take it learns nothing."""
    people.bea.patch(market, {"kind": "private"})
    answer = people.dan.post("/rooms", {"kind": "public", "name": "x y", "slug": "market"})
    assert answer.json["slug"] == "market"
