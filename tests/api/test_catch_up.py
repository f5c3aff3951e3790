"""What happened since one left: new, edited, deleted, and who came; never what one may not see."""

from __future__ import annotations

from typing import Any

import pytest

from chatty.core import limits
from chatty.core.db import db, writing
from chatty.rooms.models import Membership
from tests.api.test_statements import counting

pytestmark = pytest.mark.both_databases


def missed(person) -> dict[str, Any]:
    return {each["room"]["name"]: each for each in person.get("/catch-up")["items"]}


def words(messages) -> list[str]:
    return [message["content"] for message in messages]


@pytest.fixture
def read(people, market) -> list[str]:
    """Three messages of bea's in *market* that cal has read; their paths."""
    paths = [f"/messages/{people.bea.say(market, f'm{n}').json['id']}" for n in range(3)]
    people.cal.put(f"{market}/read-marker", {"seq": 3})
    return paths


def test_nothing_happened_to_who_has_seen_everything(people, read):
    assert missed(people.cal) == {}


def test_new_messages_stand_in_their_order_with_the_number_of_others(people, market, monkeypatch):
    monkeypatch.setattr(limits, "MISSED_MESSAGES", 2)
    for number in range(5):
        people.bea.say(market, f"m{number}")
    found = missed(people.cal)["Market"]
    assert (words(found["new"]), found["more"]) == (["m0", "m1"], 3)


def test_edits_and_deletions_of_what_one_had_read_are_told(people, market, read):
    people.bea.patch(read[0], {"content": "better"})
    people.bea.delete(read[1])
    found = missed(people.cal)["Market"]
    assert words(found["edited"]) == ["better"]
    assert [(each["seq"], each["content"]) for each in found["deleted"]] == [(2, "")]
    assert found["new"] == []


def test_what_changed_before_one_read_is_no_news(people, market, read):
    people.bea.patch(read[0], {"content": "better"})
    people.bea.say(market, "last")
    people.cal.put(f"{market}/read-marker", {"seq": 4})
    assert missed(people.cal) == {}


def test_those_who_came_are_counted(people, market, read):
    people.dan.put(f"{market}/membership")
    assert missed(people.cal)["Market"]["joined"] == 1


def test_what_lies_before_ones_beginning_or_in_rooms_one_left_is_not_told(
    app, cast, people, market, read
):
    with app.app_context(), writing():
        db.session.get_one(Membership, (cast.market, cast.cal.id)).visible_from_seq = 3
    people.bea.patch(read[0], {"content": "canary"})
    assert missed(people.cal) == {}
    people.bea.say(market, "canary")
    people.cal.delete(f"{market}/membership")
    assert "canary" not in people.cal.ask("GET", "/catch-up").text


def test_rooms_come_in_pages(people, market, harbour, monkeypatch):
    monkeypatch.setattr(limits, "MISSED_ROOMS", 1)
    people.bea.say(market, "one")
    people.ada.say(harbour, "two")
    first = people.cal.get("/catch-up")
    second = people.cal.get("/catch-up", cursor=first["nextCursor"])
    names = [each["room"]["name"] for each in first["items"] + second["items"]]
    assert (names, second["nextCursor"]) == (["Harbour", "Market"], None)


def test_cursor_of_another_make_is_refused(people):
    assert people.cal.ask("GET", "/catch-up", query_string={"cursor": "?"}).status_code == 400


def test_everything_read_is_nothing_missed(people, market, read):
    people.bea.patch(read[0], {"content": "better"})
    people.bea.say(market, "new")
    people.cal.put("/read-markers")
    assert missed(people.cal) == {}


@pytest.mark.parametrize("path", ["/read-markers", "{market}/read-marker"])
def test_who_reads_again_has_seen_the_edits(people, market, read, path):
    people.bea.patch(read[0], {"content": "better"})
    people.cal.put(path.format(market=market), {"seq": 3} if "{" in path else None)
    assert missed(people.cal) == {}


def test_many_rooms_cost_as_many_statements_as_few(people, market, harbour):
    people.bea.say(market, "one")
    people.cal.get("/catch-up")
    with counting(people.app) as few:
        people.cal.get("/catch-up")
    people.ada.say(harbour, "two")
    with counting(people.app) as more:
        people.cal.get("/catch-up")
    assert len(more) == len(few) <= 14, more
