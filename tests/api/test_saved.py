"""What one keeps for oneself, as long as one may see it."""

from __future__ import annotations

import pytest

from chatty.core import limits
from chatty.core.db import db
from chatty.core.rates import rates
from chatty.stream.models import Event

pytestmark = pytest.mark.both_databases


@pytest.fixture
def message(people, harbour) -> str:
    return str(people.bea.say(harbour, "keep this").json["id"])


def kept(caller) -> list[str]:
    return [each["message"]["id"] for each in caller.get("/saved")["items"]]


def test_saved_message_is_ones_own(people, message):
    assert people.cal.put(f"/messages/{message}/saved").status_code == 200
    assert (kept(people.cal), kept(people.bea)) == ([message], [])


def test_saving_twice_keeps_the_first_moment(people, message):
    first, again = (people.cal.put(f"/messages/{message}/saved").json for _ in range(2))
    assert first == again
    for _ in range(2):
        assert people.cal.delete(f"/messages/{message}/saved").status_code == 204
    assert kept(people.cal) == []


def test_saved_last_is_first_and_pages_go_on(people, harbour, message):
    other = people.bea.say(harbour, "and this").json["id"]
    for each in (message, other):
        people.cal.put(f"/messages/{each}/saved")
    page = people.cal.get("/saved", limit=1)
    assert page["items"][0]["message"]["id"] == other
    rest = people.cal.get("/saved", cursor=page["nextCursor"])
    assert [each["message"]["id"] for each in rest["items"]] == [message]


def test_stranger_saves_nothing(people, message):
    assert people.dan.put(f"/messages/{message}/saved").status_code == 404
    assert people.dan.delete(f"/messages/{message}/saved").status_code == 404


def test_saved_message_is_out_of_sight_with_the_room(people, harbour, message):
    people.cal.put(f"/messages/{message}/saved")
    people.cal.delete(f"{harbour}/membership")
    assert kept(people.cal) == []


def test_deleted_message_is_a_tombstone_among_the_saved(people, message):
    people.cal.put(f"/messages/{message}/saved")
    people.bea.delete(f"/messages/{message}")
    (saved,) = people.cal.get("/saved")["items"]
    assert (saved["message"]["content"], saved["message"]["deletedAt"] is None) == ("", False)
    assert people.ada.put(f"/messages/{message}/saved").status_code == 409


def test_own_devices_hear_of_it(people, cast, message):
    people.cal.put(f"/messages/{message}/saved")
    with people.app.app_context():
        topics = db.session.scalars(db.select(Event.topic).where(Event.kind == "MESSAGE_SAVED"))
        assert list(topics) == [f"u:{cast.cal.id}"]


def test_number_of_saved_messages_has_an_end(people, harbour, message, monkeypatch):
    rates.configure(redis_url="", on=False)
    monkeypatch.setattr(limits, "SAVED_MESSAGES", 1)
    other = people.bea.say(harbour, "and this").json["id"]
    people.cal.put(f"/messages/{message}/saved")
    refused = people.cal.put(f"/messages/{other}/saved")
    assert (refused.status_code, refused.json["code"]) == (409, "too_many_saved")
