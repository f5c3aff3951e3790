"""What an administrator does, as others see it in their browsers at that moment."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD

SAFE = {"java_script_enabled": False}


@pytest.fixture
def zoe(person):
    """The administrator, about to tell everybody something."""
    someone = person("zoe")
    someone.open("/admin/announcements")
    return someone


def tell(zoe, content: str, lasts: str = "Until I take it back") -> None:
    zoe.page.get_by_label("What everybody should know").fill(content)
    zoe.page.get_by_label("Shown").select_option(lasts)
    zoe.page.get_by_role("button", name="Tell everybody").click()
    zoe.page.get_by_text("Everybody is told now.").wait_for()


def take_back(zoe, content: str) -> None:
    zoe.page.get_by_role("button", name=f"Take back: {content}").click()
    zoe.page.get_by_text("Taken back.").wait_for()


def told(someone, content: str):
    return someone.page.locator(".announcement", has_text=content)


def test_announcement_comes_in_live_and_goes_when_it_is_taken_back(zoe, person):
    bea = person("bea")
    bea.enter("market")
    bea.page.fill("#content", "half a sentence")
    tell(zoe, "Down at noon.")
    expect(told(bea, "Down at noon.")).to_be_visible()
    expect(bea.page.locator("#content")).to_have_value("half a sentence")
    take_back(zoe, "Down at noon.")
    expect(told(bea, "Down at noon.")).to_have_count(0)


def test_announcement_that_is_put_away_stays_away(zoe, person):
    bea = person("bea")
    bea.enter("market")
    tell(zoe, "New disk.")
    told(bea, "New disk.").get_by_role("button", name="Put this announcement away").click()
    expect(told(bea, "New disk.")).to_have_count(0)
    tell(zoe, "And another.")
    expect(told(bea, "And another.")).to_be_visible()
    expect(told(bea, "New disk.")).to_have_count(0)
    bea.open("/rooms")
    expect(told(bea, "New disk.")).to_have_count(0)
    for content in ("And another.", "New disk."):
        take_back(zoe, content)


def test_announcement_is_put_away_without_scripts(zoe, person):
    tell(zoe, "Read me.")
    cal = person("cal", **SAFE)
    cal.open("/rooms")
    told(cal, "Read me.").get_by_role("button").click()
    assert cal.page.url.endswith("/rooms")
    expect(told(cal, "Read me.")).to_have_count(0)
    take_back(zoe, "Read me.")


def test_who_is_shut_out_is_led_to_the_sign_in(zoe, person):
    eve = person("eve")
    eve.enter("plaza")
    zoe.open("/admin/people?query=eve")
    zoe.page.get_by_role("link", name="Eve").click()
    zoe.page.get_by_text("Shut the account").click()
    zoe.page.locator("#password-shut").fill(PASSWORD)
    zoe.page.get_by_role("button", name="Shut it").click()
    zoe.page.get_by_text("The account is shut.").wait_for()
    expect(eve.page.locator("body")).not_to_have_attribute("data-connection", "live")
    eve.open("/rooms")
    assert "/sign-in" in eve.page.url
    zoe.page.get_by_role("button", name="Open it again").click()
    zoe.page.get_by_text("The account is open again.").wait_for()
