"""Guests over the API: S42, and becoming a member without losing anything."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import admission
from chatty.accounts.jobs import retire_guests
from chatty.accounts.models import User
from chatty.api.views import ROUTES
from chatty.core import clock
from chatty.core.db import db
from tests.api.caller import Caller

MEMBER = {"username": "gusto", "password": "a quiet river bank"}
# What who has nothing but a name may change: their words in the lobby, what they think of those of
# others, and their own session.
OPEN_TO_GUESTS = {
    "DELETE /me/sessions",
    "DELETE /me/sessions/<id:session_id>",
    "DELETE /messages/<id:message_id>",
    "DELETE /messages/<id:message_id>/pin",
    "DELETE /messages/<id:message_id>/poll/vote",
    "DELETE /messages/<id:message_id>/previews",
    "DELETE /messages/<id:message_id>/reactions/<emoji:emoji>",
    "DELETE /messages/<id:message_id>/saved",
    "DELETE /messages/<id:message_id>/thread/follow",
    "DELETE /rooms/<id:room_id>/draft",
    "DELETE /scheduled/<id:scheduled_id>",
    "PATCH /me/settings",
    "PATCH /messages/<id:message_id>",
    "PATCH /scheduled/<id:scheduled_id>",
    "POST /auth/logout",
    "POST /auth/stream-tickets",
    "POST /messages/<id:message_id>/forward",
    "POST /messages/<id:message_id>/reports",
    "POST /rooms/<id:room_id>/messages",
    "POST /users/<id:user_id>/reports",
    "PUT /me/membership",
    "PUT /messages/<id:message_id>/pin",
    "PUT /messages/<id:message_id>/poll/closing",
    "PUT /messages/<id:message_id>/poll/vote",
    "PUT /messages/<id:message_id>/reactions/<emoji:emoji>",
    "PUT /messages/<id:message_id>/saved",
    "PUT /messages/<id:message_id>/thread/follow",
    "PUT /messages/<id:message_id>/thread/read-marker",
    "PUT /notifications/<id:notification_id>/read",
    "PUT /notifications/read",
    "PUT /read-markers",
    "PUT /rooms/<id:room_id>/bans/me/appeal",
    "PUT /rooms/<id:room_id>/delivered-marker",
    "PUT /rooms/<id:room_id>/draft",
    "PUT /rooms/<id:room_id>/read-marker",
    "PUT /rooms/<id:room_id>/typing",
    "PUT /rooms/<id:room_id>/unread-marker",
}


@pytest.fixture
def gus(app, people) -> Caller:
    answer = people.nobody.post("/auth/guest", {"displayName": "Gus"})
    assert answer.status_code == 201
    return Caller(app, answer.json["accessToken"], answer.json["user"]["id"])


def say(caller, room_id, content="hello"):
    body = {"content": content, "clientId": content.replace(" ", "-")}
    return caller.post(f"/rooms/{room_id}/messages", body)


@pytest.mark.both_databases
def test_guest_is_in_the_lobby_and_writes_there(gus, cast, people):
    assert [room["id"] for room in gus.get("/rooms")["items"]] == [str(cast.square)]
    assert say(gus, cast.square).status_code == 201
    assert (
        people.bea.get(f"/rooms/{cast.square}/messages")["items"][-1]["userName"] == "Gus (guest)"
    )


def test_guest_reads_public_rooms_and_joins_none(gus, cast):
    assert gus.ask("GET", f"/rooms/{cast.market}/messages").status_code == 200
    assert say(gus, cast.market).status_code == 403
    assert gus.ask("PUT", f"/rooms/{cast.market}/membership").status_code == 403


def test_private_room_is_nothing_to_a_guest(gus, harbour):
    for path in (harbour, f"{harbour}/messages", f"{harbour}/members"):
        assert gus.ask("GET", path).status_code == 404
    assert say(gus, harbour.rpartition("/")[2]).status_code == 404


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.method != "GET" and not route.open_to_guests],
    ids=lambda route: f"{route.method} {route.path}",
)
def test_every_other_write_is_refused(gus, route):
    """S42: a new route is closed to guests unless it says otherwise."""
    path = re.sub("<word:[a-z_]+>", "w" * 43, route.path).replace("<id:", "<").split("<")
    filled = "1".join([path[0], *(part.partition(">")[2] for part in path[1:])])
    answer = gus.ask(route.method, filled)
    assert answer.status_code == 403
    assert route.method == "HEAD" or answer.json["code"] == "members_only"


def test_what_guests_may_change_is_this_list():
    found = {
        f"{route.method} {route.path}"
        for route in ROUTES
        if route.contract.guests and route.method != "GET"
    }
    assert found <= OPEN_TO_GUESTS | {"DELETE /me"}


def test_people_are_not_for_guests_to_find(gus):
    """S42: no user directory."""
    assert gus.ask("GET", "/users", query_string={"username": "bea"}).status_code == 403
    assert gus.ask("GET", "/users/suggestions").status_code == 403


@pytest.mark.parametrize("name", ["", " ", "(guest)", "a\u202eb", "x" * 64, "\u0430dmin"])
def test_name_of_a_guest_is_a_name(people, name):
    assert people.nobody.post("/auth/guest", {"displayName": name}).status_code == 422


def test_guest_passes_for_no_member(people):
    for name in ("Bea", "Bea (guest)"):
        answer = people.nobody.post("/auth/guest", {"displayName": name})
        assert answer.json["user"]["displayName"] == "Bea (guest)"


def test_nobody_else_bears_the_names_of_guests_or_of_the_gone(people):
    account = {"password": MEMBER["password"]}
    for name in ("guest-0123456789", "deleted-5", "Guest-x1"):
        assert people.nobody.post("/auth/register", account | {"username": name}).status_code == 422
    for shown in ("Gus (guest)", "Gus (GUEST)", "Deleted user"):
        body = account | {"username": "fay", "displayName": shown}
        assert people.nobody.post("/auth/register", body).status_code == 422


def test_first_person_of_a_server_is_no_guest(nobody):
    assert nobody.post("/auth/guest", {"displayName": "Gus"}).json["code"] == "nobody_home"


def test_server_may_take_no_guests(people):
    admission.configure("open", domains=(), guests=False)
    assert people.nobody.post("/auth/guest", {"displayName": "Gus"}).json["code"] == "guests_off"


@pytest.mark.both_databases
def test_guest_becomes_a_member_and_keeps_everything(gus, cast, people):
    said = say(gus, cast.square).json
    answer = gus.put("/me/membership", MEMBER)
    assert answer.status_code == 200
    assert gus.ask("GET", "/me").status_code == 401
    gus.token = answer.json["accessToken"]
    me = gus.get("/me")
    assert (me["id"], me["kind"], me["username"]) == (gus.user_id, "member", "gusto")
    assert me["displayName"] == "Gus"
    kept = people.bea.get(f"/messages/{said['id']}")
    assert (kept["userId"], kept["userName"]) == (gus.user_id, "Gus")
    assert gus.ask("PUT", f"/rooms/{cast.market}/membership").status_code == 200
    assert people.nobody.post("/auth/login", {"login": "gusto", "password": MEMBER["password"]})


def test_name_that_is_taken_changes_nothing(gus):
    assert gus.put("/me/membership", MEMBER | {"username": "bea"}).status_code == 409
    assert gus.get("/me")["kind"] == "guest"


@pytest.mark.both_databases
def test_of_two_guests_who_want_one_name_one_gets_it(app, people, in_app):
    def guest(name):
        made = people.nobody.post("/auth/guest", {"displayName": name}).json
        return Caller(app, made["accessToken"], made["user"]["id"])

    callers = [guest(name) for name in ("Ann", "Ben")]
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(caller.put, "/me/membership", MEMBER) for caller in callers]
    assert sorted(answer.result().status_code for answer in answers) == [200, 409]


def test_member_does_not_become_one_again(people):
    assert people.bea.put("/me/membership", MEMBER).json["code"] == "already_member"


def test_guests_come_in_sixty_times_an_hour(people):
    for number in range(60):
        people.nobody.post("/auth/guest", {"displayName": f"Gus {number}"})
    assert people.nobody.post("/auth/guest", {"displayName": "Gus"}).status_code == 429


@pytest.mark.both_databases
def test_guest_whom_nobody_can_be_any_more_is_shut(gus, people, in_app):
    assert retire_guests() == 0
    clock.clock.move(timedelta(days=31))
    assert retire_guests() == 1
    assert db.session.scalars(
        sa.select(User.kind).where(User.deactivated_at.is_not(None))
    ).all() == ["guest"]


def test_guest_banned_where_newcomers_begin_becomes_a_member_elsewhere(gus, cast, people):
    people.admin.put(f"/admin/rooms/{cast.market}/default")
    people.bea.put(f"/rooms/{cast.market}/bans/{gus.user_id}", {})
    answer = gus.put("/me/membership", MEMBER)
    assert answer.status_code == 200, answer.text
    member = gus.with_token(answer.json["accessToken"])
    assert member.ask("GET", f"/rooms/{cast.market}/messages").json["code"] == "banned"
