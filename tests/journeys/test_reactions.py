"""Reactions in two browsers: chosen in the one, seen in the other."""

from __future__ import annotations

from playwright.sync_api import expect


def test_reaction_is_chosen_seen_by_the_other_and_taken_back(person):
    bea, cal = person("bea"), person("cal")
    bea.enter("market")
    cal.enter("market")
    bea.say("Fresh lemons")
    message = cal.message("Fresh lemons")
    message.hover()
    message.get_by_role("link", name="React").click()
    cal.page.locator(".reactions__menu button").first.click()
    mine = message.locator(".reactions__chip")
    expect(mine).to_have_attribute("aria-pressed", "true")
    seen = bea.message("Fresh lemons").locator(".reactions__chip")
    expect(seen).to_have_text("\U0001f44d 1")
    expect(seen).to_have_attribute("aria-pressed", "false")
    seen.click()
    expect(mine).to_have_text("\U0001f44d 2")
    mine.click()
    expect(seen).to_have_text("\U0001f44d 1")
    expect(seen).to_have_attribute("aria-pressed", "true")


def test_any_emoji_is_found_in_the_picker(person):
    bea = person("bea", viewport={"width": 320, "height": 640})
    bea.enter("market")
    bea.say("Late pears")
    message = bea.message("Late pears")
    bea.expect_message("Late pears")
    message.hover()
    message.get_by_role("link", name="React").click()
    bea.page.get_by_role("link", name="Another").click()
    picker = bea.page.locator("emoji-picker")
    picker.get_by_role("combobox").fill("pear")
    picker.get_by_role("option", name="pear").first.click()
    expect(message.locator(".reactions__chip")).to_have_text("\U0001f350 1")
    assert bea.page.evaluate("document.documentElement.scrollWidth") <= 320
