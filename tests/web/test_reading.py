"""Read and unread without a script: who has read, marks, and what one has missed."""

from __future__ import annotations

import pytest

from chatty.core.db import writing
from chatty.messages.actions import delete, edit
from chatty.messages.queries import history
from chatty.rooms.actions import mark_read
from chatty.rooms.queries import room_for
from tests.cast import say

pytestmark = pytest.mark.usefixtures("talk")
MARKET = "/rooms/market"


@pytest.fixture
def talk(app, cast) -> list[str]:
    """Three messages of bea's, of which cal has read two; their addresses."""
    with app.app_context():
        with writing():
            for number in range(3):
                say(cast.bea, cast.market, f"m{number}")
            mark_read(cast.cal.viewer, room_for(cast.cal.viewer, cast.market), 2)
        page = history(cast.bea.viewer, room_for(cast.bea.viewer, cast.market))
        return [f"/messages/{view.id}" for view in page.items]


def total(page) -> str:
    badges = [e for e in page.all("span") if e.attributes.get("data-unread-target") == "total"]
    return "" if "hidden" in badges[0].attributes else badges[0].text.split()[0]


def test_who_has_read_is_on_a_page_and_linked_from_the_message(bea, talk):
    assert f'href="{talk[0]}/receipts"' in bea.page(f"{talk[0]}/actions").html
    assert "<bdi>Cal</bdi>" in bea.page(f"{talk[1]}/receipts").html
    assert "Nobody who shows it has read this yet." in bea.page(f"{talk[2]}/receipts").html


def test_message_is_marked_unread_from_its_page(cast, cal, talk):
    assert total(cal.page("/")) == "1"
    unread = f"/rooms/{cast.market}/unread-marker"
    answer = cal.submit(f"{talk[0]}/actions", unread, seq="1", _method="put")
    assert (answer.status_code, answer.location) == (303, "/rooms")
    assert total(cal.page("/")) == "3"


@pytest.mark.parametrize("page", ["/", "/rooms", "/catch-up"])
def test_everything_is_marked_read_by_one_button(cal, page):
    answer = cal.submit(page, "/read-markers", next=page, _method="put")
    assert (answer.status_code, answer.location) == (303, page)
    assert total(cal.page(page)) == ""
    assert "Mark all as read" not in cal.page(page).html


def test_what_was_missed_is_on_a_page_with_ways_to_it(app, cast, cal, talk):
    with app.app_context(), writing():
        edit(cast.bea.viewer, int(talk[0].rpartition("/")[2]), "better")
        delete(cast.bea.viewer, int(talk[1].rpartition("/")[2]))
    page = cal.page("/catch-up")
    assert all(words in page.html for words in ("better", "This message was deleted.", "m2"))
    assert any("?around=3#message-" in e.attributes.get("href", "") for e in page.all("a"))


def test_room_is_marked_read_where_one_catches_up(cast, cal):
    marker = f"/rooms/{cast.market}/read-marker"
    answer = cal.submit("/catch-up", marker, seq="3", next="/catch-up", _method="put")
    assert answer.location == "/catch-up"
    assert "Nothing happened since you were here last." in cal.page("/catch-up").html


def test_visitors_sign_in_first(visitor):
    assert visitor.get("/catch-up").status_code == 303
    assert visitor.get("/scheduled").status_code == 303
