"""A sound for what one is told of: by wish, once, and not when one is not to be disturbed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.person import Person
from tests.servers import wait_until

COUNT_SOUNDS = """
  window.__sounds = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    window.__sounds += 1;
    return start.apply(this, when);
  };
"""
NOTES = 2
SETTINGS = "/settings/notifications"


@pytest.fixture
def cal(person) -> Person:
    """Cal, whose pages count the notes that they play."""
    someone: Person = person("cal")
    someone.context.add_init_script(COUNT_SOUNDS)
    return someone


def sounds(page) -> int:
    return int(page.evaluate("window.__sounds"))


def turn_on(cal: Person) -> None:
    """By the switch, which makes the sound; then a page that was touched and plays nothing yet."""
    cal.open(SETTINGS)
    cal.page.get_by_label("Make a sound on this device").check()
    assert sounds(cal.page) == NOTES
    cal.open("/rooms")
    cal.expect_live()
    cal.page.locator("h1").click()


def call(bea: Person, cal: Person) -> None:
    """Bea calls cal, who hears of it."""
    bea.enter("market")
    bea.say("@cal, a word")
    expect(cal.page.locator("[data-bell-target=badge]")).to_be_visible()
    cal.page.wait_for_timeout(1_000)


def test_sound_is_made_only_by_wish(cal, person):
    cal.open("/rooms")
    cal.expect_live()
    cal.page.locator("h1").click()
    call(person("bea"), cal)
    assert sounds(cal.page) == 0


def test_sound_is_made_in_one_tab_alone(cal, person):
    turn_on(cal)
    other = cal.context.new_page()
    other.goto(cal.base + "/rooms")
    other.locator("h1").click()
    expect(other.locator("body")).to_have_attribute("data-connection", "live")
    call(person("bea"), cal)
    wait_until(lambda: sounds(cal.page) + sounds(other) > 0, 15, "the sound")
    cal.page.wait_for_timeout(500)
    assert sounds(cal.page) + sounds(other) == NOTES


def test_no_sound_is_made_while_one_is_not_to_be_disturbed(cal, person):
    cal.send(SETTINGS, SETTINGS, _method="put", quiet="2h", keywords="")
    turn_on(cal)
    call(person("bea"), cal)
    assert sounds(cal.page) == 0
    cal.send(SETTINGS, SETTINGS, _method="put", quiet="off", keywords="")
