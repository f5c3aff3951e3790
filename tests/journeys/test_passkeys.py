"""Passkeys in a real browser, with the authenticator that it pretends to have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

    from tests.journeys.person import Person

PAGE = "/settings/security"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def by_name(server) -> str:
    """The server under a name: passkeys belong to names, not to bare addresses."""
    return str(server.url.replace("127.0.0.1", "localhost"))


def give_authenticator(someone: Person, **options: object) -> tuple[CDPSession, str]:
    """A device with a fingerprint reader; the session to ask it, and its id."""
    session = someone.context.new_cdp_session(someone.page)
    session.send("WebAuthn.enable")
    added = session.send(
        "WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, **options}}
    )
    return session, added["authenticatorId"]


def add_passkey(someone: Person, name: str) -> None:
    someone.open(PAGE)
    someone.page.fill("#passkey-name", name)
    someone.page.fill("#passkey-password", PASSWORD)
    someone.page.get_by_role("button", name="Add a passkey").click()


def sign_out(someone: Person) -> None:
    someone.page.get_by_role("button", name="Sign out").click()
    expect(someone.page.get_by_role("link", name="Sign in").first).to_be_visible()


def sign_in_with_passkey(someone: Person, path: str = "/sign-in") -> None:
    someone.open(path)
    someone.page.get_by_role("button", name="Sign in with a passkey").click()


def test_person_adds_a_passkey_and_signs_in_with_it_where_they_wanted(person, by_name):
    bea = person("bea", by_name)
    give_authenticator(bea)
    add_passkey(bea, "My laptop")
    expect(bea.page.locator(".keys__name")).to_contain_text("My laptop")
    sign_out(bea)
    sign_in_with_passkey(bea, "/sign-in?next=/rooms/market")
    bea.page.wait_for_url(f"{by_name}/rooms/market")
    bea.expect_live()


def test_removed_passkey_signs_nobody_in(person, by_name):
    cal = person("cal", by_name)
    give_authenticator(cal)
    add_passkey(cal, "Old phone")
    cal.page.get_by_text("Remove").first.click()
    form = cal.page.locator(".keys__item form")
    form.get_by_label("Your password, once more").fill(PASSWORD)
    form.get_by_role("button", name="Remove it").click()
    expect(cal.page.locator(".keys__item")).to_have_count(0)
    sign_out(cal)
    sign_in_with_passkey(cal)
    expect(cal.page.get_by_role("alert")).to_contain_text("does not sign anybody in here")


def test_wrong_password_adds_no_passkey_and_says_so(person, by_name):
    dan = person("dan", by_name)
    give_authenticator(dan)
    dan.open(PAGE)
    dan.page.fill("#passkey-name", "Mine")
    dan.page.fill("#passkey-password", "not this one")
    dan.page.get_by_role("button", name="Add a passkey").click()
    expect(dan.page.get_by_role("alert")).to_contain_text("This is not your password.")
    expect(dan.page.locator("#passkey-name")).to_have_value("Mine")


def test_device_that_does_not_verify_its_person_is_refused(person, by_name):
    dan = person("dan", by_name)
    session, device = give_authenticator(dan)
    add_passkey(dan, "Found in the street")
    expect(dan.page.locator(".keys__name")).to_contain_text("Found in the street")
    sign_out(dan)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    sign_in_with_passkey(dan)
    expect(dan.page.get_by_role("alert")).to_be_visible()
    expect(dan.page).to_have_url(re.compile("/sign-in"))


def test_where_passkeys_cannot_work_the_page_says_so(person):
    dan = person("dan")
    dan.open(PAGE)
    expect(dan.page.get_by_text("Passkeys need a browser that knows them")).to_be_visible()
    expect(dan.page.locator("#passkey-name")).to_be_hidden()
