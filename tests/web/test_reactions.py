"""Reactions without a script: seen under the message, put there and taken away on their page."""

from __future__ import annotations

import pytest

from chatty.core.db import writing
from chatty.messages.queries import history
from chatty.rooms.queries import room_for
from tests.cast import say

THUMB, PARTY = "\U0001f44d", "\U0001f389"


@pytest.fixture
def address(app, cast) -> str:
    """A message of bea's in the market."""
    with app.app_context():
        with writing():
            say(cast.bea, cast.market, "hello")
        page = history(cast.bea.viewer, room_for(cast.bea.viewer, cast.market))
        return f"/messages/{page.items[-1].id}/reactions"


def chips(page) -> list[str]:
    return [e.text for e in page.all("a") if e.attributes.get("data-emoji")]


def test_offered_emoji_is_put_under_the_message_and_taken_away(cal, address):
    assert "Nobody has reacted yet" in cal.page(address).html
    answer = cal.submit(address, f"{address}/{THUMB}", _method="put")
    assert (answer.status_code, "around=1#message-" in answer.location) == (303, True)
    assert chips(cal.page("/rooms/market")) == [f"{THUMB} 1"]
    assert "<bdi>Cal</bdi>" in cal.page(address).html
    cal.submit(address, f"{address}/{THUMB}", _method="delete")
    assert chips(cal.page("/rooms/market")) == []


def test_any_emoji_can_be_typed_and_what_is_none_is_refused(cal, address):
    assert cal.submit(address, address, emoji=PARTY).status_code == 303
    refused = cal.submit(address, address, emoji="nice")
    assert (refused.status_code, "This is not one emoji." in refused.text) == (422, True)
    assert chips(cal.page("/rooms/market")) == [f"{PARTY} 1"]


def test_who_is_not_in_the_room_sees_reactions_and_no_form(bea, dan, address):
    bea.submit(address, f"{address}/{THUMB}", _method="put")
    page = dan.page(address)
    assert "<bdi>Bea</bdi>" in page.html
    assert [form for form in page.all("form") if "reactions" in form.attributes["action"]] == []
