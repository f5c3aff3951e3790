"""Post once, page both ways, mark what was read; and the state to start from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from chatty.core.db import db, writing
from chatty.messages.models import Message
from tests.factories import many_messages

pytestmark = pytest.mark.both_databases


@pytest.fixture
def long_room(people, cast, market) -> str:
    """*market* with 120 messages, a minute apart from midnight on."""
    with people.app.app_context(), writing():
        many_messages(cast.market, cast.bea.id, 120)
        start = datetime(2026, 5, 1, tzinfo=UTC)
        for seq in range(1, 121):
            mine = (Message.room_id == cast.market) & (Message.seq == seq)
            at = start + timedelta(minutes=seq - 1)
            db.session.execute(update(Message).where(mine).values(created_at=at))
    path: str = market
    return path


def seqs(page) -> list[int]:
    return [message["seq"] for message in page["items"]]


def test_message_gets_the_next_place(people, market):
    first, second = (people.bea.say(market, words).json for words in ("one", "two"))
    assert (first["seq"], second["seq"]) == (1, 2)
    assert first["userName"] == "Bea"
    assert first["contentHtml"] == "<p>one</p>"


def test_repeat_answers_the_first_message(people, market):
    first = people.bea.say(market, "hello", "c1")
    again = people.bea.say(market, "other words", "c1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert first.headers["Location"] == f"/api/v1/messages/{first.json['id']}"


def test_same_client_id_of_somebody_else_or_elsewhere_is_new(people, market, harbour):
    codes = [
        people.bea.say(market, "a", "c1").status_code,
        people.cal.say(market, "a", "c1").status_code,
        people.bea.say(harbour, "a", "c1").status_code,
    ]
    assert codes == [201, 201, 201]


def test_repeat_costs_no_rate(people, market):
    for number in range(30):
        assert people.bea.say(market, f"m{number}").status_code == 201
    refused = people.bea.say(market, "m30")
    assert (refused.status_code, people.bea.say(market, "m0").status_code) == (429, 200)
    assert int(refused.headers["Retry-After"]) >= 1


def test_refused_message_takes_no_place(people, market):
    people.bea.say(market, "one")
    people.bea.post(f"{market}/messages", {"content": " \n ", "clientId": "x"})
    assert people.bea.say(market, "two").json["seq"] == 2


def test_newest_page_comes_first(people, long_room):
    page = people.bea.get(f"{long_room}/messages")
    assert (seqs(page), page["before"], page["after"]) == (list(range(71, 121)), 71, None)


def test_pages_lead_to_the_beginning_without_gap(people, long_room):
    found: list[int] = []
    page = people.bea.get(f"{long_room}/messages", limit=37)
    while True:
        found = seqs(page) + found
        if page["before"] is None:
            break
        page = people.bea.get(f"{long_room}/messages", limit=37, before=page["before"])
    assert found == list(range(1, 121))


def test_pages_lead_to_the_end_without_gap(people, long_room):
    found: list[int] = []
    page = people.bea.get(f"{long_room}/messages", limit=37, after=0)
    while True:
        found += seqs(page)
        if page["after"] is None:
            break
        page = people.bea.get(f"{long_room}/messages", limit=37, after=page["after"])
    assert found == list(range(1, 121))


@pytest.mark.parametrize(
    ("around", "first"),
    [
        ("60", 60),
        ("2026-05-01", 1),
        ("2026-05-01T01:00:00Z", 61),
        ("2026-05-01T00:59:59.5Z", 61),
        ("2020-01-01", 1),
    ],
)
def test_page_around_a_place_or_a_date_has_it_in_the_middle(people, long_room, around, first):
    page = people.bea.get(f"{long_room}/messages", limit=10, around=around)
    start = max(1, first - 5)
    assert seqs(page) == list(range(start, start + 10))


def test_page_around_a_date_to_come_is_the_newest(people, long_room):
    page = people.bea.get(f"{long_room}/messages", limit=10, around="2999-01-01")
    assert seqs(page)[-1] == 120
    assert page["after"] is None


@pytest.mark.parametrize(("limit", "expected"), [(10**9, 100), (-1, 1), (0, 1), (100, 100)])
def test_limit_is_cut_to_what_a_page_holds(people, long_room, limit, expected):
    assert len(seqs(people.bea.get(f"{long_room}/messages", limit=limit))) == expected


def test_message_is_found_by_its_id(people, market, harbour):
    message = people.bea.say(harbour, "inside").json
    assert people.cal.get(f"/messages/{message['id']}") == message
    assert people.dan.ask("GET", f"/messages/{message['id']}").status_code == 404


def test_unread_is_what_lies_after_the_marker(people, market):
    for number in range(5):
        people.bea.say(market, f"m{number}")
    assert people.cal.get(market)["membership"]["unreadCount"] == 5
    assert people.cal.put(f"{market}/read-marker", {"seq": 3}).json == {"seq": 3}
    assert people.cal.get(market)["membership"]["unreadCount"] == 2
    assert people.bea.get(market)["membership"]["unreadCount"] == 0


def test_markers_are_for_members(people, market, harbour):
    assert people.dan.put(f"{market}/read-marker", {"seq": 1}).status_code == 403
    assert people.dan.put(f"{harbour}/read-marker", {"seq": 1}).status_code == 404


def test_sync_is_the_state_behind_its_cursor(people, market):
    people.bea.say(market, "newest")
    state = people.cal.get("/sync")
    rooms = {room["name"]: room for room in state["rooms"]}
    assert state["me"]["id"] == people.cal.user_id
    assert set(rooms) == {"Harbour", "Lobby", "Market"}
    assert rooms["Market"]["lastMessage"]["content"] == "newest"
    assert state["rooms"] == people.cal.get("/rooms")["items"]
