"""Polls in browsers: asked on a page, answered under the message, followed live by everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def asked():
    """``asked(bea, "Which?", ...)``: through the page, from beside the composer."""

    def ask(someone, question: str, *answers: str, anonymous: bool = False) -> None:
        page = someone.page
        page.get_by_role("link", name="Ask in a poll").click()
        page.get_by_label("Question").fill(question)
        for place, text in enumerate(answers, 1):
            if place > 3:
                page.get_by_role("button", name="Add an answer").click()
            page.get_by_label(f"Answer {place}", exact=True).fill(text)
        if anonymous:
            page.get_by_label("Anonymous").check()
        page.get_by_role("button", name="Ask", exact=True).click()
        someone.expect_message(question)

    return ask


def option(someone, question: str, answer: str):
    return someone.message(question).locator("[data-option]").filter(has_text=answer)


def choose(someone, question: str, answer: str) -> None:
    option(someone, question, answer).get_by_role("radio").check()
    someone.message(question).get_by_role("button", name="Vote", exact=True).click()


def test_votes_are_seen_by_the_other_as_they_come(person, asked):
    bea, cal = person("bea"), person("cal")
    cal.enter("market")
    bea.enter("market")
    asked(bea, "Soup or bread?", "Soup", "Bread", "Tea", "Nothing")
    cal.expect_message("Soup or bread?")
    choose(cal, "Soup or bread?", "Soup")
    mine = option(cal, "Soup or bread?", "Soup")
    expect(mine).to_contain_text("Your choice, 1 vote, 100 %")
    expect(option(bea, "Soup or bread?", "Soup")).to_contain_text("1 vote, 100 %")
    expect(option(bea, "Soup or bread?", "Soup").get_by_text("Your choice")).to_be_hidden()
    choose(bea, "Soup or bread?", "Bread")
    expect(mine).to_contain_text("1 vote, 50 %")
    expect(bea.message("Soup or bread?")).to_contain_text("2 people voted")


def test_vote_is_taken_back_and_follows_to_the_other_device(person, asked):
    bea, other = person("bea"), person("bea")
    bea.enter("market")
    asked(bea, "Now or later?", "Now", "Later", anonymous=True)
    other.enter("market")
    choose(bea, "Now or later?", "Later")
    expect(option(other, "Now or later?", "Later")).to_contain_text("Your choice, 1 vote")
    expect(option(other, "Now or later?", "Later").get_by_role("radio")).to_be_checked()
    other.message("Now or later?").get_by_role("button", name="Take back").click()
    expect(option(bea, "Now or later?", "Later")).to_contain_text("0 votes")
    expect(bea.message("Now or later?")).to_contain_text("Anonymous")


def test_poll_is_closed_and_nobody_is_asked_any_more(person, asked):
    bea, cal = person("bea"), person("cal")
    cal.enter("market")
    bea.enter("market")
    asked(bea, "Still open?", "Yes", "No")
    choose(cal, "Still open?", "Yes")
    expect(option(bea, "Still open?", "Yes")).to_contain_text("1 vote")
    bea.message("Still open?").get_by_role("link", name="Who voted").click()
    expect(bea.page.get_by_role("region", name="Yes")).to_contain_text("Cal")
    bea.page.get_by_text("Close this poll").click()
    bea.page.get_by_role("button", name="Close it").click()
    expect(bea.page.get_by_text("Close this poll")).to_have_count(0)
    expect(cal.message("Still open?")).to_contain_text("Closed")
    expect(cal.message("Still open?").get_by_role("radio")).to_have_count(0)


def test_names_of_who_voted_follow_the_votes_and_leave_ones_own_choice(person, asked):
    bea, cal = person("bea"), person("cal")
    cal.enter("market")
    bea.enter("market")
    asked(bea, "Which way?", "Left", "Right")
    bea.message("Which way?").get_by_role("link", name="Who voted").click()
    left, own = bea.page.get_by_role("region", name="Left"), bea.page.get_by_role("radio").nth(1)
    expect(left).to_have_text(re.compile("Nobody chose this"))
    own.check()
    choose(cal, "Which way?", "Left")
    expect(left).to_contain_text("Cal")
    expect(own).to_be_checked()


def test_who_takes_a_vote_back_is_told_and_stays_at_the_poll(person, asked):
    bea = person("bea")
    bea.enter("market")
    asked(bea, "This one?", "Yes", "No")
    choose(bea, "This one?", "Yes")
    poll = bea.message("This one?")
    expect(poll.get_by_role("status")).to_have_text("You have voted.")
    poll.get_by_role("button", name="Take back").press("Enter")
    expect(poll.get_by_role("status")).to_have_text("Your vote is taken back.")
    expect(poll.get_by_role("button", name="Vote", exact=True)).to_be_focused()


def test_refused_question_still_has_a_way_to_more_answers(person):
    bea = person("bea")
    bea.open("/rooms/5/polls/new")
    bea.page.get_by_label("Question").fill("Too little?")
    bea.page.get_by_label("Answer 1", exact=True).fill("Yes")
    bea.page.get_by_role("button", name="Ask", exact=True).click()
    expect(bea.page.get_by_text("A poll has 2 to 10 answers.")).to_be_visible()
    expect(bea.page.get_by_label("Answer 4")).to_be_hidden()
    bea.page.get_by_role("button", name="Add an answer").click()
    expect(bea.page.get_by_label("Answer 4")).to_be_focused()


def test_deleted_poll_is_gone_from_the_page_of_the_other(person, asked):
    bea, cal = person("bea"), person("cal")
    cal.enter("market")
    bea.enter("market")
    asked(bea, "A slip?", "Yes", "No")
    cal.expect_message("A slip?")
    poll = cal.message("A slip?").get_attribute("data-message-id")
    bea.send(f"/messages/{poll}/actions", f"/messages/{poll}", _method="delete")
    expect(cal.page.locator(f"#message-{poll}")).to_contain_text("This message was deleted.")
    expect(cal.page.locator(f'[data-poll="{poll}"]')).to_have_count(0)


def test_poll_of_somebody_one_has_blocked_is_not_shown(person, asked):
    ada, eve = person("ada"), person("eve")
    ada.enter("lobby")
    eve.enter("lobby")
    asked(eve, "Do you hear me?", "Yes", "No")
    blocked = ada.page.locator(".message--blocked").last
    expect(blocked.locator("[data-poll]")).to_have_count(1)
    expect(blocked.locator("[data-poll]")).to_be_hidden()


def test_visitor_reads_along_without_a_form(person, visitor, asked):
    bea, guest = person("bea"), visitor()
    bea.enter("market")
    guest.enter("market")
    asked(bea, "Seen from outside?", "Yes", "No")
    guest.expect_message("Seen from outside?")
    choose(bea, "Seen from outside?", "Yes")
    expect(option(guest, "Seen from outside?", "Yes")).to_contain_text("1 vote")
    for read_anew in (False, True):
        if read_anew:
            guest.enter("market")
        expect(
            guest.message("Seen from outside?").get_by_role("button", name="Vote")
        ).to_be_hidden()
        expect(option(guest, "Seen from outside?", "Yes").get_by_role("radio")).to_be_hidden()


def test_poll_is_asked_and_answered_in_a_thread(person, asked):
    bea = person("bea", viewport=NARROW)
    bea.enter("market")
    asked(bea, "Where from?", "North", "South")
    root = bea.message("Where from?").get_attribute("data-message-id")
    bea.open(f"/messages/{root}/thread")
    asked(bea, "And where to?", "East", "West")
    choose(bea, "And where to?", "West")
    expect(option(bea, "And where to?", "West")).to_contain_text("Your choice")
    above = bea.page.locator(f'[data-root] [data-poll="{root}"]')
    above.get_by_label("North").check()
    above.get_by_role("button", name="Vote", exact=True).click()
    expect(above).to_contain_text("1 person voted")
    assert bea.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_all_of_it_works_without_scripts(person):
    bea = person("bea", java_script_enabled=False)
    page = bea.page
    bea.open("/rooms/market")
    page.get_by_role("link", name="Ask in a poll").click()
    page.get_by_label("Question").fill("Plain?")
    page.get_by_label("Answer 1", exact=True).fill("Yes")
    page.get_by_label("Answer 10").fill("No")
    page.get_by_role("button", name="Ask", exact=True).click()
    choose(bea, "Plain?", "No")
    expect(option(bea, "Plain?", "No")).to_contain_text("Your choice, 1 vote, 100 %")
    bea.message("Plain?").get_by_role("button", name="Take back").click()
    expect(option(bea, "Plain?", "No")).to_contain_text("0 votes")
