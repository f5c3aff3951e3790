"""Two people at two browsers: they meet, talk, part, and hear no more of each other."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def badge(someone, kind: str):
    return someone.page.locator(f".rail__count[data-kind={kind}]")


def press(someone, name: str) -> None:
    someone.page.locator("main").get_by_role("button", name=name).first.click()


def test_from_a_request_to_a_block(person):
    bea, cal = person("bea"), person("cal")
    cal.open("/")
    cal.expect_live()
    expect(badge(cal, "requests")).to_be_hidden()

    bea.open("/invites")
    bea.expect_live()
    bea.page.fill("#friend-username", "cal")
    bea.page.fill("#friend-note", "Shall we?")
    press(bea, "Ask to be friends")
    # The count beside the link and the page itself are there without a reload.
    expect(badge(cal, "requests").locator("[data-count]")).to_have_text("1")
    expect(cal.page.get_by_text("Shall we?")).to_be_visible()

    press(cal, "Accept the invite of Bea")
    expect(badge(cal, "requests")).to_be_hidden()
    expect(bea.page.locator(".invite .tag").first).to_have_text("Accepted")

    talk(bea, cal)
    part(bea, cal)


def talk(bea, cal) -> None:
    """The first message makes the conversation; it comes to the other's rail by itself."""
    bea.open("/directs/cal")
    bea.page.fill("#content", "hello cal")
    bea.page.locator(".composer__send").click()
    bea.expect_message("hello cal")
    bea.expect_live()
    inbox = cal.page.locator("nav.rail").get_by_role("link", name=re.compile("^B? ?Bea"))
    expect(inbox).to_be_visible()
    expect(inbox.locator("[data-count]")).to_have_text("1")
    inbox.click()
    cal.page.wait_for_url(re.compile("/directs/bea$"))
    cal.expect_message("hello cal")
    cal.expect_live()
    cal.page.fill("#content", "hello")
    expect(bea.page.locator("[data-typing-target=line]")).to_have_text(re.compile("Cal"))
    cal.say("hello bea")
    bea.expect_message("hello bea")


def part(bea, cal) -> None:
    """The composer closes while the other looks, and a block is not told apart from it."""
    bea.open("/friends")
    bea.page.get_by_label("More about Cal").click()
    press(bea, "Unfriend Cal")
    expect(cal.page.locator(".conversation__note")).to_have_text(re.compile("not friends now"))
    expect(cal.page.locator("#content")).to_have_count(0)
    expect(cal.message("hello bea")).to_be_visible()

    bea.open("/people/cal")
    bea.page.get_by_text("More", exact=True).click()
    bea.page.locator("summary", has_text="Block").click()
    press(bea, "Yes, block")
    expect(bea.page.get_by_role("button", name="Unblock").first).to_be_visible()
    cal.open("/invites")
    cal.page.fill("#friend-username", "bea")
    press(cal, "Ask to be friends")
    expect(cal.page.locator(".field__error")).to_have_text(re.compile("nobody of this name"))


def test_friend_who_comes_is_shown_at_once(person):
    bea = person("bea")
    bea.open("/friends?show=online")
    bea.expect_live()
    # Whoever was here in another test is gone after ten seconds.
    nobody = bea.page.get_by_text("None of your friends is here")
    expect(nobody).to_be_visible(timeout=15_000)
    ada = person("ada")
    ada.open("/")
    ada.expect_live()
    expect(bea.page.locator("main .person", has_text="Ada")).to_be_visible()
    expect(nobody).to_be_hidden()


def test_everything_works_without_scripts(person):
    dan = person("dan", java_script_enabled=False)
    dan.open("/")
    press(dan, "Accept the invite of Cal")
    expect(dan.page.locator(".flash")).to_have_text(re.compile("friends now"))
    dan.open("/directs/cal")
    dan.page.fill("#content", "no script here")
    dan.page.locator(".composer__send").click()
    expect(dan.page.get_by_text("no script here")).to_be_visible()
    expect(dan.page.locator("nav.rail").get_by_role("link", name=re.compile("Cal"))).to_be_visible()
    dan.open("/friends")
    dan.page.locator("summary").first.click()
    press(dan, "Unfriend Cal")
    dan.open("/directs/cal")
    expect(dan.page.locator(".conversation__note")).to_have_text(re.compile("not friends now"))


def test_words_of_somebody_blocked_are_hidden_in_shared_rooms(person):
    """ada has blocked eve from the start."""
    eve, ada = person("eve"), person("ada")
    eve.enter("market")
    eve.page.get_by_role("button", name="Join to write").click()
    eve.say("before")
    eve.expect_message("before")
    ada.enter("market")
    expect(ada.message("before").locator(".message__content")).to_be_hidden()
    expect(ada.page.locator("details:has(li.message)")).to_have_count(0)
    eve.say("after")
    expect(ada.message("after")).to_have_count(1)
    expect(ada.message("after").locator(".message__content")).to_be_hidden()
    expect(ada.page.locator("[data-conversation-target=announcer]")).to_be_empty()


def test_first_direct_message_is_sent_by_enter_and_comes_live(person):
    """The room is made by its first message; the other looks at the place where it will be."""
    ada, bea = person("ada"), person("bea")
    bea.open("/directs/ada")
    bea.expect_live()
    ada.open("/directs/bea")
    ada.expect_live()
    ada.say("the very first")
    ada.expect_message("the very first")
    bea.expect_message("the very first")
