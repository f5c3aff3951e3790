"""An address, a forgotten password, another device: through real letters and real browsers."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import PASSWORD

NEW = "a quiet river bank"
SMALL = {"width": 320, "height": 640}


def obstacles(page) -> list[str]:
    page.wait_for_timeout(100)
    found = Axe().run(page).response["violations"]
    return [f"{each['id']} {[node['target'] for node in each['nodes'][:3]]}" for each in found]


def fits(page) -> bool:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return bool(width <= page.viewport_size["width"])


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_from_an_address_to_a_new_password(visitor, mailbox, scripts):
    name = "fay" if scripts else "gil"
    address = f"{name}@example.org"
    someone = visitor(java_script_enabled=scripts, color_scheme="dark", viewport=SMALL)
    page = someone.page
    someone.open("/sign-up")
    page.get_by_label("User name").fill(name)
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create my account").click()
    page.goto(mailbox.wait_for(address).link)
    page.get_by_role("button", name="Confirm it").click()
    expect(page.get_by_text("is confirmed. It signs you in")).to_be_visible()
    someone.open("/rooms")
    page.get_by_role("button", name="Sign out").click()
    # Opening another page at once would call the signing out off.
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    someone.open("/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.locator("h1")).to_have_text("Forgot your password?")
    page.get_by_label("User name or e-mail").fill(address)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("status")).to_contain_text("a link is on its way")
    page.goto(mailbox.wait_for(address, 2).link)
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Use this password").click()
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text(f"Hello, {name}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_behind_links_have_no_obstacles(visitor, person, mailbox, theme):
    bea = person("bea", color_scheme=theme, viewport=SMALL)
    bea.open("/settings/account")
    for summary in bea.page.locator("details summary").all():
        summary.click()
    assert (obstacles(bea.page), fits(bea.page)) == ([], True)
    page = bea.page
    page.locator("#email-email").fill(f"bea.{theme}@example.org")
    page.locator("#email-current_password").fill(PASSWORD)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("waits to be confirmed")).to_be_visible()
    other = visitor(color_scheme=theme, viewport=SMALL)
    other.page.goto(mailbox.wait_for(f"bea.{theme}@example.org").link)
    assert (obstacles(other.page), fits(other.page)) == ([], True)
    other.page.get_by_role("button", name="Confirm it").click()
    other.open("/reset")
    other.page.get_by_label("User name or e-mail").fill("bea")
    other.page.get_by_role("button", name="Send me a link").click()
    other.page.goto(mailbox.wait_for(f"bea.{theme}@example.org", 2).link)
    assert (obstacles(other.page), fits(other.page)) == ([], True)
    bea.open("/settings/sessions")
    page.get_by_role("button", name="Show a code").click()
    expect(page.locator("h1")).to_have_text("Sign in on another device")
    assert (obstacles(page), fits(page)) == ([], True)
    other.page.goto(page.locator(".secret").inner_text())
    assert (obstacles(other.page), fits(other.page)) == ([], True)
    other.page.get_by_role("button", name="Yes, sign me in").click()
    expect(other.page.locator("h1")).to_have_text("Hello, Bea")


def test_wrong_password_is_told_beside_its_field_and_nothing_else_is_lost(person):
    bea = person("bea")
    bea.open("/settings/account")
    page = bea.page
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("Your password until now").fill("not this one")
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_text("This is not your password.")).to_be_visible()


def test_copy_of_ones_data_is_downloaded(person):
    bea = person("bea")
    bea.open("/settings/account")
    with bea.page.expect_download() as download:
        bea.page.get_by_role("button", name="Download my data").click()
    assert download.value.suggested_filename == "bea.zip"


def test_account_is_deleted_after_a_second_thought(visitor):
    someone = visitor()
    page = someone.page
    someone.open("/sign-up")
    page.get_by_label("User name").fill("hubert")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create my account").click()
    expect(page.locator("h1")).to_have_text("Hello, hubert")
    someone.open("/settings/account")
    page.get_by_text("Delete it", exact=True).click()
    page.get_by_label("Take them back").check()
    page.locator("#deletion-current_password").fill(PASSWORD)
    page.get_by_role("button", name="Delete my account for good").click()
    expect(page.get_by_role("status")).to_contain_text("Your account was deleted")
