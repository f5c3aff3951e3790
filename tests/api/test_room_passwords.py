"""S43: rooms with a password."""

from __future__ import annotations

import statistics
import time

import pytest
import sqlalchemy as sa

from chatty.accounts.queries import user_by_id
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.core.rates import rates
from chatty.rooms.actions import prove_room_password
from chatty.rooms.models import Room
from chatty.stream.models import Event, user_topic
from tests.api.room_changes import PASSWORD

WRONG = "not the password"
OTHER = "another quiet river"
ROUNDS = 40
SAME_SECONDS, SAME_SHARE = 0.005, 0.1


@pytest.fixture
def vault(people) -> str:
    """A room of ada's with a password, in which bea is, too."""
    body = {"kind": "password", "name": "Vault", "password": PASSWORD}
    vault = f"/rooms/{people.ada.post('/rooms', body).json['id']}"
    assert join(people.bea, vault).status_code == 200
    return vault


@pytest.fixture
def limited():
    rates.configure(redis_url="", on=True)
    yield
    rates.configure(redis_url="", on=False)


def join(who, vault: str, password: str | None = PASSWORD, address: str = "203.0.113.1"):
    body = {"password": password} if password is not None else None
    base = {"REMOTE_ADDR": address}
    return who.ask("PUT", f"{vault}/membership", body, environ_base=base)


def guess_until_paused(people, vault: str) -> None:
    """A hundred wrong ones in an hour, each person and address within its own rate."""
    for number in range(100):
        rates.clear(limits.RATE_ROOM_PASSWORD, "room-password", people.dan.user_id, vault[7:])
        answer = join(people.dan, vault, WRONG, f"203.0.113.{number}")
        assert answer.json["code"] == "wrong_password", number


@pytest.mark.both_databases
def test_password_opens_the_room_and_nothing_else_does(people, vault):
    assert join(people.dan, vault, None).json["code"] == "password_needed"
    assert join(people.dan, vault, WRONG).json["code"] == "wrong_password"
    assert people.dan.ask("GET", f"{vault}/messages").status_code == 403
    assert join(people.dan, vault).json["membership"]["role"] == "member"
    assert people.dan.get(f"{vault}/messages")["items"] == []
    assert join(people.dan, vault, WRONG).status_code == 200


def test_password_is_kept_as_argon2id_and_told_to_nobody(people, vault):
    with people.app.app_context():
        kept = db.session.get_one(Room, int(vault[7:])).password_hash or ""
    assert kept.startswith("$argon2id$")
    for who in (people.ada, people.bea, people.dan):
        text = who.ask("GET", vault).text + who.ask("GET", "/sync").text
        text += who.ask("GET", "/rooms/explore").text
        assert kept not in text
        assert PASSWORD not in text


def test_password_in_an_address_is_not_looked_at(people, vault):
    answer = people.dan.ask("PUT", f"{vault}/membership?password={PASSWORD}")
    assert answer.json["code"] == "password_needed"


def test_owner_changes_the_password_and_nobody_leaves(people, vault):
    assert people.bea.put(f"{vault}/password", {"password": OTHER}).status_code == 403
    assert people.ada.put(f"{vault}/password", {"password": OTHER}).status_code == 204
    assert people.bea.get(vault)["membership"]["role"] == "member"
    assert join(people.dan, vault).json["code"] == "wrong_password"
    assert join(people.dan, vault, OTHER).status_code == 200


def test_password_of_a_room_without_one_is_a_conflict(people, harbour):
    answer = people.ada.put(f"{harbour}/password", {"password": OTHER})
    assert (answer.status_code, answer.json["code"]) == (409, "no_password")


def test_weak_password_is_refused(people):
    for password in ("short", "password123", "x" * 129):
        body = {"kind": "password", "name": "Attic", "password": password}
        assert people.ada.post("/rooms", body).status_code == 422
    assert people.ada.post("/rooms", {"kind": "password", "name": "Attic"}).status_code == 422
    body = {"kind": "public", "name": "Attic", "password": PASSWORD}
    assert people.ada.post("/rooms", body).status_code == 422


@pytest.mark.usefixtures("limited")
def test_sixth_guess_of_a_person_is_too_many(people, vault):
    answers = [join(people.dan, vault, WRONG).status_code for _ in range(6)]
    assert answers == [403] * 5 + [429]
    assert join(people.dan, vault).status_code == 429
    assert join(people.eve, vault).status_code == 200


@pytest.mark.usefixtures("limited")
def test_thirty_first_wrong_guess_from_an_address_is_too_many(people, vault):
    for _ in range(30):
        rates.clear(limits.RATE_ROOM_PASSWORD, "room-password", people.dan.user_id, vault[7:])
        assert join(people.dan, vault, WRONG).status_code == 403
    assert join(people.eve, vault, WRONG).status_code == 429
    assert join(people.eve, vault, PASSWORD, "203.0.113.9").status_code == 200


@pytest.mark.usefixtures("limited")
def test_hundred_wrong_guesses_pause_the_room_and_members_notice_nothing(people, vault):
    guess_until_paused(people, vault)
    paused = join(people.eve, vault, PASSWORD, "198.51.100.1")
    assert (paused.status_code, paused.json["code"]) == (429, "password_paused")
    assert 0 < int(paused.headers["Retry-After"]) <= limits.ROOM_PASSWORD_PAUSE.total_seconds() + 1
    assert join(people.bea, vault).status_code == 200
    assert people.bea.say(vault, "all well").status_code == 201


@pytest.mark.usefixtures("limited")
def test_pause_ends_by_itself(people, cast, vault):
    guess_until_paused(people, vault)
    clock.move(limits.ROOM_PASSWORD_PAUSE)
    with people.app.app_context():
        assert prove_room_password(cast.eve.viewer, int(vault[7:]), PASSWORD)


@pytest.mark.usefixtures("limited")
def test_owner_is_told_of_the_pause(people, cast, vault, post_office):
    with people.app.app_context(), writing():
        user_by_id(cast.ada.id).email = "ada@example.org"
    guess_until_paused(people, vault)
    with people.app.app_context():
        told = sa.select(Event.topic).where(Event.kind == "ROOM_PASSWORD_PAUSED")
        assert db.session.scalars(told).all() == [user_topic(cast.ada.id)]
    assert people.ada.get(vault)["passwordPausedUntil"]
    assert people.bea.get(vault)["passwordPausedUntil"] is None
    (letter,) = post_office().letters
    assert (letter.to, letter.subject) == ("ada@example.org", "Many wrong passwords for Vault")


def test_right_and_wrong_take_the_same_time(people, vault):
    """In processor time, which a busy machine does not stretch; medians, so a hiccup is none."""
    took: dict[str, list[float]] = {PASSWORD: [], WRONG: []}
    for _ in range(ROUNDS):
        for password, times in took.items():
            began = time.process_time()
            join(people.dan, vault, password)
            times.append(time.process_time() - began)
            people.dan.delete(f"{vault}/membership")
    right, wrong = (statistics.median(times) for times in took.values())
    assert abs(right - wrong) < max(SAME_SECONDS, SAME_SHARE * max(right, wrong))
