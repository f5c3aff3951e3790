"""Somebody who only looks in, comes in by a name, and stays."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.cast import PASSWORD


def come_in(someone, name: str) -> None:
    someone.open("/")
    someone.page.get_by_role("link", name="Come in as a guest").click()
    someone.page.fill("#display_name", name)
    someone.page.get_by_role("button", name="Come in").click()
    someone.page.wait_for_url("**/rooms/lobby")


def test_a_guest_talks_live_in_the_lobby_and_becomes_a_member(visitor, person):
    gus, bea = visitor(), person("bea")
    come_in(gus, "Gus")
    gus.expect_live()
    bea.enter("lobby")
    gus.say("Is anybody here?")
    bea.expect_message("Is anybody here?")
    expect(bea.page.locator(".message__author").last).to_have_text("Gus (guest)")
    bea.say("I am")
    gus.expect_message("I am")
    gus.open("/guests/membership")
    gus.page.fill("#username", "gustav")
    gus.page.fill("#password", PASSWORD)
    gus.page.get_by_role("button", name="Become a member").click()
    gus.page.wait_for_url(gus.base + "/")
    gus.enter("lobby")
    expect(gus.page.locator(".message__author").filter(has_text="Gus")).to_have_count(1)
    expect(gus.page.get_by_text("Is anybody here?")).to_be_visible()


def test_a_guest_reads_elsewhere_and_is_told_where_to_write(visitor, person):
    gus, bea = visitor(), person("bea")
    come_in(gus, "Gwen")
    gus.enter("market")
    bea.enter("market")
    bea.say("Fresh bread")
    gus.expect_message("Fresh bread")
    expect(gus.page.get_by_text("Guests read here and write in the")).to_be_visible()
    expect(gus.page.locator("#content")).to_have_count(0)


def test_a_visitor_sees_who_is_there_and_is_not_counted(visitor, person):
    reader, bea = visitor(viewport={"width": 1280, "height": 800}), person("bea")
    reader.enter("market")
    bea.enter("market")
    here = reader.page.locator(".members__item").filter(has_text="Bea").locator(".presence")
    expect(here).to_have_attribute("data-state", "online")
    expect(reader.page.locator(".panel__note")).to_have_text("One person is here now")


def test_without_scripts_a_guest_writes_too(visitor, person):
    gus = visitor(java_script_enabled=False)
    come_in(gus, "Greta")
    gus.page.fill("#content", "By plain forms")
    gus.page.get_by_role("button", name="Send").click()
    expect(gus.page.get_by_text("By plain forms")).to_be_visible()


def test_guest_is_not_offered_a_search_they_may_not_make(visitor):
    gus = visitor()
    come_in(gus, "Gerda")
    gus.page.keyboard.press("Control+k")
    gus.page.locator("#switcher-query").fill("ada")
    options = gus.page.locator("#switcher-list [role=option]")
    expect(options.filter(has_text="Search messages for")).to_have_count(1)
    expect(options.filter(has_text="Search people for")).to_have_count(0)
