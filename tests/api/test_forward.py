"""Forwarding: a copy with the name of who said it; from where one reads, to where one writes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chatty.core.clock import clock
from chatty.core.db import db
from chatty.messages.jobs import expire_messages
from chatty.stream.models import Event

pytestmark = pytest.mark.both_databases


@pytest.fixture
def message(people, harbour) -> str:
    return str(people.bea.say(harbour, "high tide at nine").json["id"])


def forward(caller, message: str, room_id: int, client_id: str = "f"):
    body = {"roomId": str(room_id), "clientId": client_id}
    return caller.post(f"/messages/{message}/forward", body)


def test_forwarded_message_is_ones_own_with_the_name_of_who_said_it(people, cast, message):
    copy = forward(people.cal, message, cast.market)
    assert copy.status_code == 201
    assert copy.json["userId"] == str(cast.cal.id)
    assert (copy.json["content"], copy.json["forwardedFrom"]) == ("high tide at nine", "Bea")
    assert forward(people.cal, message, cast.market).status_code == 200


def test_forward_of_a_forward_names_who_said_it_first(people, cast, message):
    copy = forward(people.cal, message, cast.market).json["id"]
    again = forward(people.cal, copy, cast.harbour).json
    assert again["forwardedFrom"] == "Bea"


def test_what_one_may_not_see_is_not_forwarded(people, cast, message):
    people.dan.put(f"/rooms/{cast.market}/membership")
    assert forward(people.dan, message, cast.market).status_code == 404
    assert people.dan.get(f"/rooms/{cast.market}/messages")["items"] == []


def test_nothing_is_forwarded_to_where_one_does_not_write(people, cast, market):
    message = people.bea.say(market, "fresh fish").json["id"]
    assert forward(people.dan, message, cast.harbour).status_code == 404
    assert forward(people.dan, message, cast.market).status_code == 403


def test_deleted_message_is_not_forwarded(people, cast, message):
    people.bea.delete(f"/messages/{message}")
    assert forward(people.cal, message, cast.market).status_code == 409


def test_copy_stays_when_the_first_is_deleted(people, cast, message):
    copy = forward(people.cal, message, cast.market).json["id"]
    people.bea.delete(f"/messages/{message}")
    assert people.cal.get(f"/messages/{copy}")["content"] == "high tide at nine"


def test_name_is_gone_with_the_account(people, cast, message):
    copy = forward(people.cal, message, cast.market).json["id"]
    people.bea.ask("DELETE", "/me", {"currentPassword": "correct horse battery"})
    assert people.cal.get(f"/messages/{copy}")["forwardedFrom"] is None
    with people.app.app_context():
        payloads = db.session.scalars(db.select(Event.payload).where(Event.ref == int(copy)))
        assert all('"Bea"' not in payload for payload in payloads)


def test_what_disappears_does_so_wherever_it_is_forwarded(people, cast, harbour):
    said = people.bea.post(
        f"{harbour}/messages", {"content": "low tide", "clientId": "e", "expiresIn": 60}
    ).json
    copy = forward(people.cal, said["id"], cast.market).json
    again = forward(people.cal, copy["id"], cast.harbour, "g").json
    assert said["expiresAt"] == copy["expiresAt"] == again["expiresAt"]
    clock.move(timedelta(seconds=61))
    with people.app.app_context():
        assert expire_messages() == 3
    assert people.cal.get(f"/messages/{copy['id']}")["content"] == ""
