"""Somebody looks for what was said, and goes where it was said."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_from_a_key_to_the_message(person):
    cal = person("cal")
    cal.enter("market")
    cal.say("the lighthouse is lit")
    cal.expect_message("the lighthouse is lit")
    cal.open("/")
    cal.page.keyboard.press("Control+k")
    cal.page.keyboard.type("LIGHTHOUSE")
    expect(cal.page.get_by_role("option", selected=True)).to_contain_text("Search messages")
    cal.page.keyboard.press("Enter")
    cal.page.wait_for_url(re.compile(r"/search\?"))
    expect(cal.page.locator(".hits mark")).to_have_text("lighthouse")
    cal.page.locator(".hits__link").click()
    cal.page.wait_for_url(re.compile(r"around=\d+#message-"))
    cal.expect_message("the lighthouse is lit")


def test_from_a_key_to_a_room(person):
    cal = person("cal")
    cal.open("/settings/profile")
    cal.page.keyboard.press("Control+k")
    cal.page.keyboard.type("arke")
    expect(cal.page.locator("#switcher-list li").first).to_have_text("Market")
    cal.page.keyboard.press("ArrowDown")
    cal.page.keyboard.press("ArrowUp")
    cal.page.keyboard.press("Enter")
    cal.page.wait_for_url(re.compile(r"/rooms/market$"))


def test_key_is_let_go_of_by_escape(person):
    cal = person("cal")
    cal.open("/")
    cal.page.keyboard.press("Control+k")
    switcher = cal.page.locator("dialog.switcher")
    expect(switcher).to_be_visible()
    cal.page.keyboard.press("Escape")
    expect(switcher).to_be_hidden()
