"""Rooms and messages without a script: open, find, join, leave, read, write."""

from __future__ import annotations

import re

import pytest

from chatty.core.db import writing
from chatty.core.limits import PAGE_MAXIMUM
from chatty.web import conversation
from tests.cast import say
from tests.web.browser import Element, Page


def say_often(app, person, room_id: int, times: int) -> None:
    with app.app_context(), writing():
        for number in range(times):
            say(person, room_id, f"note {number}")


def shown(page) -> list[str]:
    """The places of the messages."""
    messages = [e for e in page.elements if "data-message-id" in e.attributes]
    return [e.attributes["data-seq"] for e in messages if e.attributes["data-seq"]]


def test_person_opens_a_room_and_is_in_it(bea):
    response = bea.submit("/rooms/new", "/rooms", name="Lemon trees", kind="public", topic="Care")
    assert (response.status_code, response.location) == (303, "/rooms/lemon-trees")
    assert bea.page("/rooms/lemon-trees").heading == "Lemon trees"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "1 to 64 characters"),
        ({"name": "Fine", "slug": "market"}, "This address is taken"),
        ({"name": "Fine", "slug": "123"}, "at least one letter"),
        ({"name": "Fine", "kind": "direct"}, "A room is public, private, or has a password."),
    ],
)
def test_refused_room_is_explained(bea, fields, words):
    response = bea.submit("/rooms/new", "/rooms", **fields)
    assert response.status_code == 422
    assert words in response.text


def test_visitor_reads_a_public_room_and_is_told_how_to_write(visitor):
    text = visitor.get("/rooms/plaza").text
    assert "stranger 2" in text
    assert "Sign in to write" in text


TOKEN = re.compile(r'(?<=name="csrf-token" content=")[^"]*|(?<=name="csrf_token" value=")[^"]*')


@pytest.mark.parametrize("who", ["visitor", "dan"])
def test_a_private_room_is_not_there_for_others(who, request, cast):
    browser = request.getfixturevalue(who)
    for path in ("/rooms/harbour", f"/rooms/{cast.harbour}", f"/rooms/{cast.harbour}/members"):
        known, unknown = browser.get(path), browser.get("/rooms/no-such-room")
        assert known.status_code == 404
        # The token of a form has the second in it.
        assert TOKEN.sub("", known.text) == TOKEN.sub("", unknown.text)


@pytest.mark.both_databases
def test_person_joins_writes_and_leaves(dan, cast):
    room = f"/rooms/{cast.market}"
    assert "Join to write" in dan.get("/rooms/market").text
    joined = dan.submit("/rooms/market", f"{room}/membership", _method="put")
    assert (joined.status_code, joined.location) == (303, "/rooms/market")
    posted = dan.submit("/rooms/market", f"{room}/messages", content="Hello!", client_id="d1")
    assert (posted.status_code, posted.location) == (303, "/rooms/market#newest")
    assert "Hello!" in dan.get("/rooms/market").text
    left = dan.submit("/rooms/market", f"{room}/membership", _method="delete")
    assert left.location == "/rooms"
    assert "Join to write" in dan.get("/rooms/market").text


def test_the_lobby_cannot_be_left(bea, cast):
    response = bea.submit("/rooms/lobby", f"/rooms/{cast.square}/membership", _method="delete")
    assert response.status_code == 403


@pytest.mark.both_databases
def test_the_same_form_sent_twice_is_one_message(bea, cast):
    fields = {"content": "Only once", "client_id": "b1"}
    for _ in range(2):
        bea.submit("/rooms/market", f"/rooms/{cast.market}/messages", **fields)
    assert bea.get("/rooms/market").text.count("<p>Only once</p>") == 1


def test_refused_message_is_explained_and_kept(bea, cast):
    long = "x" * 10_001
    response = bea.submit(
        "/rooms/market", f"/rooms/{cast.market}/messages", content=long, client_id="b2"
    )
    assert response.status_code == 422
    assert "at most 10,000 characters" in response.text
    assert long in response.text


def test_what_one_may_no_longer_say_is_explained_and_given_back(cal, cast):
    token = cal.token("/rooms/market")
    cal.submit("/rooms/market", f"/rooms/{cast.market}/membership", _method="delete")
    fields = {"csrf_token": token, "content": "Typed <before>", "client_id": "c1"}
    response = cal.client.post(f"/rooms/{cast.market}/messages", data=fields)
    page = Page(response.text)
    assert (response.status_code, page.faults) == (422, [])
    assert [area.text for area in page.all("textarea")] == ["Typed <before>"]
    assert 'role="alert"' in response.text


