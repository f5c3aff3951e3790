"""Everything by links and forms, in a browser that runs no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.fixture
def plain(visitor):
    return visitor(java_script_enabled=False)


def test_from_the_first_page_to_a_conversation(plain):
    page = plain.page
    plain.open("/")
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    page.get_by_label("User name").fill("fay")
    page.get_by_label("Password").fill("a quiet river bank")
    page.get_by_role("button", name="Create my account").click()
    page.get_by_role("link", name="Explore rooms").first.click()
    page.get_by_role("button", name="Join Plaza").click()
    expect(page.locator("h1")).to_have_text("Plaza")
    page.get_by_label("Message to Plaza").fill("No script was needed")
    page.get_by_role("button", name="Send").click()
    expect(plain.message("No script was needed")).to_be_visible()
    page.get_by_role("button", name="Leave room").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("You left Plaza.")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Talk, on any network")


def test_newest_messages_are_in_view_and_older_ones_a_link_away(plain):
    page = plain.page
    plain.sign_in("bea")
    page.get_by_role("main").get_by_role("link", name="New room").click()
    page.get_by_label("Name").fill("Long talk")
    page.get_by_role("button", name="Create room").click()
    action = page.locator("form.composer").get_attribute("action")
    for number in range(1, 55):
        plain.send(
            page.url.removeprefix(plain.base),
            action,
            content=f"line {number}",
            client_id=f"line-{number}",
        )
    page.get_by_label("Message to Long talk").fill("line 55")
    page.get_by_role("button", name="Send").click()
    expect(plain.message("line 55")).to_be_in_viewport()
    page.get_by_role("link", name="Older messages").click()
    assert plain.texts == [f"line {number}" for number in range(1, 6)]
    page.get_by_role("link", name="Newer messages").click()
    assert plain.texts == [f"line {number}" for number in range(6, 56)]


def test_members_and_theme(plain):
    page = plain.page
    plain.sign_in("bea")
    plain.open("/rooms/harbour")
    page.get_by_role("link", name="3 members").click()
    expect(page.locator("h1")).to_have_text("Members of Harbour")
    plain.open("/settings/appearance")
    page.locator("input[value=dark]").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_refused_message_comes_back_with_its_text(plain):
    plain.sign_in("bea")
    plain.open("/rooms/market")
    plain.page.locator("#content").fill("   ")
    plain.page.get_by_role("button", name="Send").click()
    expect(plain.page.get_by_role("alert")).to_contain_text("There is nothing to send yet.")
