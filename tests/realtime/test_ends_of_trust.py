"""A stream ends with what it stands on: the session, the login, the account (S06–S08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chatty.accounts.actions import close_session, deactivate
from chatty.core import clock
from chatty.core.db import writing

AUTHENTICATE = 4401


@pytest.fixture
def at_two_browsers(desk, cast):
    """Cal at two browsers with a session each."""
    viewers = [replace(cast.cal.viewer, session_id=number) for number in (11, 12)]
    return [desk.websocket(viewer) for viewer in viewers]


def test_signing_out_ends_the_streams_of_that_session_only(desk, at_two_browsers, say):
    here, there = at_two_browsers
    with writing():
        close_session(here.connection.viewer)
    desk.tail()
    say("still here")
    desk.tail()
    assert here.close_code() == AUTHENTICATE
    assert (there.close_code(), there.said()) == (None, ["still here"])


def test_shut_account_loses_every_stream_and_nobody_else_does(desk, cast, at_two_browsers):
    bea = desk.websocket(cast.bea.viewer)
    poll = desk.poll(cast.cal.viewer, cursor=desk.hub.position)
    with writing():
        deactivate(cast.cal.id)
    desk.tail()
    assert [line.close_code() for line in at_two_browsers] == [AUTHENTICATE, AUTHENTICATE]
    assert [event["type"] for event in poll.answer()["events"]] == ["SESSION_REVOKED"]
    assert bea.close_code() is None


def test_stream_ends_when_its_credential_runs_out(desk, cast):
    line = desk.websocket(cast.cal.viewer)
    line.connection.expires_at = clock.now().timestamp() + 5
    desk.tick()
    assert line.close_code() is None
    clock.clock.move(timedelta(seconds=6))
    try:
        desk.tick()
    finally:
        clock.clock.reset()
    assert line.close_code() == AUTHENTICATE
