"""Polls without a script: asked, answered, taken back, closed, and read wherever messages are."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from chatty.core import clock
from chatty.core.db import writing
from chatty.messages.actions import keep_draft, pin, post, save, vote
from chatty.messages.models import Begun, MessageDraft, PollDraft
from chatty.rooms.queries import room_for
from chatty.web.forms.scheduled import MINUTES
from tests.web.browser import Page

MARKET = "/rooms/market"
POLL = PollDraft(("Soup & bread", "Tea"))


@pytest.fixture
def room(cast) -> str:
    return f"/rooms/{cast.market}"


@pytest.fixture
def message(app, cast) -> str:
    """A poll of bea's in the market."""
    with app.app_context(), writing():
        draft = MessageDraft("What to eat?", "poll", poll=POLL)
        return f"/messages/{post(cast.bea.viewer, cast.market, draft).message.id}"


def number(message: str) -> int:
    return int(message.rpartition("/")[2])


def ask(browser, room, **fields: object):
    asked = {"content": "Tea?", "options": ["Yes", "", " No "], "client_id": "c1"}
    return browser.submit(f"{room}/polls/new", f"{room}/polls", **(asked | fields))


def shown(browser, path: str = MARKET) -> list[str]:
    """The answers of the polls on the page, with how many chose them."""
    found = browser.page(path).all("div")
    return [" ".join(e.text.split()) for e in found if "data-option" in e.attributes]


def test_poll_is_asked_and_stands_in_the_room(cal, room):
    answer = ask(cal, room)
    assert (answer.status_code, answer.location) == (303, "/rooms/market#newest")
    assert shown(cal) == ["Yes Your choice, 0 votes", "No Your choice, 0 votes"]


def test_poll_of_a_page_leaves_what_was_begun_in_the_room(app, cal, cast, room):
    with app.app_context(), writing():
        keep_draft(cast.cal.viewer, room_for(cast.cal.viewer, cast.market), Begun("Dear all"))
    assert ask(cal, room).status_code == 303
    assert "Dear all" in cal.page(MARKET).html


def test_what_was_typed_is_kept_where_a_poll_makes_no_sense(cal, room):
    refused = ask(cal, room, options=["Yes", "Yes"], anonymous="on")
    assert (refused.status_code, "Each answer stands in a poll once." in refused.text) == (
        422,
        True,
    )
    assert len(re.findall(r'name="options" value="Yes"', refused.text)) == 2
    assert re.search(r'name="anonymous" value="on" checked', refused.text)


def test_end_that_is_past_is_refused_beside_its_field(cal, room):
    past = (clock.now() - timedelta(days=1)).strftime(MINUTES)
    refused = ask(cal, room, closes_at=past)
    assert "between a minute and a year from now" in refused.text
    assert ask(cal, room, closes_at="tomorrow").status_code == 422


def test_poll_of_a_thread_is_asked_on_its_own_page(cal, room, message):
    page = f"{room}/polls/new?thread={number(message)}"
    asked = {"content": "Tea?", "options": ["Yes", "No"], "client_id": "c1"}
    answer = cal.submit(page, f"{room}/polls?thread={number(message)}", **asked)
    assert answer.location == f"{message}/thread#thread-newest"
    assert "Tea?" in cal.page(f"{message}/thread").html


def test_thread_of_another_room_is_not_asked_in(cal, cast, message):
    harbour = f"/rooms/{cast.harbour}/polls/new?thread={number(message)}"
    assert cal.get(harbour).status_code == 404


def test_who_only_reads_gets_no_page_to_ask_on(dan, visitor, room):
    assert [each.get(f"{room}/polls/new").status_code for each in (dan, visitor)] == [403, 403]


