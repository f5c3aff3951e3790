"""What is pinned, and whom one reports from their page."""

from __future__ import annotations

import pytest

from chatty.core.db import writing
from chatty.messages.actions import pin, post
from chatty.messages.models import MessageDraft
from chatty.messages.queries import history
from chatty.rooms.queries import room_for
from tests.cast import say


@pytest.fixture
def pinned(app, cast, bea) -> str:
    """A message of cal's in the market that bea pinned."""
    with app.app_context():
        with writing():
            say(cast.cal, cast.market, "opening hours")
        page = history(cast.bea.viewer, room_for(cast.bea.viewer, cast.market))
        message = f"/messages/{page.items[-1].id}"
    bea.submit(f"{message}/actions", f"{message}/pin", _method="put")
    return message


def test_pinned_message_is_found_from_the_room_and_leads_back_to_it(cal, cast, pinned):
    pins = f"/rooms/{cast.market}/pins"
    assert f'href="{pins}"' in cal.page("/rooms/market").html
    page = cal.page(pins).html
    assert "opening hours" in page
    assert f"#message-{pinned.removeprefix('/messages/')}" in page
    assert ">Unpin<" not in page


def test_who_may_pin_unpins_from_the_list(bea, cast, pinned):
    pins = f"/rooms/{cast.market}/pins"
    bea.submit(pins, f"{pinned}/pin", _method="delete")
    assert "Nothing is pinned" in bea.page(pins).html


def test_pins_of_a_private_room_are_for_its_members(dan, cast):
    assert dan.get(f"/rooms/{cast.harbour}/pins").status_code == 404


def test_somebody_is_reported_from_their_page(bea, cal):
    assert 'href="/people/bea/reports"' in cal.page("/people/bea").html
    page = "/people/bea/reports"
    refused = cal.submit(page, page, reason="spam", note="x" * 1_001)
    assert (refused.status_code, "x" * 1_001 in refused.text) == (422, True)
    assert cal.submit(page, page, reason="spam", note="Look.").location == "/reports"
    assert "Somebody will look at it." in cal.page("/reports").html


def test_nobody_reports_themselves_or_whom_they_do_not_know(cal):
    for name in ("cal", "nobody-of-this-name"):
        assert cal.get(f"/people/{name}/reports").status_code == 404


def test_what_a_room_is_about_stands_where_it_begins(bea, visitor, cast):
    place = f"/rooms/{cast.market}/settings"
    sent = {"general-name": "Market", "general-slug": "market", "general-bio": "Fruit, be kind."}
    bea.submit(place, place, _method="put", **sent)
    assert "Fruit, be kind." in visitor.page("/rooms/market").html


def test_pinned_reply_leads_into_its_thread(app, cast, bea, pinned):
    root = int(pinned.removeprefix("/messages/"))
    with app.app_context(), writing():
        draft = MessageDraft("at nine", "nine", thread_id=root)
        reply = post(cast.bea.viewer, cast.market, draft).message
        pin(cast.bea.viewer, reply.id)
    place = f"/messages/{root}/thread?around=1#message-{reply.id}"
    assert f'href="{place}"' in bea.page(f"/rooms/{cast.market}/pins").html
