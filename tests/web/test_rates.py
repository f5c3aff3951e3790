"""What may change something is counted on pages as it is for who asks by token."""

from __future__ import annotations

import pytest

from tests.web.browser import Page

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def seldom(monkeypatch):
    """Three changes a minute, of a person and of an address."""
    monkeypatch.setattr("chatty.core.limits.RATE_API_USER", "3/minute")
    monkeypatch.setattr("chatty.core.limits.RATE_API_ADDRESS", "3/minute")


def change(browser, room_id, times, **headers: str):
    """Move the read marker so often, as the page's scripts do."""
    token = {"X-CSRFToken": browser.token("/rooms")}
    path, sent = f"/rooms/{room_id}/read-marker", SCRIPT | token | headers
    return [
        browser.client.put(path, data={"seq": 0}, headers=sent).status_code for _ in range(times)
    ]


def test_person_changes_two_hundred_things_a_minute(bea, cast):
    assert change(bea, cast.market, 201) == [204] * 200 + [429]


def test_who_changed_too_much_still_reads_and_nobody_else_is_stopped(bea, cal, cast, seldom):
    assert change(bea, cast.market, 4)[-1] == 429
    assert bea.get(f"/rooms/{cast.market}").status_code in {200, 301, 303}
    assert change(cal, cast.market, 1) == [204]


def test_forms_of_an_address_are_counted(visitor, seldom):
    codes = [visitor.sign_in("nobody-here").status_code for _ in range(4)]
    assert codes == [422] * 3 + [429]


def test_form_that_came_from_elsewhere_counts_for_nothing(bea, cast, seldom):
    forged = {"X-CSRFToken": "guessed"}
    assert change(bea, cast.market, 5, **forged) == [400] * 5
    assert change(bea, cast.market, 1) == [204]


def test_message_that_came_too_early_is_given_back(bea, cast, seldom):
    path = f"/rooms/{cast.market}/messages"
    change(bea, cast.market, 3)
    fields = {"csrf_token": bea.token("/rooms"), "content": "Typed <before>"}
    response = bea.client.post(path, data=fields)
    page = Page(response.text)
    assert (response.status_code, page.faults) == (429, [])
    assert int(response.headers["Retry-After"]) > 0
    assert [area.text for area in page.all("textarea")] == ["Typed <before>"]
