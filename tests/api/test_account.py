"""One's whole account over the API: a copy of it, its end, and who may have one."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import admission
from chatty.accounts.models import AuditEntry
from chatty.core.db import db
from chatty.wire import exporting
from tests.api.caller import Caller
from tests.api.polls import ANSWERS, SOUP, ask, vote
from tests.cast import PASSWORD

CURRENT = {"currentPassword": PASSWORD}


@pytest.fixture(autouse=True)
def _open_again():
    yield
    admission.configure("open", domains=(), guests=True)


def unpacked(answer) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def problem(answer) -> str:
    return str(answer.json["code"])


@pytest.fixture
def talk(people, harbour, market):
    """Words of cal's, and of others in rooms that cal is and is not in."""
    people.cal.say(harbour, "mine in harbour")
    people.cal.say(market, "mine in market")
    people.ada.say(harbour, "of ada in harbour")
    room = people.ada.post("/rooms", {"kind": "private", "name": "Cellar"}).json
    people.ada.say(f"/rooms/{room['id']}", "of ada in the cellar")
    people.dan.put("/blocks/" + people.cal.user_id)
    people.cal.put("/blocks/" + people.bea.user_id)
    return room


@pytest.mark.both_databases
def test_export_has_all_that_is_ones_own_and_nothing_of_others(app, people, talk):
    """S77."""
    answer = people.cal.ask("GET", "/me/export")
    files = unpacked(answer)
    assert set(files) == {
        f"{name}.json"
        for name in (
            "profile", "sessions", "security", "events", "rooms", "messages", "friends",
            "blocks", "invites", "drafts", "scheduled", "saved", "threads", "notifications",
            "notification_settings", "votes",
        )
    }  # fmt: skip
    assert files["profile.json"][0]["username"] == "cal"
    said = [(one["roomName"], one["content"]) for one in files["messages.json"]]
    assert said == [("Harbour", "mine in harbour"), ("Market", "mine in market")]
    assert {room["name"] for room in files["rooms.json"]} == {"Lobby", "Harbour", "Market"}
    assert [one["username"] for one in files["blocks.json"]] == ["bea"]
    text = json.dumps(files)
    for private in ("of ada", "Cellar", "Attic", "stranger"):
        assert private not in text
    with app.app_context():
        assert db.session.scalars(sa.select(AuditEntry).where(AuditEntry.kind == "exported")).all()


def test_export_names_what_one_saved_and_followed_and_not_its_words(people, harbour, talk):
    other = people.ada.get(f"{harbour}/messages")["items"][-1]["id"]
    people.cal.put(f"/messages/{other}/saved")
    people.cal.put(f"/messages/{other}/thread/follow")
    files = unpacked(people.cal.ask("GET", "/me/export"))
    assert [one["messageId"] for one in files["saved.json"]] == [other]
    assert files["threads.json"] == [{"threadId": other, "readSeq": 0, "following": True}]
    assert "of ada" not in json.dumps(files)


def test_export_has_what_one_asked_and_chose_and_not_what_others_did(people, harbour):
    mine, other = ask(people.cal, harbour), ask(people.ada, harbour, "of ada?", anonymous=True)
    for caller in (people.cal, people.ada):
        vote(caller, other, SOUP)
    files = unpacked(people.cal.ask("GET", "/me/export"))
    (asked,) = files["messages.json"]
    assert (f"/messages/{asked['id']}", asked["pollOptions"]) == (mine, ANSWERS)
    (chosen,) = files["votes.json"]
    assert (f"/messages/{chosen['messageId']}", chosen["optionId"]) == (other, SOUP)
    assert "of ada?" not in json.dumps(files)


def test_room_one_was_put_out_of_is_not_named(app, people, harbour, talk):
    people.cal.delete(f"{harbour}/membership")
    files = unpacked(people.cal.ask("GET", "/me/export"))
    assert [one["roomName"] for one in files["messages.json"]] == [None, "Market"]


def test_long_history_is_written_in_parts(app, people, market, monkeypatch):
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 3)
    for number in range(10):
        people.bea.say(market, f"number {number}")
    files = unpacked(people.bea.ask("GET", "/me/export"))
    assert [one["content"] for one in files["messages.json"]] == [
        f"number {number}" for number in range(10)
    ]


