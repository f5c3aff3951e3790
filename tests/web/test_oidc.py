"""Sign in with an account elsewhere: a real provider, and S35."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import sqlalchemy as sa

from chatty.accounts.models import Identity, User
from chatty.app import create_app
from chatty.core import clock
from chatty.core.db import db, writing
from tests.cast import PASSWORD
from tests.identity_provider import IdentityProvider
from tests.web.browser import Browser

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

BEGIN = "/sign-in/elsewhere"


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    server = IdentityProvider().start()
    yield server
    server.stop()


@pytest.fixture
def elsewhere(provider, app) -> Flask:
    """The cast's app, with a provider."""
    settings = app.extensions["chatty_settings"].model_copy(
        update={
            "chatty_oidc_issuer": provider.url,
            "chatty_oidc_client_id": "chatty",
            "chatty_oidc_client_secret": "a secret between two servers",
            "chatty_oidc_name": "Example ID",
        }
    )
    made: Flask = create_app(settings)
    with made.app_context(), writing():
        db.session.execute(
            sa.update(User).where(User.username == "bea").values(email="bea@example.org")
        )
    return made


@pytest.fixture
def person(elsewhere) -> Browser:
    return Browser(elsewhere)


@pytest.fixture
def come_back(person, provider):
    """``come_back("fay-elsewhere")``: go there, agree as that person, and come back."""

    def travel(who: str, begin: str = BEGIN) -> TestResponse:
        there = person.get(begin).location
        answer: TestResponse = person.get(own_path(provider.consent(there, who)))
        return answer

    return travel


def own_path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def changed(address: str, **values: str) -> str:
    """*address* with other values in its query."""
    parts = urlsplit(address)
    query = {name: found[0] for name, found in parse_qs(parts.query).items()} | values
    return parts._replace(query=urlencode(query)).geturl()


def links(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(Identity.id))) or 0


def test_newcomer_chooses_a_name_and_is_in(person, come_back, elsewhere):
    assert come_back("fay-elsewhere").location == "/sign-up/elsewhere?next=/"
    page = person.get("/sign-up/elsewhere").text
    assert 'value="fay.green"' in page
    assert "fay@example.org" in page
    response = person.submit(
        "/sign-up/elsewhere", "/sign-up/elsewhere", username="fay", display_name="Fay"
    )
    assert (response.status_code, response.location) == (303, "/")
    assert person.page("/").heading == "Hello, Fay"
    with elsewhere.app_context():
        fay = db.session.scalars(sa.select(User).where(User.username == "fay")).one()
        assert (fay.email, fay.password_hash) == ("fay@example.org", None)


def test_taken_name_is_explained_and_another_one_works(person, come_back):
    come_back("fay-elsewhere")
    path = "/sign-up/elsewhere"
    assert "This user name is taken." in person.submit(path, path, username="bea").text
    assert person.submit(path, path, username="fay").status_code == 303


def test_verified_address_that_is_confirmed_here_signs_its_owner_in(person, come_back, elsewhere):
    assert come_back("bea-elsewhere", f"{BEGIN}?next=/rooms/market").location == "/rooms/market"
    assert person.page("/").heading == "Hello, Bea"
    assert links(elsewhere) == 1


def test_second_time_the_link_alone_signs_in(person, come_back, elsewhere):
    come_back("bea-elsewhere")
    with elsewhere.app_context(), writing():
        db.session.execute(sa.update(User).where(User.username == "bea").values(email=None))
    person.client.delete_cookie("chatty")
    come_back("bea-elsewhere")
    assert person.page("/").heading == "Hello, Bea"
    assert links(elsewhere) == 1


@pytest.mark.parametrize("who", ["mallory", "says-yes", "without-mail"])
def test_unverified_address_links_nothing_and_signs_nobody_in(person, come_back, elsewhere, who):
    """S35: email_verified=false with a victim's address; the word "true" is no true either."""
    assert come_back(who).status_code == 403
    assert person.get("/settings/profile").status_code == 303
    assert person.get("/sign-up/elsewhere").status_code == 303
    assert links(elsewhere) == 0


def test_answer_to_another_browser_is_refused(person, elsewhere, provider):
    """S35: the state belongs to the person that began; whoever is given the address is not in."""
    back = own_path(provider.consent(person.get(BEGIN).location, "bea-elsewhere"))
    stranger = Browser(elsewhere)
    assert stranger.get(back).status_code == 400
    assert stranger.get("/settings/profile").status_code == 303


def test_wrong_state_is_refused(person, provider):
    """S35."""
    back = provider.consent(person.get(BEGIN).location, "bea-elsewhere")
    assert person.get(own_path(changed(back, state="another"))).status_code == 400
    assert person.get("/settings/profile").status_code == 303