def test_script_posts_and_gets_the_message(bea, cast):
    path = f"/rooms/{cast.market}/messages"
    first = bea.script("POST", path, content="Hi", client_id="s1")
    again = bea.script("POST", path, content="Hi", client_id="s1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert first.json["content"] == "Hi"


def test_script_is_told_problems_in_json(bea, cast):
    response = bea.script("POST", f"/rooms/{cast.market}/messages", content="", client_id="s2")
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert response.json["errors"][0]["field"] == "content"


@pytest.mark.both_databases
def test_history_is_paged_back_and_forth_without_a_gap(app, bea, cast):
    say_often(app, cast.bea, cast.market, 30)
    say_often(app, cast.cal, cast.market, 30)
    newest = bea.page("/rooms/market")
    assert shown(newest) == [str(seq) for seq in range(11, 61)]
    older = next(a for a in newest.all("a") if a.text == "Older messages")
    oldest = bea.page(older.attributes["href"])
    assert shown(oldest) == [str(seq) for seq in range(1, 11)]
    newer = next(a for a in oldest.all("a") if a.text == "Newer messages")
    assert shown(bea.page(newer.attributes["href"])) == shown(newest)


def test_fragment_has_the_messages_only(app, bea, cast):
    say_often(app, cast.bea, cast.market, 3)
    text = bea.get(f"/rooms/{cast.market}/messages?before=3").text
    assert 'data-seq="2"' in text
    assert 'data-seq="3"' not in text
    assert "<html" not in text


@pytest.mark.parametrize(
    "query", ["before=x", "after=-1", "around=99999999999999999999", "before="]
)
def test_odd_places_in_history_are_taken_for_none(visitor, query):
    assert visitor.get(f"/rooms/plaza?{query}").status_code == 200


@pytest.mark.parametrize(
    "room", ["99999999999999999999", "0", "9007199254740992", "a" * 300, "%00"]
)
def test_odd_addresses_of_rooms_are_not_found(visitor, room):
    assert visitor.get(f"/rooms/{room}").status_code == 404


def test_unread_is_counted_from_the_marker(app, bea, cast):
    say_often(app, cast.cal, cast.market, 3)
    assert 'data-read-seq="0"' in bea.get("/rooms").text
    path = f"/rooms/{cast.market}/read-marker"
    assert bea.script("PUT", path, seq=3).status_code == 204
    assert 'data-read-seq="3"' in bea.get("/rooms").text


def test_without_scripts_a_button_marks_the_room_as_read(app, bea, cast):
    assert "Mark as read" not in bea.get("/rooms/market").text
    say_often(app, cast.cal, cast.market, 3)
    fields = {e.attributes["name"]: e.attributes["value"] for e in hidden(bea, "/rooms/market")}
    path = f"/rooms/{cast.market}/read-marker"
    response = bea.client.post(path, data=fields)
    assert (response.status_code, response.location) == (303, "/rooms/market")
    assert 'data-read-seq="3"' in bea.get("/rooms").text
    assert "Mark as read" not in bea.get("/rooms/market").text


def hidden(browser, path: str) -> list[Element]:
    inputs = browser.page(path).all("input")
    return [element for element in inputs if "noscript" in element.ancestors]


@pytest.mark.parametrize("query", ["before=1", "after=99999"])
def test_a_room_is_not_called_empty_where_its_history_ends(visitor, query):
    assert "Nothing has been said" not in visitor.get(f"/rooms/plaza?{query}").text


@pytest.mark.parametrize("seq", ["", "x", "-1", "1.5", "9" * 30])
def test_marker_needs_a_whole_number(bea, cast, seq):
    response = bea.script("PUT", f"/rooms/{cast.market}/read-marker", seq=seq)
    assert response.status_code == 422


def test_delivered_marker_and_typing_answer_nothing(bea, cast):
    room = f"/rooms/{cast.market}"
    assert bea.script("PUT", f"{room}/delivered-marker", seq=0).status_code == 204
    assert bea.script("PUT", f"{room}/typing").status_code == 204


def test_reading_a_page_marks_nothing_as_read(app, bea, cast):
    say_often(app, cast.cal, cast.market, 3)
    bea.get("/rooms/market")
    assert 'data-read-seq="0"' in bea.get("/rooms").text


@pytest.mark.both_databases
def test_explore_finds_by_name_and_lists_the_lobby_first(visitor):
    names = [
        e.text for e in visitor.page("/explore").all("a") if "room-list__name" in str(e.attributes)
    ]
    assert names[0] == "Lobby"
    assert "Harbour" not in names
    assert "Market" in visitor.get("/explore?query=mark").text
    assert "No room found" in visitor.get("/explore?query=%25").text


def test_odd_cursor_is_refused(visitor):
    assert visitor.get("/explore?cursor=%C3%A4").status_code == 400


def test_members_are_listed(bea, cast):
    text = bea.get(f"/rooms/{cast.harbour}/members").text
    assert all(f"@{name}" in text for name in ("ada", "bea", "cal"))
    assert "@dan" not in text


def test_the_page_of_members_has_as_many_as_the_panel(bea, cast, monkeypatch):
    monkeypatch.setattr("chatty.web.members.MEMBERS_SHOWN", 2)
    assert bea.get(f"/rooms/{cast.harbour}/members").text.count("members__item") == 2
    assert conversation.MEMBERS_SHOWN == PAGE_MAXIMUM


def test_the_form_says_what_a_private_room_is(bea):
    text = bea.get("/rooms/new").text
    assert "Nobody finds it; only its members know that it is there." in text
    assert "A private room has none." in text
