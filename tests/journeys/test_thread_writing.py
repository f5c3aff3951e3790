"""Writing in a thread: what is unsent, begun or just being typed is kept and told as in a room."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.person import Person
from tests.servers import wait_until

DRAFT = re.compile(r"/draft\?thread=")


@pytest.fixture
def thread(bea, request) -> str:
    """The path of a thread in the market."""
    words = f"about {request.node.name}"
    bea.say(words)
    bea.expect_message(words)
    return f"/messages/{bea.message(words).get_attribute('data-message-id')}/thread"


def go_to(person: Person, thread: str) -> Locator:
    """The page of the thread; the field to reply in."""
    person.open(thread)
    person.expect_live()
    return person.page.get_by_label("Reply in the thread")


def test_reply_without_a_network_outlives_the_tab_and_is_sent_once(bea, cal, thread):
    field = go_to(cal, thread)
    cal.context.set_offline(True)
    field.fill("Here")
    field.press("Enter")
    expect(cal.message("Here")).to_have_class(re.compile("message--pending"))
    cal.page.close()
    cal.context.set_offline(False)
    cal.page = cal.context.new_page()
    go_to(cal, thread)
    cal.expect_message("Here", seconds=30)
    expect(bea.message("Here")).to_have_count(0)


def test_refused_reply_says_why_and_is_not_lost(cal, thread):
    field = go_to(cal, thread)
    field.fill("/shurg so it goes")
    field.press("Enter")
    copy = cal.page.locator(".message--failed")
    expect(copy).to_contain_text("There is no command /shurg")
    expect(copy.locator(".message__content")).to_have_text("/shurg so it goes")
    copy.get_by_role("button", name="Edit").click()
    expect(field).to_have_value("/shurg so it goes")


def test_what_was_begun_in_a_thread_is_there_on_another_device(cal, person, thread):
    with cal.page.expect_response(DRAFT):
        go_to(cal, thread).fill("half a thought")
    other = person("cal", java_script_enabled=False)
    other.open(thread)
    expect(other.page.get_by_label("Reply in the thread")).to_have_value("half a thought")
    other.open("/rooms/market")
    expect(other.page.locator("#content")).to_have_value("")


def test_sent_reply_is_no_draft_on_any_device(cal, person, thread):
    field, other = go_to(cal, thread), person("cal")
    with cal.page.expect_response(DRAFT):
        field.fill("said soon")
    beside = go_to(other, thread)
    expect(beside).to_have_value("said soon")
    field.press("Enter")
    expect(beside).to_have_value("")
    other.expect_message("said soon")


def test_typing_in_a_thread_is_told_there_by_name_and_not_in_the_room(bea, cal, person, thread):
    there = person("bea")
    go_to(there, thread)
    field, line = go_to(cal, thread), there.page.locator(".typing")

    def goes_on() -> bool:
        field.press("m")
        return bool(line.inner_text() == "Cal is typing…")

    # One is told to be writing every four seconds at most, and cal may have written a moment ago.
    wait_until(goes_on, 60, "the line")
    expect(bea.page.locator(".typing")).to_have_text("")


def test_reply_is_taken_back_in_the_thread_and_its_words_are_there_again(cal, person, thread):
    field = go_to(cal, thread)
    field.fill("too early")
    field.press("Enter")
    cal.page.get_by_role("button", name="Undo sending").click()
    expect(field).to_have_value("too early")
    expect(cal.message("too early")).to_have_count(0)


def test_panel_beside_the_room_keeps_and_sends_by_itself(bea, cal, thread):
    message = thread.split("/")[2]
    cal.page.locator(f"#message-{message}").hover()
    cal.page.locator(f"#message-{message} a[data-more]").click()
    cal.page.get_by_role("link", name="Reply in a thread").click()
    panel = cal.page.get_by_role("complementary", name="Thread")
    panel.get_by_label("Reply in the thread").fill("in the panel")
    panel.get_by_label("Reply in the thread").press("Enter")
    expect(panel.locator(".message--mine[data-seq='1']")).to_contain_text("in the panel")
    expect(cal.page.locator("#messages")).not_to_contain_text("in the panel")
    expect(cal.page.locator("#content")).to_have_value("")


def test_who_is_put_out_of_the_room_is_put_out_of_its_threads(person, server):
    cal, ada = person("cal"), person("ada")
    ada.enter("harbour")
    ada.say("a thread of the harbour")
    ada.expect_message("a thread of the harbour")
    message = ada.message("a thread of the harbour").get_attribute("data-message-id")
    go_to(cal, f"/messages/{message}/thread")
    place = f"/rooms/{ada.page.locator('meta[name=room-id]').get_attribute('content')}"
    cal.send("/rooms/harbour", f"{place}/membership", _method="delete")
    cal.page.wait_for_url(re.compile(r"/rooms\?gone="))


def hear(person: Person, **frame: object) -> None:
    """What a frame of the server makes of the page."""
    script = "(detail) => document.dispatchEvent(new CustomEvent('chatty:frame', { detail }))"
    person.page.evaluate(script, frame | {"cursor": "9007199254740000-test"})


def test_panel_follows_a_history_that_was_cut_and_goes_with_its_message(bea, cal, thread):
    message = thread.split("/")[2]
    room = cal.page.locator("meta[name=room-id]").get_attribute("content")
    cal.page.locator(f"#message-{message}").hover()
    cal.page.locator(f"#message-{message} a[data-more]").click()
    cal.page.get_by_role("link", name="Reply in a thread").click()
    panel = cal.page.get_by_role("complementary", name="Thread")
    expect(panel.get_by_label("Reply in the thread")).to_be_focused()
    with cal.page.expect_response(lambda answer: "beside=true" in answer.url):
        hear(cal, type="HISTORY_CUT", roomId=room, firstSeq=1)
    expect(panel.get_by_role("heading", name="Thread")).to_be_visible()
    gone = {"status": 404, "content_type": "text/html", "body": "<h1>Gone</h1>"}
    cal.page.route("**/thread?beside=true", lambda route: route.fulfill(**gone))
    hear(cal, type="HISTORY_CUT", roomId=room, firstSeq=99)
    expect(panel).to_be_hidden()
