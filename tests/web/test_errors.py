"""What went wrong, as a page or as a problem body; nothing of the inside is told."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from chatty.core.errors import Gone, TooMany, Unauthenticated
from tests.web.browser import Browser, Page

SCRIPT = {"Accept": "application/json"}
SECRET = "the inside of the server"


@pytest.fixture
def failing(app):
    """``failing(error)``: a browser for which every connection page raises *error*."""

    def fail(error: Exception) -> Browser:
        def raise_it() -> None:
            raise error

        app.view_functions["web.connection.show"] = raise_it
        return Browser(app)

    return fail


def code_of(response):
    return response.json["code"]


OUTAGE = OperationalError("SELECT 1", {}, Exception(SECRET))
CASES = [
    (ValueError(SECRET), 500, "internal"),
    (OUTAGE, 503, "database_unavailable"),
    (Gone("invite_expired"), 410, "invite_expired"),
    (TooMany("rate_limited", "Slowly.", retry_after=7), 429, "rate_limited"),
]


@pytest.mark.parametrize(("error", "status", "code"), CASES)
def test_error_becomes_a_page(failing, error, status, code):
    response = failing(error).get("/connection")
    assert response.status_code == status
    assert Page(response.text).faults == []
    assert SECRET not in response.text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("error", "status", "code"), CASES)
def test_error_becomes_a_problem_for_scripts(failing, error, status, code):
    response = failing(error).client.get("/connection", headers=SCRIPT)
    assert (response.status_code, code_of(response)) == (status, code)
    assert response.mimetype == "application/problem+json"
    assert SECRET not in response.text


@pytest.mark.parametrize("error", [OUTAGE, TooMany("rate_limited", retry_after=7)])
def test_who_comes_too_early_is_told_when_to_come_back(failing, error):
    assert int(failing(error).get("/connection").headers["Retry-After"]) > 0


def test_message_of_an_expired_form_is_given_back(app, cast):
    fields = {"content": "Typed <before>", "csrf_token": "old"}
    response = Browser(app).client.post(f"/rooms/{cast.market}/messages", data=fields)
    page = Page(response.text)
    assert (response.status_code, page.faults) == (400, [])
    assert [area.text for area in page.all("textarea")] == ["Typed <before>"]


def test_script_without_a_session_is_not_sent_around(failing):
    browser = failing(Unauthenticated("sign_in_required"))
    assert browser.get("/connection").status_code == 303
    assert browser.client.get("/connection", headers=SCRIPT).status_code == 401


@pytest.mark.parametrize("path", ["/nothing", "/rooms/nothing"])
def test_what_is_not_there_is_said_to_scripts_too(app, path):
    response = Browser(app).client.get(path, headers=SCRIPT)
    assert (response.status_code, code_of(response)) == (404, "not_found")


def test_wrong_method_is_said_to_scripts_too(app):
    response = Browser(app).client.delete("/explore", headers=SCRIPT)
    assert (response.status_code, code_of(response)) == (405, "method_not_allowed")