def test_vote_is_given_and_taken_back(cal, message):
    answer = cal.submit(MARKET, f"{message}/poll/vote", _method="put", option="1")
    assert (answer.status_code, "#message-" in answer.location) == (303, True)
    assert shown(cal)[0] == "Soup & bread Your choice, 1 vote, 100 %"
    (checked,) = [e for e in cal.page(MARKET).all("input") if "checked" in e.attributes]
    assert (checked.attributes["name"], checked.attributes["value"]) == ("option", "1")
    cal.submit(MARKET, f"{message}/poll/vote", _method="put", option="1", none="yes")
    assert shown(cal)[0].endswith("0 votes")


@pytest.mark.parametrize("option", ["", "3", "x", "-1", "1" * 30], ids=ascii)
def test_vote_for_nothing_that_is_offered_is_refused(cal, message, option):
    fields = {"option": option} if option else {}
    refused = cal.submit(MARKET, f"{message}/poll/vote", _method="put", **fields)
    assert (refused.status_code, shown(cal)[0].endswith("0 votes")) == (422, True)


def test_who_chose_nothing_is_told_at_the_poll(cal, message):
    refused = cal.submit(MARKET, f"{message}/poll/vote", _method="put")
    shown_there = Page(refused.text)
    assert "Choose an answer first." in [e.text for e in shown_there.all("p")]
    assert len(shown_there.all("fieldset")) == 1
    assert cal.script("PUT", f"{message}/poll/vote").status_code == 422


def test_script_is_told_how_the_poll_stands(cal, message):
    told = cal.script("PUT", f"{message}/poll/vote", option="2").json
    assert (told["voterCount"], told["ownOptionIds"]) == (1, ["2"])
    assert cal.script("DELETE", f"{message}/poll/vote").json["ownOptionIds"] == []


def test_who_voted_is_read_on_a_page_and_the_author_closes_there(bea, cal, message):
    cal.submit(MARKET, f"{message}/poll/vote", _method="put", option="2")
    page = bea.page(f"{message}/poll").html
    assert "<bdi>Cal</bdi>" in page
    assert f"{message}/poll/closing" not in cal.page(f"{message}/poll").html
    answer = bea.submit(f"{message}/poll", f"{message}/poll/closing", _method="put", back="poll")
    assert answer.location == f"{message}/poll"
    assert [form for form in cal.page(MARKET).all("form") if "/vote" in form.attributes["action"]]
    assert [e for e in cal.page(MARKET).all("input") if e.attributes["name"] == "option"] == []
    assert cal.submit(MARKET, f"{message}/poll/vote", _method="put", option="1").status_code == 409


def test_anonymous_poll_names_nobody(app, cast, bea, message):
    with app.app_context(), writing():
        draft = MessageDraft("Who?", "who", poll=PollDraft(("Me", "You"), is_anonymous=True))
        secret = post(cast.bea.viewer, cast.market, draft).message.id
        vote(cast.cal.viewer, secret, [1])
    page = bea.page(f"/messages/{secret}/poll").html
    assert ("Anonymous" in page, "<bdi>Cal</bdi>" in page) == (True, False)


def test_visitor_reads_the_poll_without_a_form(visitor, message):
    assert shown(visitor) == ["Soup & bread Your choice, 0 votes", "Tea Your choice, 0 votes"]
    page = visitor.page(MARKET)
    assert [
        e for e in page.all("input") if e.attributes.get("name") in {"option", "csrf_token"}
    ] == []


def test_answers_are_read_wherever_the_message_is(app, cast, cal, room, message):
    with app.app_context(), writing():
        pin(cast.bea.viewer, number(message))
        save(cast.cal.viewer, number(message))
    for path in (f"{room}/pins", "/saved", "/catch-up", f"{message}/actions"):
        assert "Soup &amp; bread" in cal.page(path).html, path
    assert "bread" in cal.page("/search?query=bread").html
    feed = cal.get(f"{room}/feed.atom").text
    assert "&lt;li&gt;Soup &amp;amp; bread&lt;/li&gt;" in feed


def test_poll_is_offered_neither_for_editing_nor_for_forwarding(bea, message):
    page = bea.page(f"{message}/actions").html
    assert ("Edit" in page, f"{message}/forward" in page) == (False, False)
    assert "See or close the poll" in page
