"""Drafts and messages to be sent later, without a script."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chatty.accounts.actions import update_settings
from chatty.core import clock
from chatty.core.db import writing
from chatty.messages.actions import delete, keep_draft, post
from chatty.messages.models import Begun, MessageDraft
from chatty.messages.queries import draft_in, scheduled_of
from chatty.rooms.queries import room_for
from tests.web.browser import Page

MARKET = "/rooms/market"


@pytest.fixture
def room(cast) -> str:
    return f"/rooms/{cast.market}"


def field(page) -> str:
    return str(page.all("textarea")[0].text).strip()


def in_minutes(minutes: int) -> str:
    return (clock.now() + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def put_off(browser, room, **fields: str):
    words = {"content": "later", "client_id": "c1", "later": "true", "send_at": in_minutes(90)}
    return browser.submit(MARKET, f"{room}/messages", **(words | fields))


def test_draft_is_kept_by_a_button_and_stands_in_the_field_again(cal, bea, room):
    answer = cal.submit(MARKET, f"{room}/draft", content="Dear all", _method="put")
    assert answer.status_code == 303
    assert field(cal.page(MARKET)) == "Dear all"
    assert field(bea.page(MARKET)) == ""


def test_sent_draft_is_no_draft_any_more(cal, room):
    cal.submit(MARKET, f"{room}/draft", content="Dear all", _method="put")
    cal.submit(MARKET, f"{room}/messages", content="Dear all", client_id="c1")
    assert field(cal.page(MARKET)) == ""


def test_message_is_put_off_changed_and_taken_back(cal, room):
    assert put_off(cal, room).status_code == 303
    (link,) = [
        e.attributes["href"] for e in cal.page("/scheduled").all("a")
        if e.attributes["href"].startswith("/scheduled/")
    ]  # fmt: skip
    assert field(cal.page(link)) == "later"
    cal.submit(link, link, content="much later", send_at=in_minutes(200), _method="put")
    assert "much later" in cal.page("/scheduled").html
    cal.submit("/scheduled", link, _method="delete")
    assert "Nothing waits to be sent" in cal.page("/scheduled").html


def test_time_is_meant_in_the_persons_own_zone(app, cast, cal, room):
    with app.app_context(), writing():
        update_settings(cast.cal.viewer, time_zone="Asia/Tokyo")
    assert "Send at (Asia/Tokyo)" in cal.page(MARKET).html
    put_off(cal, room, send_at=in_minutes(12 * 60))
    with app.app_context():
        (message,) = scheduled_of(cast.cal.id)
    # Twelve hours on by a clock that is nine hours ahead.
    assert timedelta(hours=2, minutes=58) < message.send_at - clock.now() < timedelta(hours=3)


@pytest.mark.parametrize("send_at", ["", "soon", "2001-01-01T00:00"])
def test_refused_time_keeps_what_was_written(cal, room, send_at):
    answer = put_off(cal, room, send_at=send_at, silent="true")
    page = Page(answer.text)
    assert (answer.status_code, field(page)) == (422, "later")
    inputs = {e.attributes.get("name"): e.attributes for e in page.all("input")}
    assert "checked" in inputs["silent"]


def test_chosen_time_counts_whichever_button_is_pressed(cal, bea, room):
    assert put_off(cal, room, content="not before noon", later="").status_code == 303
    assert "not before noon" in cal.page("/scheduled").html
    assert "not before noon" not in bea.page(MARKET).html


def test_message_is_sent_silently_and_says_so(cal, bea, room):
    cal.submit(MARKET, f"{room}/messages", content="psst", client_id="c1", silent="true")
    assert "sent silently" in bea.page(MARKET).html


@pytest.fixture
def quoted(cast, app) -> int:
    """What bea says in the market, to which cal has begun to reply."""
    with app.app_context(), writing():
        found = post(cast.bea.viewer, cast.market, MessageDraft("who comes", "q")).message.id
        keep_draft(cast.cal.viewer, room_for(cast.cal.viewer, cast.market), Begun("I do", found))
    return found


def test_reply_that_was_begun_elsewhere_stays_one(cal, cast, app, room, quoted):
    hidden = f'name="reply_to_id" value="{quoted}"'
    assert hidden in cal.page(MARKET).html
    fields = {"content": "I do not", "reply_to_id": str(quoted), "_method": "put"}
    cal.submit(MARKET, f"{room}/draft", **fields)
    assert hidden in cal.page(MARKET).html
    with app.app_context():
        kept = draft_in(cast.cal.viewer.id, cast.market)
    assert kept is not None
    assert kept.reply_to_id == quoted


def test_draft_of_a_reply_that_is_gone_is_shown_without_it(cal, cast, app, quoted):
    with app.app_context(), writing():
        delete(cast.bea.viewer, quoted)
    shown = cal.page(MARKET)
    assert field(shown) == "I do"
    assert f'name="reply_to_id" value="{quoted}"' not in shown.html


def test_draft_in_a_thread_is_kept_by_a_button_and_is_none_of_the_room(cal, room, quoted):
    thread = f"/messages/{quoted}/thread"
    cal.submit(MARKET, f"{room}/draft", content="", _method="put")
    answer = cal.submit(thread, f"{room}/draft?thread={quoted}", content="And", _method="put")
    assert answer.location == f"{thread}#thread-newest"
    assert field(cal.page(thread)) == "And"
    assert field(cal.page(MARKET)) == ""
