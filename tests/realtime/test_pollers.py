"""What pollers are told of presence, and as what they count, on a real server."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.clients import Api, Json

LOBBY = "1"


@pytest.fixture
def person(shared_server) -> Api:
    return Api.register(shared_server.url)


def poll(person: Api, **query: object) -> Json:
    answer = person.request("GET", f"/events/poll?{urlencode(query)}", prefix="")
    body: Json = answer.json
    return body


def kinds(answer: Json) -> list[str]:
    return [event["type"] for event in answer["events"]]


def test_each_window_is_told_who_is_there(person):
    first = poll(person, wait=0, rooms=LOBBY, tab="one")
    second = poll(person, wait=0, rooms=LOBBY, tab="two")
    assert "ROOM_MEMBERS_UPDATE" in kinds(first)
    assert "ROOM_MEMBERS_UPDATE" in kinds(second)


def test_window_that_knows_who_is_there_waits_for_news(person):
    cursor = poll(person, wait=0, rooms=LOBBY, tab="one")["cursor"]
    assert kinds(poll(person, wait=0, rooms=LOBBY, tab="one", cursor=cursor)) == []


def test_reload_is_told_again(person):
    poll(person, wait=0, rooms=LOBBY, tab="one")
    assert "ROOM_MEMBERS_UPDATE" in kinds(poll(person, wait=0, rooms=LOBBY, tab="one"))


def test_poller_who_turned_away_is_away(person):
    poll(person, wait=0, rooms=LOBBY, active=0)
    presence = person.get("/presence", userIds=person.user_id)["items"][0]
    assert presence["state"] == "away"


def test_people_one_cannot_know_are_not_watched(person):
    answer = poll(person, wait=0, watch="4503599627370497,4503599627370499")
    assert kinds(answer) == ["WELCOME"]


def test_more_people_than_one_may_watch_are_refused(person):
    ids = ",".join(str(number) for number in range(1, 202))
    assert person.request("GET", f"/events/poll?watch={ids}", prefix="").status == 400


@pytest.mark.parametrize("path", ["/events?rooms=1", "/events/poll?rooms=1"])
def test_head_of_a_stream_is_refused(person, path):
    assert person.request("HEAD", path, prefix="").status == 405
