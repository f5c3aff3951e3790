"""The pages of one's own account, and those that links of mails open."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from chatty.accounts.models import User
from chatty.core.db import db, writing
from tests.cast import PASSWORD
from tests.web.browser import Browser, Page

NEW = "a quiet river bank"
ACCOUNT = "/settings/account"
MAIL = "bea@example.org"


@pytest.fixture
def with_mail(app, cast, post_office):
    with app.app_context(), writing():
        db.session.execute(sa.update(User).where(User.username == "bea").values(email=MAIL))
    return post_office


def change(browser: Browser, part: str, method: str = "put", **fields: str):
    prefix = "forget" if method == "delete" else part
    named = {f"{prefix}-{name}": value for name, value in fields.items()}
    return browser.submit(ACCOUNT, f"{ACCOUNT}/{part}", _method=method, **named)


@pytest.mark.both_databases
def test_address_is_asked_for_and_confirmed_by_a_button(dan, visitor, post_office):
    fields = {"email": "dan@example.org", "current_password": PASSWORD}
    assert change(dan, "email", **fields).status_code == 303
    assert "waits to be confirmed" in dan.get(ACCOUNT).text
    path = post_office().to("dan@example.org")[-1].path
    assert visitor.page(path).heading == "Confirm your address"
    assert "waits to be confirmed" in dan.get(ACCOUNT).text, "looking changes nothing"
    assert visitor.submit(path, path, _method="put").location == "/sign-in"
    assert "is confirmed" in dan.get(ACCOUNT).text
    assert visitor.get(path).status_code == 410
    assert Browser(dan.client.application).sign_in("dan@example.org").status_code == 303


def test_wrong_password_changes_no_address_and_what_was_typed_stays(dan, post_office):
    refused = change(dan, "email", email="dan@example.org", current_password="not this one")
    assert refused.status_code == 422
    assert "This is not your password." in refused.text
    assert 'value="dan@example.org"' in refused.text


def test_address_is_forgotten(bea, with_mail):
    assert MAIL in bea.get(ACCOUNT).text
    assert change(bea, "email", "delete", current_password=PASSWORD).status_code == 303
    assert MAIL not in bea.get(ACCOUNT).text


def test_without_mail_the_pages_say_so(bea, visitor):
    assert "This server sends no mail" in bea.get(ACCOUNT).text
    assert "This server sends no mail" in visitor.get("/reset").text
    assert 'name="email"' not in visitor.get("/sign-up").text


@pytest.mark.both_databases
def test_changed_password_ends_other_browsers_and_renews_this_cookie(bea, as_person, with_mail):
    """S23: the page's half."""
    other = as_person("bea")
    before = bea.client.get_cookie("chatty").value
    fields = {"new_password": NEW, "current_password": PASSWORD}
    assert change(bea, "password", **fields).status_code == 303
    assert bea.client.get_cookie("chatty").value != before
    assert "You are signed out everywhere else" in bea.get(ACCOUNT).text
    assert other.get("/rooms").location.startswith("/sign-in")
    thief = Browser(bea.client.application)
    thief.client.set_cookie("chatty", before)
    assert thief.get("/rooms").location.startswith("/sign-in")
    assert with_mail().to(MAIL)[-1].subject == "Your password was changed"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"new_password": "short", "current_password": PASSWORD}, "10 to 128 characters"),
        ({"new_password": NEW, "current_password": "wrong"}, "This is not your password."),
    ],
)
def test_refused_password_is_explained(bea, fields, words):
    refused = change(bea, "password", **fields)
    assert (refused.status_code, words in refused.text) == (422, True)


@pytest.mark.both_databases
def test_forgotten_password_is_chosen_anew(visitor, with_mail):
    answer = visitor.submit("/reset", "/reset", login="bea")
    assert answer.location == "/sign-in"
    assert "a link is on its way" in visitor.get("/sign-in").text
    path = with_mail().to(MAIL)[-1].path
    assert "@bea" in visitor.get(path).text
    refused = visitor.submit(path, path, _method="put", password="short")
    assert (refused.status_code, "10 to 128" in refused.text) == (422, True)
    assert visitor.submit(path, path, _method="put", password=NEW).location == "/sign-in"
    assert visitor.get(path).status_code == 410
    assert visitor.sign_in("bea", NEW).status_code == 303


