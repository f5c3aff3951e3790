"""Whatever is sent, the answer is a refusal in words and never a failure."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from chatty.accounts.models import User
from chatty.api.views import ROUTES
from chatty.core.db import db
from chatty.core.rates import rates
from chatty.rooms.models import Room
from tests.push_service import SOME_KEYS

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

WITH_BODY = [route for route in ROUTES if route.contract.body is not None]
STRANGE: list[Any] = [
    None,
    True,
    0,
    -1,
    2**63,
    1.5,
    "",
    "x" * 100_000,
    "\u0000",
    "a\u0007b",
    "\u001b[31m",
    [],
    {},
    {"$ne": None},
]
STRANGE_JSON = ["1e400", "NaN", "-Infinity", '"\\ud800"', "[" * 10_000 + "]" * 10_000]
NO_OBJECTS: tuple[str | bytes, ...] = (
    "{",
    "null",
    "[]",
    '"text"',
    "7",
    b"\xff\xfe",
    "{}}",
    '{"a":1}',
)
FINE: dict[str, Any] = {
    "attachmentKeys": [],
    "size": 4,
    "username": "fay",
    "password": "correct horse battery",
    "email": "fay@example.org",
    "displayName": "Fay",
    "login": "ada",
    "bio": "b",
    "theme": "dark",
    "kind": "public",
    "name": "Fine",
    "slug": "fine",
    "topic": "t",
    "history": "shared",
    "postBy": "members",
    "content": "c",
    "poll": None,
    "optionIds": ["1"],
    "clientId": "c",
    "replyToId": None,
    "threadId": None,
    "silent": False,
    "expiresIn": None,
    "sendAt": None,
    "seq": 1,
    "phone": "+44 20 7946 0958",
    "birthDate": "1990-02-03",
    "emoji": "\U0001f33b",
    "text": "in the garden",
    "lasts": "1h",
    "locale": "pt-BR",
    "timeZone": "Europe/Paris",
    "discoverable": True,
    "showTyping": False,
    "showReceipts": False,
    "showPreviews": False,
    "lastSeen": "nobody",
    "shareBirthDate": True,
    "messageRequests": True,
    "userId": "7",
    "userIds": ["7", "8"],
    "roomId": "7",
    "role": "member",
    "note": "n",
    "inviteToken": "word",
    "otp": "123456",
    "code": "123456",
    "deviceToken": "1.word.2.word",
    # Not bea's: what asks for it again goes no further, and nothing is ended on the way.
    "currentPassword": "not the password",
    "newPassword": "a quiet river bank",
    "messages": "keep",
    "successor": "cal",
    "inviteBy": "admins",
    "pinBy": "admins",
    "mentionAllBy": "admins",
    "slowModeSeconds": 0,
    "retentionDays": 1,
    "previews": True,
    "revealHistory": False,
    "archived": False,
    "notifyLevel": "everything",
    "favourite": False,
    "folder": "f",
    "expiresAt": None,
    "maxUses": 1,
    "last": 1,
    "hours": 1,
    "reason": "spam",
    "appealState": "accepted",
    "until": "2030-01-01",
    "since": "2020-01-01",
    "endsAt": None,
    "minutes": 1,
    "filteredWords": "w",
    "state": "resolved",
    "answer": "a",
    "level": "info",
    "registration": "open",
    "registrationDomains": [],
    "guests": True,
    "actorId": "7",
    "targetId": "7",
    "upto": "7",
    "doNotDisturb": False,
    "doNotDisturbUntil": None,
    "quietHours": [],
    "keywords": ["tide"],
    "pushContent": True,
    "mailDigest": True,
    "endpoint": "https://push.example.org/a",
    "keys": SOME_KEYS,
    "device": "d",
    "challengeId": "7",
    "credential": {},
}
# Where the same name means something else.
FINE_THERE: dict[str, dict[str, Any]] = {
    "invites_create": {"kind": "friend"},
    "admin_audit_export": {"kind": "signed_in"},
    "room_audit_export": {"kind": "member_kicked"},
}
REFUSED = {400, 401, 409, 413, 422}


@pytest.fixture(autouse=True)
def unlimited(app):
    rates.configure(redis_url="", on=False)


def address(route, cast) -> str:
    path = str(route.path.replace("<id:room_id>", str(cast.market)))
    return re.sub(r"<id:\w+>", "7", re.sub(r"<word:\w+>", "w" * 43, path))


def fields(route) -> dict[str, Any]:
    """A good body for the route."""
    names = [field.alias for field in route.contract.body.model_fields.values()]
    return {name: FINE[name] for name in names} | FINE_THERE.get(route.name, {})


def send(people, cast, route, raw: str | bytes) -> int:
    code: int = ask(people, cast, route, raw).status_code
    return code


def ask(people, cast, route, raw: str | bytes) -> TestResponse:
    """Sent by bea, whose room the market is, or by who runs the server."""
    caller = people.admin if route.contract.administrators else people.bea
    headers = {"Content-Type": "application/json"}
    answer: TestResponse = caller.ask(route.method, address(route, cast), data=raw, headers=headers)
    return answer


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_strange_value_in_any_field_is_taken_or_refused(people, cast, route):
    good = fields(route)
    for name in good:
        for value in STRANGE:
            assert send(people, cast, route, json.dumps(good | {name: value})) < 500
        for text in STRANGE_JSON:
            raw = json.dumps(good | {name: "HERE"}).replace('"HERE"', text)
            assert send(people, cast, route, raw) in REFUSED


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_control_character_in_any_text_is_refused(people, cast, route):
    good = fields(route)
    for name in (name for name, value in good.items() if isinstance(value, str)):
        for character in ("\u0000", "\u0007", "\u001b", "\u000b"):
            body = json.dumps(good | {name: f"long enough {character} text"})
            assert send(people, cast, route, body) == 422


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_body_that_is_not_the_object_asked_for_is_refused(people, cast, route):
    empty = () if route.contract.body_optional else ("",)
    answers = {raw: send(people, cast, route, raw) for raw in (*NO_OBJECTS, *empty)}
    assert {raw: code for raw, code in answers.items() if code not in {400, 422}} == {}


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_unknown_field_is_refused_by_name(people, cast, route):
    body = json.dumps(fields(route) | {"isAdmin": True})
    answer = ask(people, cast, route, body)
    refused = answer.json or {}
    assert answer.status_code == 422
    assert [error["field"] for error in refused["errors"]] == ["isAdmin"]


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_body_above_256_kib_is_refused_unread(people, cast, route):
    assert send(people, cast, route, " " * (256 * 1024 + 1)) == 413


@pytest.mark.parametrize(
    "field",
    ["role", "isAdmin", "id", "ownerId", "emailVerified", "createdAt", "seq", "username", "kind"],
)
def test_nobody_makes_themselves_more_than_they_are(people, cast, field):
    def row() -> str:
        with people.app.app_context():
            found = db.session.get_one(User, cast.dan.id)
            return str({column.key: getattr(found, column.key) for column in User.__table__.c})

    before = row()
    assert people.dan.patch("/me", {"bio": "more", field: "admin"}).status_code == 422
    assert row() == before


def test_joining_with_a_role_changes_nothing(people, cast, market):
    answer = people.dan.put(f"{market}/membership", {"role": "owner"})
    with people.app.app_context():
        count = db.session.get_one(Room, cast.market).member_count
    assert (answer.status_code, count) == (422, 2)


PAGES = (
    "limit=x",
    "limit=1e9",
    "limit=",
    "limit=1.0",
    "limit=1_0",
    "before=-1",
    "before=x",
    "before=" + "9" * 30,
    "around=yesterday",
    "around=2026-13-45",
    "around=2026-02-30",
    "before=1&after=1",
    "limit=1&limit=2",
    "unknown=1",
)
CURSORS = ("x", "AAAA", "\u0000", "MQ", "\u00e9", "a" * 500)
PEOPLE = ("", "x", "1,,2", "0", "-1", ",".join(["7"] * 10_000), "9" * 19)
PLACES = ("0", "-1", "x", "1.5", "9" * 30, "%00", "..%2f", "\u0663", "1%20")


def test_impossible_page_is_refused(people, market):
    answers = {query: people.bea.ask("GET", f"{market}/messages?{query}") for query in PAGES}
    assert {query for query, answer in answers.items() if answer.status_code != 422} == set()


def test_cursor_of_somebody_else_is_refused(people, market):
    for path in ("/rooms/explore", f"{market}/members"):
        for cursor in CURSORS:
            answer = people.bea.ask("GET", path, query_string={"cursor": cursor})
            assert answer.status_code in {400, 422}, (path, cursor)


def test_impossible_people_are_refused(people):
    for ids in PEOPLE:
        answer = people.ada.ask("GET", "/presence", query_string={"userIds": ids})
        assert answer.status_code == 422, ids[:20]


def test_impossible_address_is_not_found(people):
    for place in PLACES:
        assert people.ada.ask("GET", f"/rooms/{place}").status_code == 404, place


def test_explore_bears_any_words(people):
    for words in ("%", "_", '"', "*", "NEAR(", ":*", "'; DROP TABLE rooms; --", "x" * 100):
        assert people.ada.get("/rooms/explore", query=words)["items"] == []
