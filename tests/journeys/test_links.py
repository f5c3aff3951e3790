"""Links into rooms: made by one, opened by another, who is in the room in the end."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import PASSWORD

SMALL = {"width": 320, "height": 640}


@pytest.fixture
def link(person) -> str:
    """A link into the market that bea made; its own page is looked at, too."""
    bea = person("bea", viewport=SMALL)
    bea.open("/rooms/5/links")
    bea.page.get_by_role("button", name="Make the link").click()
    address: str = bea.page.locator("code.secret").inner_text()
    expect(bea.page.get_by_alt_text("A code with the link above in it")).to_be_visible()
    look_at(bea)
    return address.removeprefix(str(bea.base))


def look_at(someone) -> None:
    """Nothing is in anybody's way, and nothing is wider than a small screen."""
    assert Axe().run(someone.page).response["violations"] == []
    assert someone.page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_stranger_signs_up_behind_a_link_and_is_in_the_room(link, visitor, scripts):
    stranger = visitor(viewport=SMALL, java_script_enabled=scripts)
    stranger.open(link)
    expect(stranger.page.get_by_text("Bea (@bea) invites you.")).to_be_visible()
    stranger.page.get_by_role("link", name="Sign up").click()
    stranger.page.fill("#username", f"newcomer-{scripts}")
    stranger.page.fill("#password", PASSWORD)
    stranger.page.get_by_role("button", name="Create my account").click()
    stranger.page.wait_for_url("**/rooms/market")
    expect(stranger.page.get_by_label("Message to Market")).to_be_visible()


def test_page_behind_a_link_is_in_nobodys_way(link, visitor, person):
    # Dan says yes to one in another test.
    for someone in (visitor(viewport=SMALL), person("eve", viewport=SMALL)):
        someone.open(link)
        expect(someone.page.locator("h1")).to_have_text("Join Market")
        look_at(someone)


def test_member_says_yes_to_a_link(link, person):
    dan = person("dan")
    dan.open(link)
    dan.page.get_by_role("button", name="Join").click()
    dan.page.wait_for_url("**/rooms/market")
    expect(dan.page.locator("h1")).to_have_text("Market")
