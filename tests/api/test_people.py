"""Finding people, and what never leaves its owner's own answers (S42, S49)."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from chatty.accounts.actions import update_settings
from chatty.accounts.models import User, UserKind
from chatty.api.views import ROUTES
from chatty.core.db import db, writing
from chatty.friends.actions import befriend, block
from chatty.stream.models import Event
from tests.api.test_statements import counting
from tests.factories import many_people

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.cast import Person

EMAIL, PENDING, PHONE = "canary@example.org", "waiting@example.org", "+44 20 7946 0958"
BORN = "1990-02-03"


@pytest.fixture
def findable(app):
    """``findable(ada, bea)``: they let others find them."""

    def choose(*people: Person) -> None:
        with app.app_context(), writing():
            for person in people:
                update_settings(person.viewer, discoverable=True)

    return choose


def names(answer) -> list[str]:
    return [item["username"] for item in answer["items"]]


@pytest.mark.both_databases
def test_only_who_opted_in_is_found_by_a_part_of_the_user_name(people, cast, findable):
    """S49."""
    assert names(people.dan.get("/users", username="ada")) == []
    findable(cast.ada)
    for part in ("ada", "ADA"):
        assert names(people.dan.get("/users", username=part)) == ["ada"]
    found = json.dumps(people.dan.get("/users", username="ada"))
    assert "@" not in found
    # Not by anything else: the name shown is no way to find somebody.
    people.ada.patch("/me", {"displayName": "Lovelace"})
    assert names(people.dan.get("/users", username="lovelace")) == []


@pytest.mark.parametrize("part", ["", "a", "ad", "\u00e9\u00e9"])
def test_less_than_three_characters_are_refused(people, part):
    """S49."""
    assert people.dan.ask("GET", "/users", query_string={"username": part}).status_code == 422


@pytest.mark.parametrize("part", ["___", "%%%", "a%a", "\\\\\\", "'--", "*" * 32])
def test_signs_of_patterns_are_letters(people, cast, findable, part):
    """S56."""
    findable(cast.ada, cast.bea)
    assert names(people.dan.get("/users", username=part)) == []


def test_thirty_first_search_in_a_minute_is_refused(people):
    """S49."""
    codes = [people.dan.ask("GET", "/users?username=nobody").status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]


@pytest.mark.both_databases
def test_blocked_people_do_not_find_each_other(people, cast, findable, app):
    findable(cast.ada, cast.dan)
    with app.app_context(), writing():
        block(cast.ada.viewer, cast.dan.id)
    assert names(people.dan.get("/users", username="ada")) == []
    assert names(people.ada.get("/users", username="dan")) == []


@pytest.mark.both_databases
def test_search_goes_on_where_it_ended(people, cast, app, findable):
    with app.app_context(), writing():
        ids = many_people(25, prefix="walker")
        db.session.query(User).filter(User.id.in_(ids)).update({"discoverable": True})
    seen: list[str] = []
    cursor: str | None = None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = people.dan.get("/users", username="walker", limit=10, **more)
        seen += names(page)
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert seen == sorted(seen)
    assert len(set(seen)) == 25


@pytest.mark.both_databases
def test_suggestions_say_why_and_cost_no_more_for_many(people, cast, findable, app):
    findable(cast.ada, cast.bea, cast.dan)
    with app.app_context(), writing():
        befriend(cast.bea.id, cast.dan.id)
    found = {
        item["user"]["username"]: (item["sharedRooms"], item["mutualFriends"])
        for item in people.cal.get("/users/suggestions")["items"]
    }
    assert found == {"ada": (1, 0), "bea": (2, 0)}
    found = people.dan.get("/users/suggestions")["items"]
    assert [(f["user"]["username"], f["mutualFriends"]) for f in found] == [("ada", 1)]
    with counting(people.app) as statements:
        people.cal.get("/users/suggestions")
    assert len(statements) <= 7, statements


def test_guests_find_nobody(people, cast, app, findable):
    """S42."""
    findable(cast.ada)
    with app.app_context(), writing():
        db.session.get_one(User, cast.dan.id).kind = UserKind.GUEST
    for path in ("/users?username=ada", "/users/suggestions"):
        assert people.dan.ask("GET", path).status_code == 403
    assert people.dan.ask("GET", f"/users/{cast.ada.id}").status_code == 404


@pytest.mark.both_databases
def test_address_telephone_and_birth_date_reach_nobody_else(people, cast, app, findable):
    """Every GET there is, asked by a friend, a member of the same rooms and a stranger, and every
    frame that is not on the person's own topic, after everything that tells of them.
    """
    findable(cast.ada)
    with app.app_context(), writing():
        user = db.session.get_one(User, cast.ada.id)
        user.email, user.pending_email = EMAIL, PENDING
    people.ada.patch("/me", {"phone": PHONE, "birthDate": BORN, "displayName": "Ada L."})
    people.ada.put("/me/status", {"text": "here"})
    people.ada.patch("/me/settings", {"timeZone": "Asia/Tokyo"})
    people.ada.say(f"/rooms/{cast.harbour}", "hello")
    with app.app_context(), writing():
        befriend(cast.ada.id, cast.cal.id)
    secrets = (EMAIL, PENDING, PHONE, BORN)
    mine = people.ada.ask("GET", "/me").text
    assert all(secret in mine for secret in secrets)
    for who in ("bea", "cal", "dan"):
        for path in addresses(cast):
            text = words(getattr(people, who).ask("GET", path))
            assert not [secret for secret in secrets if secret in text], (who, path)
    with app.app_context():
        frames = db.session.query(Event).filter(Event.topic != f"u:{cast.ada.id}")
        told = "".join(event.payload for event in frames)
    assert "Ada L." in told
    assert not [secret for secret in secrets if secret in told]


def words(answer: TestResponse) -> str:
    """What an answer says; an archive, all that is in it."""
    if answer.mimetype != "application/zip":
        return answer.text
    with ZipFile(BytesIO(answer.data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def addresses(cast) -> list[str]:
    """Every address that can be read, with ada and her rooms in the places."""
    places = {
        "<id:user_id>": str(cast.ada.id),
        "<id:room_id>": str(cast.harbour),
        "<id:message_id>": "1",
        "<name:username>": "ada",
    }
    queries = {"/users": "?username=ada", "/presence": f"?userIds={cast.ada.id}"}
    found = []
    for route in ROUTES:
        path = route.path
        for name, value in places.items():
            path = path.replace(name, value)
        if route.method == "GET" and "<" not in path:
            found.append(path + queries.get(path, ""))
    assert len(found) > 15
    return found
