"""Two people in two browsers."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_two_people_talk(person):
    bea, cal = person("bea"), person("cal")
    bea.enter("market")
    cal.enter("market")
    bea.say("Good morning, Cal")
    cal.expect_message("Good morning, Cal")
    cal.say("Good morning, Bea")
    bea.expect_message("Good morning, Bea")
    assert bea.texts[-2:] == cal.texts[-2:] == ["Good morning, Cal", "Good morning, Bea"]


def test_own_messages_are_marked_and_follow_each_other_closely(person):
    bea = person("bea")
    bea.enter("market")
    bea.say("one after")
    bea.say("the other")
    bea.expect_message("the other")
    expect(bea.message("the other")).to_have_class(re.compile("message--mine"))
    expect(bea.message("the other")).to_have_class(re.compile("message--grouped"))


def test_typing_is_seen_and_fades_with_the_message(person):
    bea, cal = person("bea"), person("cal")
    # Where cal said nothing a moment ago: one is told to be writing every four seconds at most.
    bea.enter("harbour")
    cal.enter("harbour")
    cal.page.locator("#content").press_sequentially("Hm", delay=30)
    line = bea.page.locator(".typing")
    expect(line).to_have_text("Cal is typing…")
    cal.page.press("#content", "Enter")
    expect(line).to_have_text("")


def test_members_come_online_and_the_room_counts_who_is_here(person):
    bea = person("bea")
    bea.enter("harbour")
    cal = person("cal")
    cal.enter("harbour")
    row = bea.page.locator(".members__item").filter(has_text="@cal")
    expect(row.locator(".presence")).to_have_attribute("data-state", "online")
    expect(bea.page.locator(".panel__note")).to_have_text("2 people are here now")
    cal.context.close()
    expect(bea.page.locator(".panel__note")).to_have_text("One person is here now", timeout=15_000)


def test_unread_is_counted_beside_the_room_and_gone_when_read(person):
    bea, cal = person("bea"), person("cal")
    bea.enter("harbour")
    cal.enter("lobby")
    bea.say("The boats are in")
    link = cal.page.locator(".rail__link").filter(has_text="Harbour")
    expect(link.locator("[data-count]")).to_have_text("1")
    expect(cal.page).to_have_title(re.compile(r"^\(\d+\) Lobby"))
    link.click()
    cal.expect_message("The boats are in")
    expect(link.locator(".badge")).to_be_hidden()
    expect(cal.page).to_have_title(re.compile(r"^(\(\d+\) )?Harbour"))


def test_what_came_while_a_page_was_on_its_way_is_in_it(person):
    bea, cal = person("bea"), person("cal")
    bea.enter("lobby")
    cal.enter("lobby")
    for number in range(10):
        bea.say(f"between pages {number}")
        cal.page.locator(".rail__link").filter(has_text="Market").click()
        cal.page.locator(".rail__link").filter(has_text="Lobby").click()
    cal.page.wait_for_url("**/rooms/lobby")
    for number in range(10):
        cal.expect_message(f"between pages {number}")


def test_a_visitor_reads_along_live(visitor, person):
    reader, bea = visitor(), person("bea")
    reader.enter("market")
    bea.enter("market")
    bea.say("Everybody may read this")
    reader.expect_message("Everybody may read this")
    expect(reader.page.get_by_role("link", name="Sign in to write")).to_be_visible()


def test_what_is_typed_is_words_and_never_markup(person):
    bea, cal = person("bea"), person("cal")
    bea.enter("market")
    cal.enter("market")
    text = "<img src=x onerror=alert(1)> & <b>bold</b>"
    bea.say(text)
    cal.expect_message(text)
    assert cal.page.locator(".message__content img, .message__content b").count() == 0


def test_a_draft_waits_in_its_room(person):
    bea = person("bea")
    bea.enter("market")
    bea.page.locator("#content").press_sequentially("half a thought")
    bea.page.locator(".rail__link").filter(has_text="Lobby").click()
    expect(bea.page.locator("#content")).to_have_value("")
    bea.page.locator(".rail__link").filter(has_text="Market").click()
    expect(bea.page.locator("#content")).to_have_value("half a thought")


def test_somebody_who_joins_appears_among_the_members(person):
    bea = person("bea")
    bea.enter("market")
    dan = person("dan")
    dan.open("/rooms/market")
    dan.page.get_by_role("button", name="Join to write").click()
    expect(bea.page.locator(".members__item").filter(has_text="@dan")).to_be_visible()
    dan.say("Hello from Dan")
    bea.expect_message("Hello from Dan")


def test_who_opens_a_room_is_led_into_it_though_the_stream_tells_of_it_first(person):
    bea = person("bea")
    bea.open("/rooms/new")
    bea.expect_live()
    bea.page.get_by_label("Name").fill("Fresh start")
    bea.page.get_by_role("button", name="Create room").click()
    expect(bea.page.locator("h1")).to_have_text("Fresh start")
