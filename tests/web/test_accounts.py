"""Sign up, sign in, sign out; the cookie; profile and appearance."""

from __future__ import annotations

import pytest

from chatty.app import create_app
from chatty.core import limits
from tests.cast import PASSWORD
from tests.databases import settings_for
from tests.web.browser import Browser

NEW = {"username": "fay", "password": "a quiet river bank"}


def cookie_of(response):
    return next(c for c in response.headers.getlist("Set-Cookie") if "chatty=" in c)


def test_visitor_signs_up_and_is_in(visitor):
    response = visitor.submit("/sign-up", "/sign-up", **NEW)
    assert response.status_code == 303
    assert visitor.page("/").heading == "Hello, fay"


@pytest.mark.both_databases
def test_new_person_is_in_the_lobby(visitor):
    visitor.submit("/sign-up", "/sign-up", **NEW)
    assert "Lobby" in visitor.get("/rooms").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"username": "x"}, "3 to 32 characters"),
        ({"username": "bea"}, "This user name is taken."),
        ({"password": "short"}, "10 to 128 characters"),
        ({"password": "password123"}, "among those tried first"),
        ({"password": "fayfayfayfay"}, "must not be the user name"),
        ({"display_name": "a" * 65}, "1 to 64 characters"),
    ],
)
def test_refused_account_is_explained_and_what_was_typed_stays(visitor, fields, words):
    response = visitor.submit("/sign-up", "/sign-up", **{**NEW, **fields})
    assert response.status_code == 422
    assert words in response.text
    assert f'value="{ {**NEW, **fields}["username"] }"' in response.text
    assert "river bank" not in response.text


def test_person_signs_in_and_goes_where_they_wanted(visitor):
    response = visitor.submit(
        "/sign-in", "/sign-in", login="BEA", password=PASSWORD, next="/rooms/market?before=5"
    )
    assert (response.status_code, response.location) == (303, "/rooms/market?before=5")


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "/%2f/evil",
     "/%5cevil", "/\t/evil", "javascript:alert(1)", "evil", "", "/%09/evil"],
)  # fmt: skip
def test_nobody_is_sent_to_another_host(visitor, target):
    response = visitor.submit("/sign-in", "/sign-in", login="bea", password=PASSWORD, next=target)
    assert response.location == "/"


@pytest.mark.parametrize("login", ["bea", "nobody-here"])
def test_wrong_password_and_unknown_name_read_alike(visitor, login):
    response = visitor.submit("/sign-in", "/sign-in", login=login, password="not this one")
    assert response.status_code == 422
    assert "This name and password do not go together." in response.text


def test_after_five_failures_the_page_says_when_to_come_back(visitor):
    for _ in range(5):
        visitor.submit("/sign-in", "/sign-in", login="bea", password="not this one")
    response = visitor.submit("/sign-in", "/sign-in", login="bea", password=PASSWORD)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "Please try again in" in response.text


def test_a_planted_cookie_is_dead_after_signing_in(visitor, app):
    visitor.get("/sign-in")
    planted = visitor.client.get_cookie("chatty").value
    response = visitor.sign_in("bea")
    assert planted not in cookie_of(response)
    thief = Browser(app)
    thief.client.set_cookie("chatty", planted)
    assert thief.get("/rooms").status_code == 303


def test_signing_in_again_ends_the_session_the_browser_had(bea, app):
    before = bea.client.get_cookie("chatty").value
    token = bea.token("/rooms")
    fields = {"csrf_token": token, "login": "cal", "password": PASSWORD}
    assert bea.client.post("/sign-in", data=fields).status_code == 303
    assert bea.page("/").heading == "Hello, Cal"
    thief = Browser(app)
    thief.client.set_cookie("chatty", before)
    assert thief.get("/rooms").location.startswith("/sign-in")


def test_signing_up_ends_the_session_the_browser_had(bea, app):
    before = bea.client.get_cookie("chatty").value
    bea.client.post("/sign-up", data={"csrf_token": bea.token("/rooms"), **NEW})
    assert bea.page("/").heading == "Hello, fay"
    thief = Browser(app)
    thief.client.set_cookie("chatty", before)
    assert thief.get("/rooms").location.startswith("/sign-in")


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
def test_who_is_signed_in_is_not_asked_again(bea, path):
    asked = bea.get(f"{path}?next=/rooms/market")
    assert (asked.status_code, asked.location) == (303, "/rooms/market")
    assert bea.get(f"{path}?next=//evil.example").location == "/"


def test_cookie_over_https_is_bound_to_the_host(databases, tmp_path):
    url = databases.fresh("cast")
    app = create_app(settings_for(url, tmp_path, public_url="https://chat.example"))
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://chat.example")
    cookie = next(c for c in page.headers.getlist("Set-Cookie"))
    assert cookie.startswith("__Host-chatty=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert len(cookie) < 4_096
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


def test_signed_out_cookie_is_worth_nothing(bea, app):
    before = bea.client.get_cookie("chatty").value
    response = bea.submit("/rooms", "/session", _method="delete")
    assert (response.status_code, response.location) == (303, "/")
    thief = Browser(app)
    thief.client.set_cookie("chatty", before)
    assert thief.get("/rooms").location.startswith("/sign-in")


def test_who_must_sign_in_is_brought_back(visitor):
    assert visitor.get("/rooms/new").location == "/sign-in?next=/rooms/new"


def test_person_changes_what_others_see(bea):
    fields = {"_method": "put", "display_name": "Beatrice", "bio": "I sell lemons."}
    assert bea.submit("/settings/profile", "/settings/profile", **fields).status_code == 303
    text = bea.get("/settings/profile").text
    assert "Beatrice" in text
    assert "I sell lemons." in text


def test_refused_profile_keeps_what_was_typed(bea):
    fields = {"_method": "put", "display_name": " ", "bio": "b" * (limits.BIO_CHARACTERS + 1)}
    response = bea.submit("/settings/profile", "/settings/profile", **fields)
    assert response.status_code == 422
    assert "A name has 1 to 64 characters." in response.text


@pytest.mark.parametrize("who", ["visitor", "bea"])
def test_theme_is_remembered(who, request):
    browser = request.getfixturevalue(who)
    fields = {"_method": "put", "theme": "dark"}
    browser.submit("/settings/appearance", "/settings/appearance", **fields)
    assert browser.page("/explore").all("html")[0].attributes["data-theme"] == "dark"


def test_unknown_theme_is_refused(visitor):
    fields = {"_method": "put", "theme": "neon"}
    response = visitor.submit("/settings/appearance", "/settings/appearance", **fields)
    assert response.status_code == 422


def fail_to_sign_in(browser, forwarded: str):
    token = browser.token("/sign-in")
    fields = {"csrf_token": token, "login": f"nobody-{forwarded}", "password": "not this one"}
    return browser.client.post("/sign-in", data=fields, headers={"X-Forwarded-For": forwarded})


def test_a_changing_forwarded_address_does_not_help_without_a_trusted_proxy(visitor):
    answers = [fail_to_sign_in(visitor, f"10.0.0.{n}").status_code for n in range(21)]
    assert answers == [422] * 20 + [429]


def test_of_a_trusted_proxy_only_the_last_hop_counts(databases, tmp_path):
    url = databases.fresh("cast")
    browser = Browser(create_app(settings_for(url, tmp_path, chatty_trusted_proxies=1)))
    spoofed = [fail_to_sign_in(browser, f"10.0.0.{n}, 192.0.2.1").status_code for n in range(21)]
    assert spoofed == [422] * 20 + [429]
    assert fail_to_sign_in(browser, "10.0.0.1, 192.0.2.2").status_code == 422
