"""The page of search."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from chatty.core.db import writing
from chatty.messages.actions import post
from chatty.messages.models import MessageDraft
from tests.cast import say

XSS = "<img src=x onerror=alert(1)>"


@pytest.fixture
def said(app, cast):
    with app.app_context(), writing():
        say(cast.bea, cast.market, "fresh fish and chips", "c1")
        say(cast.ada, cast.harbour, "fresh secrets", "c2")


def test_hit_is_marked_and_leads_to_its_place(cal, said, cast):
    page = cal.get("/search?query=FISH")
    assert "fresh <mark>fish</mark> and chips" in page.text
    assert f'href="/rooms/{cast.market}?around=1#message-' in page.text


def test_reply_leads_to_its_thread(cal, app, cast):
    with app.app_context(), writing():
        root = post(cast.bea.viewer, cast.market, MessageDraft("root", "c1")).message.id
        reply = MessageDraft("the tide turns", "c2", thread_id=root)
        reply_id = post(cast.bea.viewer, cast.market, reply).message.id
    address = f'href="/messages/{root}/thread?around=1#message-{reply_id}"'
    assert address in cal.get("/search?query=tide").text


def test_visitor_finds_what_anybody_may_read(visitor, said):
    page = visitor.get("/search?query=fresh")
    assert "fish and chips" in page.text
    assert "secrets" not in page.text
    assert ">People</a>" not in page.text


def test_what_was_typed_stays_when_it_cannot_be_meant(cal):
    page = cal.get("/search?query=tide+on:2026-02-30")
    assert page.status_code == 422
    assert 'value="tide on:2026-02-30"' in page.text
    assert "takes a day such as 2026-11-21" in page.text


def test_ten_thousand_characters_are_refused_in_words(visitor):
    page = visitor.get(f"/search?query={'x' * 10_240}")
    assert page.status_code == 422
    assert "at most 500 characters" in page.text


def test_nothing_of_a_search_is_html(cal, app, cast):
    with app.app_context(), writing():
        say(cast.bea, cast.market, f"tide {XSS}", "c1")
    page = cal.get(f"/search?query={quote(XSS)}")
    assert "onerror=alert(1)&gt;</mark>" in page.text
    assert XSS not in page.text


def test_rooms_and_people_are_found_on_their_tabs(cal):
    assert "Harbour" in cal.get("/search?query=harb&in=rooms").text
    assert "@bea" in cal.get("/search?query=bea&in=people").text
    assert "Nobody" not in cal.get("/search?query=bea&in=people").text


def test_empty_field_explains_itself(visitor):
    page = visitor.get("/search")
    assert "from:@name" in page.text
    assert "Nothing found" not in page.text


def test_room_leads_to_a_search_in_it(cal):
    assert 'href="/search?query=in:market+"' in cal.get("/rooms/market").text


def test_pages_go_on(cal, app, cast):
    with app.app_context(), writing():
        for number in range(30):
            say(cast.bea, cast.market, f"tide {number}", f"b{number}")
        for number in range(21):
            say(cast.cal, cast.market, f"tide {number}", f"c{number}")
    first = cal.get("/search?query=tide")
    link = first.text.split('conversation__edge"><a class="button" href="')[1].split('"')[0]
    assert cal.get(link.replace("&amp;", "&")).text.count("hits__item") == 1
