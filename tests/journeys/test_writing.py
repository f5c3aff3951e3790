"""Writing in a browser: suggestions by keyboard, names that light up, spoilers, commands."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

EVERYTHING = (
    "# Prices\nfor **@cal** and ||nobody else||, see `list` and https://a.example\n\n"
    "> said\n\n- a\n- b\n\n|a|b|\n|-|-|\n|1|" + "x" * 200 + "|\n\n"
    "```py\n@deco\ndef f(x):  # why\n    return 'a' * 42\n```\n```diff\n- a\n+ b\n```"
)


def test_name_is_completed_with_the_keyboard(person):
    bea = person("bea")
    bea.enter("market")
    field = bea.page.locator("#content")
    # What another journey left there is kept for its writer.
    field.fill("")
    field.press_sequentially("hello @ca")
    expect(bea.page.locator(".completion__option")).to_have_text(["@cal Cal"])
    expect(field).to_have_attribute("aria-activedescendant", "completion-1")
    field.press("Enter")
    expect(field).to_have_value("hello @cal ")
    expect(bea.page.get_by_role("listbox")).to_be_hidden()


def test_suggestions_are_walked_through_and_put_away(person):
    cal = person("cal", viewport={"width": 320, "height": 640})
    cal.enter("market")
    field = cal.page.locator("#content")
    field.fill("")
    field.press_sequentially(":tad")
    options = cal.page.locator(".completion__option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value(":tad")


def test_name_lights_up_for_whom_it_calls_and_nobody_else(person):
    bea, cal = person("bea"), person("cal")
    bea.enter("market")
    cal.enter("market")
    bea.say("look, @cal")
    expect(cal.message("look, @cal").locator(".mention--mine")).to_have_text("@cal")
    expect(bea.message("look, @cal").locator(".mention")).to_have_text("@cal")
    expect(bea.message("look, @cal").locator(".mention--mine")).to_have_count(0)


def test_sign_beside_the_room_tells_that_one_is_called_until_one_reads(person):
    ada, cal = person("ada"), person("cal")
    ada.enter("harbour")
    cal.enter("lobby")
    sign = cal.page.locator(".rail").get_by_role("link", name="Harbour").locator(".rail__called")
    ada.say("nobody in particular")
    expect(cal.page.locator(".rail").get_by_role("link", name="Harbour")).to_contain_text("1")
    expect(sign).to_be_hidden()
    ada.say("but @cal too")
    expect(sign).to_be_visible()
    cal.open("/rooms")
    expect(sign).to_be_visible()
    cal.enter("harbour")
    expect(sign).to_be_hidden()


def test_spoiler_is_shown_when_it_is_reached(person, visitor):
    bea = person("bea")
    bea.enter("market")
    bea.say("it was ||the gardener||")
    reader = visitor(java_script_enabled=False)
    reader.open("/rooms/market")
    hidden = reader.page.locator(".spoiler__text").last
    expect(hidden).to_be_hidden()
    reader.page.locator(".spoiler").last.focus()
    expect(hidden).to_be_visible()


def test_command_is_done_and_told(person):
    bea = person("bea")
    bea.enter("market")
    bea.say("/topic Fish and fruit")
    told = bea.page.locator(".completion__told")
    expect(told).to_have_text("The topic of this room is now: Fish and fruit")
    expect(bea.page.locator(".message--copy")).to_have_count(0)


def test_unknown_command_is_not_said_and_not_lost(person):
    cal = person("cal")
    cal.enter("market")
    cal.say("/shurg so it goes")
    copy = cal.page.locator(".message--failed")
    expect(copy.locator(".message__content")).to_have_text("/shurg so it goes")
    expect(copy.locator("[data-words]")).to_contain_text("There is no command /shurg")


def test_refused_message_is_put_back_to_be_written_better(person):
    cal = person("cal")
    cal.enter("market")
    cal.say('/poll "Only a question?"')
    failed = cal.page.locator(".message--failed")
    expect(failed).to_contain_text("A poll has 2 to 10 answers.")
    cal.page.fill("#content", "since")
    failed.get_by_role("button", name="Edit").click()
    expect(cal.page.locator("#content")).to_have_value('/poll "Only a question?"\nsince')
    expect(cal.page.locator("#content")).to_be_focused()
    expect(failed).to_have_count(0)


def test_suggestions_and_commands_are_there_in_a_thread_too(person):
    bea = person("bea")
    bea.enter("market")
    bea.say("a thread")
    bea.expect_message("a thread")
    message = bea.message("a thread").get_attribute("data-message-id")
    bea.open(f"/messages/{message}/thread")
    field = bea.page.locator("#thread-content")
    field.press_sequentially("/me hugs @ca")
    expect(bea.page.locator("#thread-completion .completion__option")).to_have_count(1)
    field.press("Tab")
    field.press("Enter")
    bea.expect_message("Bea hugs @cal")
    field.fill("/help")
    field.press("Enter")
    expect(bea.page.locator(".completion__told")).to_contain_text("/shrug")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_one_can_write_has_contrast_and_room(person, scheme):
    bea = person("bea", viewport={"width": 320, "height": 800}, color_scheme=scheme)
    bea.enter("market")
    bea.page.fill("#content", EVERYTHING)
    bea.page.click(".composer__send")
    expect(bea.page.locator(".markup__code").last).to_be_visible()
    assert bea.page.evaluate("document.documentElement.scrollWidth") == 320
    assert Axe().run(bea.page).response["violations"] == []
