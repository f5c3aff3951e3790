"""What one takes back: a message that was sent, and a deletion."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.journeys.person import Person

PLACE_OF_FOCUS = "document.activeElement.closest('[data-message-id]')?.dataset.messageId"


def undo(person: Person) -> Locator:
    """The way to take back what was just sent."""
    return person.page.get_by_role("button", name="Undo sending")


@pytest.mark.alone
def test_who_takes_back_what_was_sent_has_the_words_again_and_nobody_else_has(bea, cal):
    bea.say("not for everybody")
    expect(cal.message("not for everybody")).to_be_visible()
    undo(bea).click()
    expect(bea.page.locator("#content")).to_have_value("not for everybody")
    expect(bea.page.locator("#content")).to_be_focused()
    expect(bea.page.locator(".composer__told")).to_have_text("Taken back.")
    expect(cal.message("not for everybody")).to_have_count(0)
    expect(cal.page.locator(".message--deleted").last).to_be_visible()
    expect(undo(bea)).to_be_hidden()


@pytest.mark.alone
def test_taken_back_reply_is_a_reply_again(bea, cal):
    cal.say("who brings the scales")
    message = bea.message("who brings the scales")
    message.hover()
    message.get_by_role("link", name="More").click()
    bea.page.get_by_role("link", name="Reply", exact=True).click()
    bea.say("not me")
    undo(bea).click()
    expect(bea.page.locator("#content")).to_have_value("not me")
    expect(bea.page.locator(".composer__reply")).to_contain_text("Cal: who brings the scales")


@pytest.mark.alone
def test_taking_back_keeps_what_was_written_since(bea):
    bea.say("first")
    expect(undo(bea)).to_be_visible()
    field = bea.page.locator("#content")
    field.fill("second")
    field.press("Tab")
    bea.page.keyboard.press("Tab")
    expect(undo(bea)).to_be_focused()
    bea.page.keyboard.press("Enter")
    expect(field).to_have_value("first\nsecond")
    expect(bea.page.locator(".composer__told")).to_contain_text("before what you have written")


@pytest.mark.alone
def test_offer_to_take_back_ends_and_leaves_one_where_one_wrote(bea):
    bea.say("it stays")
    undo(bea).focus()
    assert Axe().run(bea.page).response["violations"] == []
    expect(undo(bea)).to_be_hidden(timeout=15_000)
    expect(bea.page.locator("#content")).to_be_focused()
    expect(bea.message("it stays")).to_be_visible()


@pytest.mark.alone
def test_way_back_goes_along_when_the_room_is_opened_anew_and_ends_there(bea):
    bea.say("taken along")
    expect(undo(bea)).to_be_visible()
    bea.page.evaluate("Turbo.visit(location.pathname + '?around=1')")
    bea.page.wait_for_url(re.compile("around=1"))
    expect(undo(bea)).to_be_visible()
    expect(undo(bea)).to_be_hidden(timeout=15_000)


def test_what_was_sent_late_is_not_offered_to_be_taken_back(bea, cal):
    bea.context.set_offline(True)
    bea.say("from the outbox")
    expect(bea.message("from the outbox")).to_have_class(re.compile("message--pending"))
    bea.page.wait_for_timeout(5_500)
    bea.context.set_offline(False)
    expect(cal.message("from the outbox")).to_be_visible(timeout=30_000)
    bea.expect_message("from the outbox", seconds=30)
    expect(undo(bea)).to_be_hidden()


def delete(person: Person, words: str) -> Locator:
    """Delete the message by its menu; the message, which can be brought back now."""
    message = person.message(words)
    message.hover()
    message.get_by_role("link", name="More").click()
    menu = person.page.get_by_role("group", name="What to do with the message")
    menu.get_by_role("button", name="Delete").click()
    menu.get_by_role("button", name="Yes, delete it").click()
    expect(message.get_by_role("button", name="Undo")).to_be_focused()
    return message


def test_who_waits_for_a_deletion_stays_at_its_place(bea):
    bea.say("to be deleted")
    bea.expect_message("to be deleted")
    place = delete(bea, "to be deleted").get_attribute("data-message-id")
    expect(bea.page.locator(f"#message-{place}")).to_have_class(
        re.compile("message--deleted"), timeout=15_000
    )
    assert bea.page.evaluate(PLACE_OF_FOCUS) == place


@pytest.mark.alone
def test_who_brings_a_message_back_stays_at_it(bea):
    bea.say("to be kept")
    bea.expect_message("to be kept")
    message = delete(bea, "to be kept")
    message.get_by_role("button", name="Undo").press("Enter")
    assert bea.page.evaluate(PLACE_OF_FOCUS) == message.get_attribute("data-message-id")


def test_deletion_is_done_by_who_closes_the_tab_before_its_end(bea, cal):
    bea.say("gone with the tab")
    expect(cal.message("gone with the tab")).to_be_visible()
    delete(bea, "gone with the tab")
    bea.page.close()
    expect(cal.message("gone with the tab")).to_have_count(0, timeout=4_000)


def test_deletion_is_done_when_the_page_is_read_anew_before_its_end(bea, cal):
    bea.say("gone with a refresh")
    expect(cal.message("gone with a refresh")).to_be_visible()
    delete(bea, "gone with a refresh")
    bea.read_anew()
    expect(cal.message("gone with a refresh")).to_have_count(0, timeout=15_000)
    expect(bea.message("gone with a refresh")).to_have_count(0)
