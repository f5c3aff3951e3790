"""Words without a place to break stay inside the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

WORD = "w" * 64
SMALL = {"width": 320, "height": 640}


@pytest.fixture
def in_long_room(person):
    """Bea, on a small screen, in a room whose name is one long word."""
    bea = person("bea", viewport=SMALL)
    bea.open("/rooms/new")
    bea.page.get_by_label("Name").fill(WORD)
    bea.page.get_by_role("button", name="Create room").click()
    expect(bea.page.locator("h1")).to_have_text(WORD)
    return bea


def assert_no_overflow(someone) -> None:
    assert someone.page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


def test_send_button_stays_on_the_screen_beside_a_long_address(in_long_room):
    page = in_long_room.page
    send = page.get_by_role("button", name="Send")
    expect(send).to_be_in_viewport(ratio=1)
    page.locator("#content").fill("https://chat.example/" + "a" * 400)
    expect(send).to_be_in_viewport(ratio=1)


def test_no_list_and_no_heading_is_wider_than_the_page(in_long_room):
    page = in_long_room.page
    room = page.locator("meta[name=room-id]").get_attribute("content")
    assert_no_overflow(in_long_room)
    for path in (f"/rooms/{room}/members", "/rooms", "/explore"):
        in_long_room.open(path)
        assert_no_overflow(in_long_room)
        wide = page.locator("h1, .room-list__name, .members__name").evaluate_all(
            "found => found.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"
        )
        assert wide == []
