"""Search over the API."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.both_databases


def test_messages_are_found_with_the_words_around_the_hit(people, market):
    message = people.bea.say(market, "fresh <b>fish</b>", "c1").json
    found = people.dan.get("/search", query="FISH")
    assert [item["id"] for item in found["items"]] == [message["id"]]
    assert found["excerpts"] == {message["id"]: "fresh &lt;b&gt;<mark>fish</mark>&lt;/b&gt;"}


def test_visitor_finds_what_anybody_may_read(people, market, harbour):
    people.bea.say(market, "fresh fish")
    people.ada.say(harbour, "fresh secrets")
    assert [item["content"] for item in people.nobody.get("/search", query="fresh")["items"]] == [
        "fresh fish"
    ]


def test_room_is_searched_by_its_id(people, cast, market, harbour):
    people.bea.say(market, "tide")
    people.bea.say(harbour, "tide")
    found = people.bea.get("/search", query="tide", roomId=str(cast.harbour))
    assert [item["roomId"] for item in found["items"]] == [str(cast.harbour)]


def test_private_room_is_like_one_that_does_not_exist(people, cast):
    answers = [
        people.dan.ask("GET", "/search", query_string={"query": "tide", "roomId": room_id})
        for room_id in (str(cast.harbour), "99999999")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data


def test_private_room_in_the_query_is_like_one_that_does_not_exist(people):
    answers = [
        people.dan.ask("GET", "/search", query_string={"query": f"tide in:{address}"})
        for address in ("harbour", "nowhere")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].data == answers[1].data


def test_pages_go_on_with_the_cursor(people, market):
    for number in range(3):
        people.bea.say(market, f"tide {number}")
    first = people.dan.get("/search", query="tide", limit="2")
    rest = people.dan.get("/search", query="tide", limit="2", cursor=first["nextCursor"])
    assert [item["content"] for item in first["items"]] == ["tide 2", "tide 1"]
    assert [item["content"] for item in rest["items"]] == ["tide 0"]
    assert rest["nextCursor"] is None


def test_people_are_those_one_knows_or_who_let_themselves_be_found(people, cast):
    def names(caller, query):
        return [
            item["username"]
            for item in caller.get("/search", **{"in": "people"}, query=query)["items"]
        ]

    assert names(people.ada, "bea") == ["bea"]
    assert names(people.dan, "bea") == []
    people.bea.ask("PATCH", "/me/settings", {"discoverable": True})
    assert names(people.dan, "bea") == ["bea"]


def test_rooms_are_those_one_is_in_and_those_that_are_listed(people):
    def names(caller, query):
        return [
            item["name"] for item in caller.get("/search", **{"in": "rooms"}, query=query)["items"]
        ]

    assert names(people.cal, "arb") == ["Harbour"]
    assert names(people.dan, "arb") == []
    assert names(people.dan, "mark") == names(people.cal, "mark") == ["Market"]


@pytest.mark.parametrize("query", ["x" * 10_240, " ".join(map(str, range(21))), "on:2026-13-01"])
def test_search_that_cannot_be_meant_is_refused(people, query):
    answer = people.dan.ask("GET", "/search", query_string={"query": query})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "query"


def test_people_are_not_found_by_less_than_three_letters_nor_by_guests(people):
    asked = {"in": "people", "query": "be"}
    assert people.dan.ask("GET", "/search", query_string=asked).status_code == 422
    assert (
        people.nobody.ask("GET", "/search", query_string=asked | {"query": "bea"}).status_code
        == 403
    )


def test_searches_are_counted(people):
    statuses = [
        people.dan.ask("GET", "/search", query_string={"query": "tide"}).status_code
        for _ in range(31)
    ]
    assert statuses == [200] * 30 + [429]
