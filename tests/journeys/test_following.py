"""Pages that stay true while others act, and say what came of what one did oneself."""

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


def say(person: Person, words: str) -> str:
    """Say it; the id of the message."""
    person.say(words)
    person.expect_message(words)
    return str(person.message(words).get_attribute("data-message-id"))


def hear(person: Person, **frame: object) -> None:
    """What a frame of the server makes of the page."""
    script = "(detail) => document.dispatchEvent(new CustomEvent('chatty:frame', { detail }))"
    person.page.evaluate(script, frame | {"cursor": "9007199254740000-test"})


def beside(person: Person, room: str) -> Locator:
    """The room in the rail."""
    return person.page.locator(".rail").get_by_role("link", name=room)


def test_saved_messages_follow_what_becomes_of_them(bea, cal):
    message = say(bea, "the price of figs")
    menu(cal, "the price of figs").get_by_role("button", name="Save for later").click()
    expect(cal.page.locator(".toast").filter(has_text="Save for later")).to_be_visible()
    cal.open("/saved")
    cal.expect_live()
    bea.send("/rooms/market", f"/messages/{message}", _method="put", content="the price of dates")
    expect(cal.page.get_by_text("the price of dates")).to_be_visible()
    bea.send("/rooms/market", f"/messages/{message}", _method="delete")
    expect(cal.page.get_by_text("This message was deleted.")).to_be_visible()


def test_copied_link_is_told_where_it_is_seen(bea):
    bea.context.grant_permissions(["clipboard-read", "clipboard-write"])
    say(bea, "copy me")
    menu(bea, "copy me").get_by_role("button", name="Copy link").click()
    told = bea.page.locator(".toast").filter(has_text="The link was copied.")
    expect(told).to_be_visible()
    assert Axe().run(bea.page).response["violations"] == []
    expect(told).to_have_count(0, timeout=15_000)


def test_refused_reaction_is_told_where_it_is_seen(bea):
    say(bea, "react to me")
    bea.context.set_offline(True)
    bea.message("react to me").hover()
    link = bea.message("react to me").get_by_role("link", name="React")
    with bea.page.expect_event("requestfailed"):
        # Resting on a link fetches its page, which fails as well, in silence.
        link.hover()
    link.click()
    bea.page.locator(".reactions__offered button").first.click()
    expect(bea.page.locator(".toast").filter(has_text="out of reach")).to_be_visible()


def test_form_that_nobody_answers_says_so_and_keeps_what_was_written(bea):
    bea.open("/settings/profile")
    bea.page.locator("[name=bio]").fill("Grows pears.")
    bea.context.set_offline(True)
    bea.page.locator("form:has([name=bio])").get_by_role("button").click()
    expect(bea.page.locator(".toast").filter(has_text="out of reach")).to_be_visible()
    bea.context.set_offline(False)
    expect(bea.page.locator("[name=bio]")).to_have_value("Grows pears.")
    bea.page.locator("form:has([name=bio])").get_by_role("button").click()
    expect(bea.page.locator(".flash")).to_be_visible()


def test_sign_beside_the_room_goes_with_the_message_that_called(bea, cal):
    sign = beside(cal, "Market").locator(".rail__called")
    # Whatever called before is read by now.
    expect(sign).to_be_hidden()
    cal.enter("lobby")
    expect(sign).to_be_hidden()
    message = say(bea, "come here @cal")
    expect(sign).to_be_visible()
    bea.send("/rooms/market", f"/messages/{message}", _method="delete")
    expect(sign).to_be_hidden()


def test_sign_and_count_come_back_with_what_is_unread_again(bea, person):
    say(bea, "over here @cal")
    cal, other = person("cal"), person("cal")
    cal.enter("market")
    other.enter("lobby")
    expect(beside(other, "Market").locator(".rail__called")).to_be_hidden()
    last = cal.message("over here @cal")
    place, room = last.get_attribute("data-seq"), bea.page.locator("meta[name=room-id]")
    path = f"/rooms/{room.get_attribute('content')}/unread-marker"
    cal.send("/rooms/market", path, _method="put", seq=place)
    expect(beside(other, "Market").locator(".rail__called")).to_be_visible()
    expect(beside(other, "Market").locator(".badge")).to_contain_text("1")


def test_count_beside_the_room_follows_a_history_that_was_cut(bea, cal):
    cal.enter("lobby")
    for words in ("one of three", "two of three", "three of three"):
        say(bea, words)
    badge = beside(cal, "Market").locator(".badge")
    expect(badge).to_contain_text(re.compile(r"[3-9]"))
    last = int(bea.message("three of three").get_attribute("data-seq"))
    room = bea.page.locator("meta[name=room-id]").get_attribute("content")
    hear(cal, type="HISTORY_CUT", roomId=room, firstSeq=last)
    expect(badge).to_contain_text("1")


def test_who_goes_on_at_once_has_read_what_they_saw(bea, person):
    say(bea, "seen in passing")
    cal, other = person("cal"), person("cal")
    for device in (cal, other):
        device.enter("lobby")
    expect(beside(other, "Market").locator(".badge")).to_be_visible()
    beside(cal, "Market").click()
    cal.message("seen in passing").wait_for()
    beside(cal, "Lobby").click()
    expect(beside(other, "Market").locator(".badge")).to_be_hidden()


def test_escape_closes_what_lies_on_top_and_reads_nothing(bea, cal, person):
    cal.page.get_by_role("region", name="Messages").evaluate("(log) => (log.scrollTop = -9999)")
    other = person("cal")
    other.enter("lobby")
    say(bea, "unread by cal")
    count = beside(other, "Market").locator(".badge")
    expect(count).to_be_visible()
    other.page.keyboard.press("Control+k")
    other.page.keyboard.press("Escape")
    expect(other.page.get_by_role("dialog")).to_be_hidden()
    expect(count).to_be_visible()


def test_escape_closes_the_menu_then_the_thread_then_reads(bea, cal):
    say(bea, "layer upon layer")
    cal.expect_message("layer upon layer")
    menu(cal, "layer upon layer").get_by_role("link", name="Reply in a thread").click()
    panel = cal.page.get_by_role("complementary", name="Thread")
    expect(panel.get_by_label("Reply in the thread")).to_be_focused()
    expect(cal.page.locator("h1")).to_have_count(1)
    expect(panel.get_by_role("heading", level=2)).to_have_text("Thread")
    panel.get_by_label("Reply in the thread").fill("look")
    panel.get_by_label("Reply in the thread").press("Enter")
    reply = panel.locator(".message--mine[data-seq='1']")
    reply.hover()
    reply.get_by_role("link", name="More").click()
    popover = panel.get_by_role("group", name="What to do with the message")
    expect(popover).to_be_visible()
    cal.page.keyboard.press("Escape")
    expect(popover).to_be_hidden()
    expect(panel).to_be_visible()
    panel.get_by_label("Reply in the thread").press("Escape")
    expect(panel).to_be_hidden()


def test_forwarded_deed_is_told_of_who_did_it(bea, cal):
    bea.say("/me waves")
    bea.expect_message("Bea waves")
    message = bea.message("Bea waves").get_attribute("data-message-id")
    room = cal.page.locator("meta[name=room-id]").get_attribute("content")
    cal.send(
        f"/messages/{message}/forward", f"/messages/{message}/forward", room_id=room, client_id="f1"
    )
    again = bea.page.locator("li.message").filter(has_text=re.compile("Forwarded from"))
    expect(again.locator(".message__content")).to_have_text("Bea waves")
