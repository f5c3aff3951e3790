"""Messages that disappear after a time their sender chose."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chatty.core.clock import clock
from chatty.messages.jobs import expire_messages, send_scheduled


def say(who, room: str, **more: object):
    return who.post(f"{room}/messages", {"content": "heron", "clientId": "one", **more})


@pytest.mark.both_databases
def test_message_tells_when_it_disappears_and_does(people, market):
    message = say(people.bea, market, expiresIn=60).json
    said, gone = (datetime.fromisoformat(message[name]) for name in ("timestamp", "expiresAt"))
    assert gone - said == timedelta(seconds=60)
    clock.move(timedelta(seconds=61))
    with people.app.app_context():
        assert expire_messages() == 1
    left = people.cal.get(f"{market}/messages")["items"][-1]
    assert (left["id"], left["content"]) == (message["id"], "")


@pytest.mark.parametrize("seconds", [0, 59, 31_536_001, "60"])
def test_other_times_are_refused(people, market, seconds):
    assert say(people.bea, market, expiresIn=seconds).status_code == 422


@pytest.mark.both_databases
def test_what_is_sent_later_disappears_counted_from_when_it_is_said(people, market):
    later = (clock.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert say(people.bea, market, expiresIn=60, sendAt=later).json["expiresIn"] == 60
    clock.move(timedelta(hours=1, minutes=5))
    with people.app.app_context():
        assert (expire_messages(), send_scheduled()) == (0, 1)
    message = people.cal.get(f"{market}/messages")["items"][-1]
    said, gone = (datetime.fromisoformat(message[name]) for name in ("timestamp", "expiresAt"))
    assert gone - said == timedelta(seconds=60)


@pytest.mark.parametrize("seconds", [0, 59])
def test_other_times_are_refused_for_what_is_sent_later_too(people, market, seconds):
    later = (clock.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    refused = say(people.bea, market, expiresIn=seconds, sendAt=later)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "expiresIn")