def test_link_of_a_mail_that_is_worth_nothing_any_more_says_so_when_opened(visitor, bea, with_mail):
    """Opening it uses nothing up, and the page leads to a new one."""
    visitor.submit("/reset", "/reset", login="bea")
    path = with_mail().to(MAIL)[-1].path
    for _ in range(2):
        assert visitor.page(path).heading == "Choose a new password"
    change(bea, "email", "delete", current_password=PASSWORD)
    gone = visitor.get(path)
    assert (gone.status_code, 'href="/reset"' in gone.text) == (410, True)
    assert Page(gone.text).heading == "This link is no longer valid"


def test_link_to_an_address_that_is_not_wanted_any_more_says_so_when_opened(
    visitor, dan, post_office
):
    change(dan, "email", email="dan@example.org", current_password=PASSWORD)
    path = post_office().to("dan@example.org")[-1].path
    change(dan, "email", email="other@example.org", current_password=PASSWORD)
    gone = visitor.get(path)
    assert (gone.status_code, 'href="/settings/account"' in gone.text) == (410, True)


def test_who_guesses_at_links_opens_none_any_more(visitor, with_mail):
    """S34: also a link that would open something, which stays as it was."""
    visitor.submit("/reset", "/reset", login="bea")
    path = with_mail().to(MAIL)[-1].path
    statuses = [visitor.get("/reset/nonsense").status_code for _ in range(20)]
    assert statuses == [404] * 20
    assert visitor.get(path).status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.9"}
    assert visitor.client.get(path, environ_overrides=elsewhere).status_code == 200


def test_reset_page_answers_alike_whoever_is_meant(visitor, app, with_mail):
    """S30."""
    answers = []
    for login in ("bea", "nobody-here"):
        browser = Browser(app)
        answer = browser.submit("/reset", "/reset", login=login)
        page = re.sub(r'content="[^"]{40,}"|value="[^"]{40,}"', "", browser.get("/sign-in").text)
        answers.append((answer.status_code, answer.location, page))
    assert answers[0] == answers[1]
    assert len(with_mail().letters) == 1


@pytest.mark.parametrize("path", ["/reset/nonsense", "/confirm/nonsense", "/link/nonsense"])
def test_word_that_opens_nothing_is_no_page(visitor, path):
    assert visitor.get(path).status_code == 404


def test_strangers_who_guess_do_not_keep_a_known_browser_out(app, visitor, bea):
    """S28: the cookie of an earlier sign-in exempts this browser, and no other."""
    bea.submit("/rooms", "/session", _method="delete")
    assert bea.client.get_cookie("known").value
    for number in range(5):
        stranger = Browser(app)
        fields = {"login": "bea", "password": "wrong", "csrf_token": stranger.token("/sign-in")}
        environ = {"REMOTE_ADDR": f"192.0.2.{number}"}
        stranger.client.post("/sign-in", data=fields, environ_overrides=environ)
    assert visitor.sign_in("bea").status_code == 429
    assert bea.sign_in("bea").status_code == 303


# Devices


def test_devices_are_listed_and_ended(bea, as_person):
    """S36: list and end each."""
    as_person("bea")
    page = bea.get("/settings/sessions").text
    assert page.count('<li class="keys__item">') == 2
    (action,) = re.findall(r'action="(/settings/sessions/\d+)"', page)
    assert bea.submit("/settings/sessions", action, _method="delete").status_code == 303
    assert bea.get("/settings/sessions").text.count('<li class="keys__item">') == 1


def test_all_other_devices_are_ended_at_once(bea, as_person):
    other = as_person("bea")
    bea.submit("/settings/sessions", "/settings/sessions", _method="delete")
    assert other.get("/rooms").location.startswith("/sign-in")
    assert bea.get("/rooms").status_code == 200


def test_second_device_is_signed_in_by_a_link(bea, visitor):
    page = bea.submit("/settings/sessions", "/settings/sessions/link").text
    assert 'src="data:image/svg+xml' in page
    found = re.search(r"https?://[^<\s]+/link/[\w-]+", page)
    assert found
    path = "/link/" + found[0].rsplit("/", 1)[1]
    assert "@bea" in visitor.get(path).text
    assert visitor.get("/rooms").status_code == 303, "looking signs nobody in"
    assert visitor.submit(path, path, _method="put").location == "/"
    assert visitor.page("/").heading == "Hello, Bea"
    assert visitor.get(path).status_code == 410


def test_link_of_a_device_that_is_signed_out_says_so_when_opened(bea, visitor):
    page = bea.submit("/settings/sessions", "/settings/sessions/link").text
    found = re.search(r"https?://[^<\s]+(/link/[\w-]+)", page)
    assert found
    assert visitor.get(found[1]).status_code == 200
    bea.submit("/rooms", "/session", _method="delete")
    gone = visitor.get(found[1])
    assert (gone.status_code, 'href="/sign-in"' in gone.text) == (410, True)
