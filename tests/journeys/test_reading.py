"""How far the other one is, what is unread, and what one began to write on another device."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def ticks(person, text: str):
    return person.message(text).locator(".message__ticks")


def test_ticks_tell_how_far_a_message_got(person):
    ada, bea = person("ada"), person("bea")
    ada.open("/directs/bea")
    ada.expect_live()
    ada.say("Are you there?")
    expect(ticks(ada, "Are you there?")).to_have_attribute("data-words", "Sent")
    # On any page what arrives is told to have arrived; read it is where it was seen.
    bea.open("/friends")
    bea.expect_live()
    expect(ticks(ada, "Are you there?")).to_have_attribute("data-words", "Delivered")
    bea.open("/directs/ada")
    expect(ticks(ada, "Are you there?")).to_have_attribute("data-state", "read")
    expect(ada.page.locator("[data-receipts-target=news]")).to_have_text("Your last message: Read")
    ticks(ada, "Are you there?").click()
    expect(ada.page.locator("main")).to_contain_text("Bea")


def test_unread_is_in_the_title_on_all_devices_and_back_by_wish(person):
    bea, cal, phone = person("bea"), person("cal"), person("cal")
    bea.enter("harbour")
    for device in (cal, phone):
        device.open("/catch-up")
        device.expect_live()
    cal.page.get_by_role("button", name="Mark all as read").or_(
        cal.page.get_by_text("Enjoy the quiet.")
    ).first.click()
    bea.say("The ship is late")
    expect(phone.page).to_have_title(re.compile(r"^\(1\) Catch up"))
    cal.page.locator(".rail__link").filter(has_text="Harbour").click()
    cal.expect_message("The ship is late")
    expect(phone.page).to_have_title(re.compile("^Catch up"))
    message = cal.message("The ship is late").get_attribute("data-message-id")
    cal.open(f"/messages/{message}/actions")
    cal.page.get_by_role("button", name="Mark unread from here").click()
    expect(phone.page).to_have_title(re.compile(r"^\(1\) Catch up"))


def test_escape_has_read_the_room(person):
    bea, cal = person("bea"), person("cal")
    bea.enter("harbour")
    bea.say("first of two")
    bea.say("second of two")
    bea.expect_message("second of two")
    # Not where it is new, so nothing is read by being seen.
    cal.enter("harbour?before=1")
    badge = cal.page.locator(".rail__link").filter(has_text="Harbour").locator(".badge")
    expect(badge).to_be_visible()
    cal.page.keyboard.press("Escape")
    expect(badge).to_be_hidden()


def test_draft_follows_to_the_other_device_and_ends_with_the_message(person):
    laptop, phone = person("cal"), person("cal")
    laptop.enter("market")
    phone.enter("market")
    laptop.page.locator("#content").press_sequentially("Dear all")
    expect(phone.page.locator("#content")).to_have_value("Dear all")
    phone.page.locator("#content").press_sequentially(" of you")
    expect(laptop.page.locator("#content")).to_have_value("Dear all of you")
    phone.page.press("#content", "Enter")
    phone.expect_message("Dear all of you")
    expect(laptop.page.locator("#content")).to_have_value("")
    laptop.page.reload()
    expect(laptop.page.locator("#content")).to_have_value("")


def test_draft_is_kept_when_one_goes_at_once(person):
    cal, phone = person("cal"), person("cal")
    cal.enter("harbour")
    cal.page.locator("#content").press_sequentially("Before I forget")
    cal.page.locator(".rail__link").filter(has_text="Market").click()
    cal.page.wait_for_url("**/rooms/market")
    phone.enter("harbour")
    expect(phone.page.locator("#content")).to_have_value("Before I forget")
    phone.page.fill("#content", "")
    phone.page.wait_for_timeout(1_500)


def test_message_is_put_off_from_the_field(person):
    cal = person("cal")
    cal.enter("market")
    cal.page.fill("#content", "Tomorrow, then")
    cal.page.locator(".composer__later > summary").click()
    cal.page.fill("input[name=send_at]", "2001-01-01T08:00")
    cal.page.get_by_role("button", name="Send later").click()
    expect(cal.page.locator("#composer-error")).to_be_visible()
    expect(cal.page.locator("#content")).to_have_value("Tomorrow, then")
    cal.page.locator("input[name=send_at]").evaluate(
        "field => { const at = new Date(Date.now() + 7200000);"
        " field.value = at.toISOString().slice(0, 16) }"
    )
    cal.page.get_by_role("button", name="Send later").click()
    expect(cal.page.locator("main")).to_contain_text("among your scheduled messages")
    expect(cal.page.locator("#content")).to_have_value("")
    cal.open("/scheduled")
    expect(cal.page.locator("main")).to_contain_text("Tomorrow, then")


def test_chosen_time_counts_for_enter_too(person):
    cal = person("cal")
    cal.enter("harbour")
    cal.page.fill("#content", "Not before noon")
    cal.page.locator(".composer__later > summary").click()
    cal.page.locator("input[name=send_at]").evaluate(
        "field => { const at = new Date(Date.now() + 7200000);"
        " field.value = at.toISOString().slice(0, 16) }"
    )
    cal.page.press("#content", "Enter")
    expect(cal.page.locator("main")).to_contain_text("among your scheduled messages")
    expect(cal.message("Not before noon")).to_have_count(0)


def test_what_the_server_did_not_get_any_more_is_there_when_one_comes_back(person):
    cal = person("cal")
    cal.enter("market")
    with cal.page.expect_response("**/draft"):
        cal.page.locator("#content").press_sequentially("Far out")
    cal.page.locator("#content").press_sequentially(" at sea")
    # A telephone lets go of a page without a word.
    cal.page.locator(".composer").evaluate(
        "form => (form.dataset.controller = 'composer completion typing')"
    )
    cal.enter("market")
    expect(cal.page.locator("#content")).to_have_value("Far out at sea")
    with cal.page.expect_response("**/draft"):
        cal.page.fill("#content", "")


def test_title_counts_on_when_the_page_is_read_anew(person):
    bea, cal = person("bea"), person("cal")
    cal.open("/friends")
    cal.expect_live()
    bea.enter("harbour")
    bea.say("High water at nine")
    expect(cal.page).to_have_title(re.compile(r"^\(\d+\) Friends"))
    cal.read_anew()
    expect(cal.page).to_have_title(re.compile(r"^\(\d+\) Friends"))


def test_new_room_in_the_rail_takes_no_words_out_of_a_form(person):
    laptop, phone = person("dan"), person("dan")
    laptop.open("/rooms/new")
    laptop.expect_live()
    laptop.page.locator("#name").press_sequentially("The long sea")
    phone.open("/rooms/market")
    phone.page.get_by_role("button", name="Join to write").click()
    expect(phone.page.locator("#content")).to_be_visible()
    laptop.page.wait_for_timeout(2_000)
    expect(laptop.page.locator("#name")).to_have_value("The long sea")
