"""Guests on the pages: S42, without scripts."""

from __future__ import annotations

import pytest

from chatty.web.guests import OPEN_CHANGES
from tests.cast import PASSWORD
from tests.web.browser import Browser

MEMBER = {"username": "gusto", "password": "a quiet river bank"}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@pytest.fixture
def gus(visitor) -> Browser:
    answer = visitor.submit("/guests/new", "/guests", display_name="Gus")
    assert (answer.status_code, answer.location) == (303, "/rooms/lobby")
    guest: Browser = visitor
    return guest


def filled(rule: str) -> str:
    return "/".join("1" if part.startswith("<") else part for part in rule.split("/"))


def test_landing_page_leads_in(visitor):
    assert 'href="/guests/new"' in visitor.get("/").text


def test_name_that_is_none_is_explained(visitor):
    refused = visitor.submit("/guests/new", "/guests", display_name="   ")
    assert refused.status_code == 422
    assert "A name has 1 to 64 characters." in refused.text


def test_guest_writes_in_the_lobby(gus, bea, cast):
    gus.submit("/rooms/lobby", f"/rooms/{cast.square}/messages", content="hi", client_id="c1")
    assert "Gus (guest)" in bea.get("/rooms/lobby").text


def test_elsewhere_a_guest_reads_and_is_told_why(gus):
    page = gus.get("/rooms/market").text
    assert "Guests read here and write in the" in page
    assert 'id="content"' not in page


def test_every_change_but_a_few_is_for_members(app, gus):
    """S42: every unsafe route of the pages, so a new one is closed until it is named."""
    headers = {"X-CSRFToken": gus.token("/rooms/lobby")}
    closed = [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - SAFE
        if rule.endpoint.startswith("web.") and rule.endpoint not in OPEN_CHANGES
    ]
    assert len(closed) >= 20
    answers = {
        f"{method} {rule}": gus.client.open(
            filled(rule.rule), method=method, headers=headers
        ).status_code
        for method, rule in closed
    }
    assert {route: status for route, status in answers.items() if status != 403} == {}


def test_what_guests_may_change_is_their_words_and_how_they_sign_in():
    nouns = {endpoint.split(".")[1] for endpoint in OPEN_CHANGES}
    assert nouns == {
        "accounts", "addresses", "announcements", "appearance", "drafts", "forwards", "guests",
        "markers", "message_actions", "messages", "newcomers", "notifications", "passkeys",
        "passwords", "polls", "presence", "reactions", "reports", "saved", "scheduled",
        "second_step", "sessions", "signins", "threads", "unsubscribing",
    }  # fmt: skip


def test_guest_signs_in_as_a_member(gus):
    assert gus.submit("/sign-in", "/sign-in", login="bea", password=PASSWORD).status_code == 303
    assert gus.page("/").heading == "Hello, Bea"


def test_guest_who_wants_to_sign_up_keeps_what_they_have(gus):
    assert gus.get("/sign-up").location == "/guests/membership"


@pytest.mark.parametrize(
    "path",
    ["/rooms/new", "/settings/profile", "/settings/security", "/settings/account"],
)
def test_pages_of_members_say_what_to_do(gus, path):
    answer = gus.get(path)
    assert answer.status_code == 403
    assert "Choose a user name to become one." in answer.text


def test_guest_becomes_a_member_and_keeps_what_was_said(gus, bea, cast):
    gus.submit("/rooms/lobby", f"/rooms/{cast.square}/messages", content="kept", client_id="c1")
    answer = gus.submit("/guests/membership", "/guests/membership", _method="put", **MEMBER)
    assert (answer.status_code, answer.location) == (303, "/")
    assert gus.page("/").heading == "Hello, Gus"
    page = bea.get("/rooms/lobby").text
    assert "kept" in page
    assert "(guest)" not in page
    assert (
        gus.submit("/rooms/market", f"/rooms/{cast.market}/membership", _method="put").status_code
        == 303
    )


def test_refused_membership_is_explained_and_changes_nothing(gus):
    refused = gus.submit(
        "/guests/membership", "/guests/membership", _method="put", **MEMBER | {"username": "bea"}
    )
    assert refused.status_code == 422
    assert "This user name is taken." in refused.text
    assert gus.get("/settings/profile").status_code == 403


def test_session_has_another_key_after_becoming_a_member(app, gus):
    """S24."""
    before = gus.client.get_cookie("chatty").value
    gus.submit("/guests/membership", "/guests/membership", _method="put", **MEMBER)
    assert gus.client.get_cookie("chatty").value != before
    planted = Browser(app)
    planted.client.set_cookie("chatty", before)
    assert planted.get("/settings/profile").status_code == 303