@pytest.mark.parametrize("word", ["nonce", "code_challenge"])
def test_wrong_nonce_or_challenge_is_refused(person, provider, word):
    """S35: a token made for another sign-in, and a code asked for with another challenge."""
    there = changed(person.get(BEGIN).location, **{word: "x" * 43})
    assert person.get(own_path(provider.consent(there, "bea-elsewhere"))).status_code == 400
    assert person.get("/settings/profile").status_code == 303


def test_code_is_traded_once(person, provider):
    back = own_path(provider.consent(person.get(BEGIN).location, "bea-elsewhere"))
    person.get(back)
    assert person.get(back).status_code == 400


def test_pkce_is_always_used(person):
    asked = parse_qs(urlsplit(person.get(BEGIN).location).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil", "https:evil", "/%2f/evil"])
def test_nobody_is_sent_to_another_host(come_back, target):
    """S35."""
    response = come_back("bea-elsewhere", f"{BEGIN}?{urlencode({'next': target})}")
    assert response.location == "/"


def test_refusal_there_is_told_here(person):
    person.get(BEGIN)
    response = person.get(f"{BEGIN}/back?error=access_denied&state=x")
    assert response.status_code == 400
    assert "did not let you through" in response.text


@pytest.fixture
def connect(person, come_back):
    """Ask for it, with the password, and come back from there as that person."""

    def go(who: str, password: str = PASSWORD) -> TestResponse:
        page = "/settings/security"
        person.submit(page, f"{page}/identities", current_password=password)
        answer: TestResponse = come_back(who)
        return answer

    return go


def test_signed_in_person_connects_is_told_and_disconnects(person, connect, elsewhere, post_office):
    person.sign_in("bea")
    assert connect("fay-elsewhere").location == "/settings/security"
    assert "fay@example.org" in person.get("/settings/security").text
    assert [letter.subject for letter in post_office().letters] == [
        "An account elsewhere was connected"
    ]
    with elsewhere.app_context():
        identity = db.session.scalars(sa.select(Identity.id)).one()
    gone = person.submit(
        "/settings/security",
        f"/settings/security/identities/{identity}",
        _method="delete",
        current_password=PASSWORD,
    )
    assert gone.status_code == 303
    assert links(elsewhere) == 0


def test_way_there_alone_connects_nothing(person, come_back, elsewhere):
    """Or who is led there, signed in as somebody else, would let them in for ever."""
    person.sign_in("cal")
    come_back("fay-elsewhere")
    assert links(elsewhere) == 0


def test_connecting_needs_the_password(person, connect, elsewhere):
    person.sign_in("cal")
    connect("fay-elsewhere", "not this one")
    assert links(elsewhere) == 0


def test_wish_to_connect_is_good_for_ten_minutes(person, come_back, elsewhere):
    person.sign_in("cal")
    page = "/settings/security"
    person.submit(page, f"{page}/identities", current_password=PASSWORD)
    clock.clock.move(timedelta(minutes=11))
    come_back("fay-elsewhere")
    assert links(elsewhere) == 0


def test_account_elsewhere_of_one_person_is_not_taken_over_by_another(
    person, come_back, connect, elsewhere
):
    come_back("bea-elsewhere")
    person.client.delete_cookie("chatty")
    person.sign_in("cal")
    assert connect("bea-elsewhere").status_code == 409
    assert person.page("/").heading == "Hello, Cal"


def test_only_way_in_is_not_taken_away(person, come_back, elsewhere):
    come_back("fay-elsewhere")
    person.submit("/sign-up/elsewhere", "/sign-up/elsewhere", username="fay")
    with elsewhere.app_context():
        identity = db.session.scalars(sa.select(Identity.id)).one()
    kept = person.submit(
        "/settings/security", f"/settings/security/identities/{identity}", _method="delete"
    )
    assert kept.status_code == 422
    assert "only way into your account" in kept.text
    assert links(elsewhere) == 1


def test_shut_account_stays_shut(person, come_back, elsewhere):
    come_back("bea-elsewhere")
    with elsewhere.app_context(), writing():
        db.session.execute(
            sa.update(User).where(User.username == "bea").values(deactivated_at=sa.func.now())
        )
    person.client.delete_cookie("chatty")
    assert come_back("bea-elsewhere").status_code == 403
    assert person.get("/settings/profile").status_code == 303


def test_provider_that_is_away_is_said_and_passwords_go_on(app):
    settings = app.extensions["chatty_settings"].model_copy(
        update={
            "chatty_oidc_issuer": "http://127.0.0.1:9",
            "chatty_oidc_client_id": "chatty",
            "chatty_oidc_client_secret": "a secret",
        }
    )
    person = Browser(create_app(settings))
    response = person.get(BEGIN)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert person.sign_in("bea").status_code == 303


def test_without_a_provider_there_is_no_such_page(visitor):
    assert visitor.get(BEGIN).status_code == 404
    assert visitor.get(f"{BEGIN}/back?code=1&state=2").status_code == 404
