"""Register, sign in, sign out, oneself and others."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from chatty.accounts.models import User
from chatty.core.db import db, writing
from tests.cast import PASSWORD

OF_ADA = User.username == "ada"
COMMON_PASSWORDS = ("1234567890", "qwertyuiop", "1q2w3e4r5t")


def stored_hash() -> str:
    """What is kept of ada's password."""
    return str(db.session.scalars(select(User.password_hash).where(OF_ADA)).one())


@pytest.mark.both_databases
def test_first_account_is_administrator_and_in_the_lobby(nobody, account):
    answer = nobody.post("/auth/register", account)
    fay = nobody.with_token(answer.json["accessToken"])
    assert answer.status_code == 201
    assert fay.get("/me")["isAdmin"] is True
    assert [room["kind"] for room in fay.get("/rooms")["items"]] == ["lobby"]


def test_second_account_is_not_administrator(people, account):
    answer = people.nobody.post("/auth/register", account)
    assert people.nobody.with_token(answer.json["accessToken"]).get("/me")["isAdmin"] is False


@pytest.mark.parametrize("username", ["ada", "ADA", "Ada"])
def test_taken_name_is_refused_however_it_is_written(people, account, username):
    answer = people.nobody.post("/auth/register", account | {"username": username})
    assert (answer.status_code, answer.json["code"]) == (409, "username_taken")


@pytest.mark.parametrize("password", ["7 chars", "nine char", *COMMON_PASSWORDS, "chattychatty"])
def test_weak_password_is_refused(people, account, password):
    answer = people.nobody.post("/auth/register", account | {"password": password})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "password"


def test_password_that_is_the_user_name_is_refused(people, account):
    body = account | {"username": "octopus.fan", "password": "Octopus.fan"}
    assert people.nobody.post("/auth/register", body).status_code == 422


@pytest.mark.parametrize(
    "password", ["x" * 63 + "y", "a b" * 42 + "cd", "🔑 with spaces 🗝", "ü" * 128]
)
def test_long_password_of_any_characters_counts_to_its_last_one(people, account, password):
    assert people.nobody.post("/auth/register", account | {"password": password}).status_code == 201
    right = {"login": "fay", "password": password}
    assert people.nobody.post("/auth/login", right).status_code == 200
    wrong = {"login": "fay", "password": password[:-1] + "z"}
    assert people.nobody.post("/auth/login", wrong).status_code == 401


def test_password_of_a_megabyte_is_refused_unread(people, account):
    answer = people.nobody.post("/auth/register", account | {"password": "x" * 1_000_000})
    assert answer.status_code == 413


def test_unconfirmed_address_does_not_sign_in(people, account):
    body = account | {"email": "Fay@Example.org"}
    answer = people.nobody.post("/auth/register", body)
    me = people.nobody.with_token(answer.json["accessToken"]).get("/me")
    assert (me["email"], me["pendingEmail"]) == (None, "fay@example.org")
    login = {"login": "fay@example.org", "password": body["password"]}
    assert people.nobody.post("/auth/login", login).status_code == 401


def test_address_is_told_to_nobody_else(people, account):
    answer = people.nobody.post("/auth/register", account | {"email": "fay@example.org"})
    shown = people.ada.ask("GET", f"/users/{answer.json['user']['id']}")
    assert b"example.org" not in shown.data + answer.data


@pytest.mark.parametrize("login", ["ada", "ADA", " ada "])
def test_name_and_password_sign_in(people, login):
    answer = people.nobody.post("/auth/login", {"login": login, "password": PASSWORD})
    assert people.nobody.with_token(answer.json["accessToken"]).get("/me")["username"] == "ada"


def test_wrong_password_and_unknown_name_are_the_same_answer(people):
    wrong, unknown = (
        people.nobody.post("/auth/login", {"login": login, "password": "not this one"})
        for login in ("ada", "nobody")
    )
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json == unknown.json


def test_password_is_kept_as_argon2id(people):
    with people.app.app_context():
        stored = stored_hash()
    _, kind, _, settings, *_ = stored.split("$")
    chosen = dict(part.split("=") for part in settings.split(","))
    assert kind == "argon2id"
    assert (int(chosen["m"]) >= 19_456, int(chosen["t"]) >= 2, int(chosen["p"]) >= 1) == (
        True,
        True,
        True,
    )


def test_weaker_hash_is_replaced_at_the_next_login(people):
    weak = PasswordHasher(time_cost=1, memory_cost=1_024).hash(PASSWORD)
    with people.app.app_context(), writing():
        db.session.execute(update(User).where(OF_ADA).values(password_hash=weak))
    people.nobody.post("/auth/login", {"login": "ada", "password": PASSWORD})
    with people.app.app_context():
        assert "m=19456" in stored_hash()


def test_profile_changes_only_what_is_sent(people):
    people.ada.patch("/me", {"bio": "Counts stars.\r\nAnd more."})
    me = people.ada.patch("/me", {"displayName": "  Ada  Lovelace "}).json
    assert (me["displayName"], me["bio"]) == ("Ada Lovelace", "Counts stars.\nAnd more.")


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "A\u202eda"])
def test_name_that_cannot_be_shown_is_refused(people, name):
    assert people.ada.patch("/me", {"displayName": name}).status_code == 422


def test_theme_is_chosen_for_all_devices(people):
    assert people.ada.patch("/me/settings", {"theme": "dark"}).json["theme"] == "dark"
    assert people.ada.get("/me/settings")["theme"] == "dark"
    assert people.ada.patch("/me/settings", {}).json["theme"] == "dark"
    assert people.ada.patch("/me/settings", {"theme": "pink"}).status_code == 422


def test_people_who_share_a_room_know_each_other(people, cast):
    assert people.ada.get(f"/users/{cast.cal.id}")["relation"] == "none"
    assert people.ada.get(f"/users/{cast.ada.id}")["relation"] == "self"


def test_unknown_person_is_not_found(people):
    assert people.ada.ask("GET", "/users/1").status_code == 404


def test_ticket_is_a_word_for_one_stream(people):
    answer = people.ada.post("/auth/stream-tickets")
    assert answer.status_code == 201
    assert len(answer.json["ticket"]) >= 43