def test_copies_are_limited(people):
    codes = [people.cal.ask("GET", "/me/export").status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


@pytest.mark.both_databases
def test_deleted_account_is_gone(people, app, market):
    """S78: the API's half."""
    people.cal.say(market, "words that stay")
    refused = people.cal.ask("DELETE", "/me", {"currentPassword": "not this one"})
    assert refused.status_code == 422
    assert people.cal.ask("DELETE", "/me", CURRENT | {"messages": "erase"}).status_code == 204
    assert people.cal.ask("GET", "/me").status_code == 401
    login = Caller(app).post("/auth/login", {"login": "cal", "password": PASSWORD})
    assert login.status_code == 401
    assert people.bea.ask("GET", f"/users/{people.cal.user_id}").status_code == 404
    (kept,) = people.bea.get(f"{market}/messages")["items"]
    assert (kept["content"], kept["userName"]) == ("words that stay", "Deleted user")
    people.dan.put(f"{market}/membership")
    (tombstone,) = people.dan.get(f"{market}/messages")["items"]
    assert (tombstone["content"], tombstone["deletedAt"] is None) == ("", False)
    taken = Caller(app).post(
        "/auth/register", {"username": "cal", "password": "a quiet river bank"}
    )
    assert (taken.status_code, problem(taken)) == (409, "username_taken")


def test_last_administrator_is_told_what_to_do(people):
    refused = people.admin.ask("DELETE", "/me", CURRENT)
    assert (refused.status_code, refused.json["code"]) == (409, "last_admin")
    assert "Name the member who takes over" in refused.json["detail"]
    assert people.admin.ask("DELETE", "/me", CURRENT | {"successor": "ada"}).status_code == 204
    assert people.ada.get("/me")["isAdmin"]


# Who may register


def registered(app, account, **more: str):
    return Caller(app).post("/auth/register", account | more)


@pytest.mark.parametrize(
    ("policy", "code"), [("closed", "registration_closed"), ("invite", "invitation_needed")]
)
def test_registration_is_refused_by_policy(people, app, account, policy, code):
    admission.configure(policy, domains=(), guests=True)
    refused = registered(app, account)
    assert (refused.status_code, refused.json["code"]) == (403, code)


def test_first_account_is_always_allowed(nobody, account):
    admission.configure("closed", domains=("example.org",), guests=True)
    assert nobody.post("/auth/register", account).status_code == 201


def test_allowed_domains_need_a_confirmed_address(people, app, account, post_office):
    admission.configure("open", domains=("example.org",), guests=True)
    for email in ({}, {"email": "fay@elsewhere.org"}, {"email": "fay@sub.example.org"}):
        refused = registered(app, account, **email)
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "email")
    answer = registered(app, account, email="fay@example.org")
    assert (answer.status_code, answer.data) == (202, b"")
    login = {"login": account["username"], "password": account["password"]}
    waits = Caller(app).post("/auth/login", login)
    assert (waits.status_code, problem(waits)) == (403, "email_unconfirmed")
    token = post_office().to("fay@example.org")[-1].token
    Caller(app).put(f"/auth/email-confirmations/{token}")
    assert Caller(app).post("/auth/login", login).status_code == 200
    assert log_in_again(app).status_code == 200, "who was here before is not concerned"


def log_in_again(app):
    return Caller(app).post("/auth/login", {"login": "ada", "password": PASSWORD})


# Other sites


ORIGIN = {"Origin": "https://evil.example"}


@pytest.mark.parametrize("path", ["/auth/login", "/me", "/rooms"])
def test_pages_of_other_sites_are_told_nothing(people, path):
    """S27: no preflight and no simple request is answered with a permission."""
    asked = ORIGIN | {"Access-Control-Request-Method": "POST"}
    preflight = people.app.test_client().options(f"/api/v1{path}", headers=asked)
    simple = people.app.test_client().get(f"/api/v1{path}", headers=ORIGIN)
    for answer in (preflight, simple):
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_body_that_a_page_can_send_without_asking_is_refused(people, media_type):
    """S27: text/plain with JSON in it is 415."""
    body = json.dumps({"login": "bea", "password": PASSWORD})
    answer = people.app.test_client().post(
        "/api/v1/auth/login", data=body, content_type=media_type, headers=ORIGIN
    )
    assert (answer.status_code, answer.json["code"]) == (415, "not_json")
