"""Cookies, other origins, forwarded addresses: what must not count, and what is counted."""

from __future__ import annotations

import re

import pytest

from chatty.accounts.actions import Device, open_session
from chatty.api.credentials import Credential
from chatty.api.views import ROUTES
from chatty.core import sessions
from chatty.core.db import writing
from chatty.core.rates import rates
from tests.api.caller import PREFIX, Caller
from tests.cast import PASSWORD

GUARDED = [r for r in ROUTES if r.contract.needs in {Credential.ACCESS, Credential.REFRESH}]
MEDIA_TYPES = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "",
    "text/json",
)
EVIL = {"Origin": "https://evil.example"}
WRONG = {"login": "ada", "password": "not this one"}


def address_of(route) -> str:
    """An address that the route answers."""
    path = re.sub(r"<id:\w+>", "1", re.sub(r"<word:\w+>", "w" * 43, route.path))
    return re.sub(r"<name:\w+>", "ada", path)


@pytest.fixture
def browser(app, cast):
    """A browser in which ada is signed in at the pages."""
    client = app.test_client()
    with app.app_context(), writing():
        key = open_session(cast.ada.id, Device())
    with client.session_transaction() as session:
        session[sessions.KEY] = key
    assert b"Harbour" in client.get("/rooms").data
    return client


def test_cookie_opens_nothing(browser):
    rates.configure(redis_url="", on=False)
    for route in GUARDED:
        answer = browser.open(PREFIX + address_of(route), method=route.method, json={})
        assert answer.status_code == 401, route.name
        # What answers HEAD has no words.
        assert route.method == "HEAD" or answer.json["code"] == "token_needed", route.name


def test_other_origins_are_allowed_nothing(people):
    preflight = {"Access-Control-Request-Method": "POST"}
    for method in ("GET", "POST", "OPTIONS"):
        answer = people.nobody.client.open(
            f"{PREFIX}/auth/login", method=method, headers=EVIL | preflight
        )
        names = {name.lower() for name, _ in answer.headers}
        assert not [name for name in names if name.startswith("access-control")]


def test_only_json_is_read(people):
    for media_type in MEDIA_TYPES:
        headers = {"Content-Type": media_type}
        answer = people.nobody.ask("POST", "/auth/login", data="{}", headers=headers)
        assert answer.status_code == 415, media_type


def test_forwarded_address_counts_for_nothing_without_trusted_proxies(people):
    codes = []
    for number in range(7):
        headers = {"X-Forwarded-For": f"198.51.100.{number}"}
        codes.append(people.nobody.ask("POST", "/auth/login", WRONG, headers=headers).status_code)
    assert codes == [401] * 5 + [429] * 2


def test_right_password_is_limited_too(people):
    for _ in range(5):
        people.nobody.post("/auth/login", WRONG)
    answer = people.nobody.post("/auth/login", WRONG | {"password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 30 * 60


def test_failures_for_one_do_not_lock_out_another(people):
    for _ in range(5):
        people.nobody.post("/auth/login", WRONG)
    answer = people.nobody.post("/auth/login", {"login": "bea", "password": PASSWORD})
    assert answer.status_code == 200


def test_address_without_a_name_has_a_hundred_requests_a_minute(people):
    codes = [people.nobody.ask("GET", "/rooms/explore").status_code for _ in range(101)]
    assert codes == [200] * 100 + [429]
    assert people.ada.ask("GET", "/me").status_code == 200


def test_bad_tokens_count_against_the_address(people):
    stranger = people.nobody.with_token("not a token")
    codes = {stranger.ask("GET", "/me").status_code for _ in range(101)}
    assert codes == {401, 429}


def test_person_has_two_hundred_requests_a_minute(people):
    codes = [people.ada.ask("GET", "/presence/count").status_code for _ in range(201)]
    assert codes == [200] * 200 + [429]


def test_sign_ups_of_an_address_are_limited(people, account, monkeypatch):
    # The hash is not what is counted, and sixty of them take seconds.
    monkeypatch.setattr("chatty.api.registering.hash_password", lambda _: "no hash")
    monkeypatch.setattr("chatty.core.limits.RATE_API_ADDRESS", "1000/minute")
    codes = [
        Caller(people.app)
        .post("/auth/register", account | {"username": f"fay{number}"})
        .status_code
        for number in range(61)
    ]
    assert codes == [201] * 60 + [429]
