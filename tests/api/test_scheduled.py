"""Messages to be sent later: once, as things stand then, or kept with the reason."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
import sqlalchemy as sa

from chatty.core import clock, limits
from chatty.core.claiming import claim
from chatty.core.db import db, writing
from chatty.core.errors import Forbidden
from chatty.messages.actions import put_off
from chatty.messages.jobs import send_scheduled
from chatty.messages.models import ScheduledMessage
from chatty.wire.base import moment
from tests.cast import PASSWORD

pytestmark = pytest.mark.both_databases


def later(person, room, content="later", *, hours=1.0, **more: object):
    body = {"content": content, "clientId": content.replace(" ", "-"), **more}
    return person.post(f"{room}/messages", body | {"sendAt": at(hours=hours)})


def at(**ahead: float) -> str:
    return moment(clock.now() + timedelta(**ahead))


def said(person, room) -> list[str]:
    return [message["content"] for message in person.get(f"{room}/messages")["items"]]


def waiting(person) -> list[tuple[str, str]]:
    return [(each["content"], each["state"]) for each in person.get("/scheduled")["items"]]


@pytest.fixture
def in_an_hour(app, monkeypatch):
    """Send what is due an hour from now; answers how many."""

    def send() -> int:
        then = clock.now() + timedelta(hours=1, minutes=1)
        monkeypatch.setattr(clock, "now", lambda: then)
        with app.app_context():
            sent = send_scheduled()
        monkeypatch.undo()
        return sent

    return send


def test_message_waits_and_is_said_when_it_is_due(people, market, in_an_hour):
    assert later(people.cal, market, silent=True).status_code == 202
    assert (said(people.bea, market), waiting(people.cal)) == ([], [("later", "pending")])
    assert in_an_hour() == 1
    assert (said(people.bea, market), waiting(people.cal)) == (["later"], [])
    assert people.bea.get(f"{market}/messages")["items"][0]["silent"] is True


def test_what_is_not_due_waits_on(people, market, in_an_hour):
    later(people.cal, market, hours=2)
    assert in_an_hour() == 0
    assert waiting(people.cal) == [("later", "pending")]


def test_repeat_is_answered_with_what_waits_and_then_with_what_was_said(people, market, in_an_hour):
    first = later(people.cal, market).json
    assert later(people.cal, market).json == first
    in_an_hour()
    assert later(people.cal, market).status_code == 200
    assert said(people.bea, market) == ["later"]


@pytest.mark.parametrize("hours", [-1, -0.1, 24 * 367])
def test_time_lies_between_a_minute_and_a_year_ahead(people, market, hours):
    assert later(people.cal, market, hours=hours).status_code == 422
    assert waiting(people.cal) == []


def test_only_who_may_write_puts_off(people, market, harbour):
    assert later(people.dan, market).status_code == 403
    assert later(people.dan, harbour).status_code == 404
    people.bea.patch(market, {"postBy": "admins"})
    assert later(people.cal, market).status_code == 403


def test_words_and_time_are_changed(people, market, in_an_hour):
    path = f"/scheduled/{later(people.cal, market, hours=3).json['id']}"
    changed = people.cal.patch(path, {"content": "sooner", "sendAt": at(minutes=30)})
    assert (changed.json["content"], changed.json["state"]) == ("sooner", "pending")
    in_an_hour()
    assert said(people.bea, market) == ["sooner"]


def test_what_was_taken_back_is_not_said(people, market, in_an_hour):
    path = f"/scheduled/{later(people.cal, market).json['id']}"
    assert people.cal.delete(path).status_code == 204
    assert people.cal.delete(path).status_code == 404
    assert in_an_hour() == 0


def test_nobody_sees_or_changes_what_another_put_off(people, market):
    path = f"/scheduled/{later(people.cal, market).json['id']}"
    assert people.bea.ask("GET", path).status_code == 404
    assert people.bea.patch(path, {"content": "mine"}).status_code == 404
    assert people.bea.delete(path).status_code == 404
    assert waiting(people.bea) == []


def test_what_may_not_be_said_then_is_kept_with_the_reason(people, market, in_an_hour):
    later(people.cal, market)
    people.bea.patch(market, {"postBy": "admins"})
    in_an_hour()
    (failed,) = people.cal.get("/scheduled")["items"]
    assert (failed["state"], failed["reason"]) == (
        "failed", "Here one reads; writing is not open to you.",
    )  # fmt: skip
    assert said(people.bea, market) == []


def test_what_failed_is_tried_again_at_another_time(people, market, in_an_hour):
    path = f"/scheduled/{later(people.cal, market).json['id']}"
    people.bea.patch(market, {"postBy": "admins"})
    in_an_hour()
    people.bea.patch(market, {"postBy": "members"})
    assert people.cal.patch(path, {"content": "please"}).status_code == 409
    people.cal.patch(path, {"content": "please", "sendAt": at(minutes=5)})
    in_an_hour()
    assert said(people.bea, market) == ["please"]


def test_who_leaves_or_ends_the_account_says_nothing_later(people, market, in_an_hour):
    later(people.cal, market)
    people.cal.delete(f"{market}/membership")
    assert waiting(people.cal) == []
    later(people.bea, market, "also later")
    people.bea.ask("DELETE", "/me", {"currentPassword": PASSWORD})
    assert in_an_hour() == 0


def test_number_of_waiting_messages_is_bounded(people, market, monkeypatch):
    monkeypatch.setattr(limits, "SCHEDULED", 1)
    assert later(people.cal, market, "one").status_code == 202
    assert later(people.cal, market, "two").status_code == 409


def test_two_workers_say_it_once(app, people, market, monkeypatch):
    for number in range(5):
        later(people.cal, market, f"m{number}")
    then = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: then)

    def work() -> None:
        with app.app_context():
            send_scheduled()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    monkeypatch.undo()
    assert sorted(said(people.bea, market)) == [f"m{number}" for number in range(5)]


def test_who_is_out_of_the_room_reads_nothing_there_by_a_repeat(people, cast, harbour):
    asked = people.bea.say(harbour, "who sails").json["id"]
    body = {"content": "me", "clientId": "c1", "replyToId": asked}
    people.cal.post(f"{harbour}/messages", body)
    people.ada.delete(f"{harbour}/members/{cast.cal.id}")
    people.bea.patch(f"/messages/{asked}", {"content": "who rows"})
    again = people.cal.post(f"{harbour}/messages", body | {"sendAt": at(hours=1.0)})
    assert again.status_code == 404


@pytest.mark.parametrize("content", ["/topic fish", "/me waves", "/nothing"])
def test_command_is_not_sent_later(people, market, content):
    refused = people.cal.post(
        f"{market}/messages", {"content": content, "clientId": "c", "sendAt": at(hours=1)}
    )
    assert (refused.status_code, refused.json["code"]) == (422, "command_not_sent_later")
    path = f"/scheduled/{later(people.cal, market).json['id']}"
    assert people.cal.patch(path, {"content": content}).status_code == 422
    assert waiting(people.cal) == [("later", "pending")]


def test_what_begins_with_two_slashes_is_said_with_one(people, market, in_an_hour):
    body = {"content": "//topic fish", "clientId": "c", "sendAt": at(hours=1)}
    assert people.cal.post(f"{market}/messages", body).status_code == 202
    assert in_an_hour() == 1
    assert said(people.bea, market) == ["/topic fish"]


def test_what_is_put_off_is_a_draft_no_more(people, market):
    people.cal.put(f"{market}/draft", {"content": "later"})
    later(people.cal, market)
    assert people.cal.get(f"{market}/draft")["content"] == ""


@pytest.mark.parametrize("change", [{"content": "other"}, {"hours": 3}])
def test_what_was_changed_while_it_could_not_be_sent_is_no_failure(people, market, app, change):
    path = f"/scheduled/{later(people.cal, market).json['id']}"
    with app.app_context():
        claimed = db.session.scalars(sa.select(ScheduledMessage)).one()
        db.session.expunge(claimed)
        clock.clock.move(timedelta(hours=1, minutes=1))
        with writing():
            assert claim(ScheduledMessage, claimed.id, attempts=0, lasts=timedelta(minutes=1))
    hours = change.get("hours")
    people.cal.patch(path, {"sendAt": at(hours=hours)} if hours else change)
    with app.app_context(), writing():
        put_off(claimed, Forbidden("muted", "You were muted."))
    assert people.cal.get(path)["state"] == "pending"
