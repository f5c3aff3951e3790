"""Replies, threads and the menu of a message in two browsers."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.journeys.person import Person


def menu(person: Person, words: str) -> Locator:
    """The menu of the message, opened."""
    message = person.message(words)
    message.hover()
    message.get_by_role("link", name="More").click()
    return person.page.get_by_role("group", name="What to do with the message")


def test_reply_quotes_leads_back_and_forgets_with_the_quoted(bea, cal):
    bea.say("Are there lemons")
    menu(cal, "Are there lemons").get_by_role("link", name="Reply", exact=True).click()
    expect(cal.page.locator(".composer__reply")).to_contain_text("Reply to Bea: Are there lemons")
    cal.say("There are, ripe ones")
    quote = bea.message("There are, ripe ones").locator(".message__quote")
    expect(quote).to_contain_text("Are there lemons")
    expect(cal.page.locator(".composer__reply")).to_be_hidden()
    quote.click()
    expect(bea.page.locator(".message--found")).to_contain_text("Are there lemons")
    asked = menu(bea, "Are there lemons")
    asked.get_by_role("button", name="Delete").click()
    asked.get_by_role("button", name="Yes, delete it").click()
    expect(quote).to_contain_text("This message was deleted.", timeout=15_000)


def test_thread_opens_beside_the_room_and_both_read_it_live(bea, cal):
    bea.say("Who takes the last crate")
    menu(cal, "Who takes the last crate").get_by_role("link", name="Reply in a thread").click()
    panel = cal.page.get_by_role("complementary", name="Thread")
    panel.get_by_label("Reply in the thread").fill("I do")
    panel.get_by_label("Reply in the thread").press("Enter")
    expect(panel.locator(".messages")).to_contain_text("I do")
    line = bea.message("Who takes the last crate").locator(".message__thread")
    expect(line).to_contain_text("1 reply")
    expect(bea.page.locator("#messages")).not_to_contain_text("I do")
    line.click()
    beside = bea.page.get_by_role("complementary", name="Thread")
    expect(beside.locator(".messages")).to_contain_text("I do")
    beside.get_by_label("Reply in the thread").fill("It is yours")
    beside.get_by_label("Reply in the thread").press("Enter")
    expect(panel.locator(".messages")).to_contain_text("It is yours")


def test_deletion_is_taken_back_and_then_is_not_one(bea, cal):
    bea.say("Said too early")
    asked = menu(bea, "Said too early")
    asked.get_by_role("button", name="Delete").click()
    asked.get_by_role("button", name="Yes, delete it").click()
    bea.message("Said too early").get_by_role("button", name="Undo").click()
    bea.say("It stays")
    expect(cal.message("It stays")).to_be_visible()
    expect(cal.message("Said too early")).to_be_visible()


def test_arrow_up_edits_what_one_said_last(bea, cal):
    bea.say("Five crtaes")
    expect(bea.message("Five crtaes")).not_to_have_class("message--pending")
    expect(cal.message("Five crtaes")).to_be_visible()
    field = bea.page.get_by_label("Message to Market")
    field.press("ArrowUp")
    editor = bea.page.get_by_label("Edit the message")
    expect(editor).to_have_value("Five crtaes")
    editor.fill("Five crates")
    editor.press("Enter")
    expect(cal.message("Five crates")).to_contain_text("edited")


def test_who_leaves_the_page_does_not_take_a_deletion_back(bea, cal):
    bea.say("Gone with me")
    asked = menu(bea, "Gone with me")
    asked.get_by_role("button", name="Delete").click()
    asked.get_by_role("button", name="Yes, delete it").click()
    expect(bea.message("Gone with me").get_by_role("button", name="Undo")).to_be_visible()
    bea.open("/connection")
    expect(cal.page.locator(".message--deleted").last).to_be_visible(timeout=4_000)


def test_menu_and_panel_have_no_obstacle(bea, cal):
    bea.say("Mind the step")
    asked = menu(cal, "Mind the step")
    assert Axe().run(cal.page).response["violations"] == []
    asked.get_by_role("link", name="Reply in a thread").click()
    expect(cal.page.get_by_label("Reply in the thread")).to_be_focused()
    assert Axe().run(cal.page).response["violations"] == []
    cal.page.get_by_role("link", name="Back to the room").click()
    expect(cal.page.get_by_role("complementary", name="Thread")).to_be_hidden()


def test_finger_that_stays_opens_the_menu(bea, person):
    bea.say("Hold me")
    cal = person("cal", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 740})
    cal.enter("market")
    box = cal.message("Hold me").locator(".message__content").bounding_box()
    assert box
    finger = cal.context.new_cdp_session(cal.page)
    place = {"x": box["x"] + 10, "y": box["y"] + 10}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]})
    cal.page.wait_for_timeout(700)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    asked = cal.page.get_by_role("group", name="What to do with the message")
    expect(asked.get_by_role("link", name="Forward")).to_be_visible()


def test_page_of_a_thread_read_anew_keeps_what_is_typed(bea, cal):
    bea.say("Who minds the stall")
    menu(cal, "Who minds the stall").get_by_role("link", name="More").click()
    cal.page.get_by_role("link", name="Begin a thread").click()
    field = cal.page.get_by_label("Reply in the thread")
    field.fill("I was first")
    field.press("Enter")
    own = cal.message("I was first")
    expect(own).to_have_class(re.compile("message--mine"))
    field.fill("half a though")
    cal.read_anew()
    expect(field).to_have_value("half a though")
    expect(own).to_have_class(re.compile("message--mine"))


def test_own_reply_is_seen_from_an_older_piece_of_the_thread(bea, cal):
    bea.say("Count with me")
    menu(cal, "Count with me").get_by_role("link", name="More").click()
    cal.page.get_by_role("link", name="Begin a thread").click()
    field = cal.page.get_by_label("Reply in the thread")
    for words in ("one", "two"):
        field.fill(words)
        field.press("Enter")
        cal.expect_message(words)
    cal.page.goto(f"{cal.page.url.split('#')[0].split('?')[0]}?before=2")
    expect(cal.message("two")).to_have_count(0)
    field.fill("three")
    field.press("Enter")
    expect(cal.message("three")).to_be_visible()
