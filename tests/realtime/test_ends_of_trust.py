"""A stream ends with what it stands on: the session, the login, the account (S06–S08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chatty.accounts.actions import Device, close_session, deactivate, delete_account
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.rooms.actions import join
from chatty.rooms.models import Room

AUTHENTICATE = 4401


@pytest.fixture
def at_two_browsers(desk, cast):
    """Cal at two browsers with a session each."""
    viewers = [replace(cast.cal.viewer, session_id=number) for number in (11, 12)]
    return [desk.websocket(viewer) for viewer in viewers]


def test_who_inherits_the_administration_is_the_administrator_from_then_on(desk, cast):
    line = desk.websocket(cast.ada.viewer)
    with writing():
        delete_account(cast.admin.viewer, device=Device(), erase_messages=False, successor="Ada")
    desk.tail()
    assert line.frames("PROFILE_UPDATED")[-1]["user"]["isAdmin"] is True
    assert line.connection.viewer.is_admin


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


def test_what_was_taken_back_is_told_to_nobody_who_comes_later(desk, cast, say):
    """S78: neither the log nor what the hub holds in memory still has it."""
    bystander = desk.websocket(cast.dan.viewer)
    desk.tail()
    before = desk.hub.position
    say("the lemons are here", cast.bea, cast.market)
    desk.tail()
    own = desk.websocket(cast.bea.viewer)
    with writing():
        delete_account(cast.bea.viewer, device=Device(), erase_messages=True)
    with writing():
        join(cast.dan.viewer, db.session.get_one(Room, cast.market))
    desk.tail()
    assert own.close_code() == AUTHENTICATE
    later = desk.websocket(cast.dan.viewer, cursor=before)
    told = later.frames("CHAT_MESSAGE") + bystander.frames("CHAT_MESSAGE")
    assert [(frame["content"], frame["userName"]) for frame in told] == [("", "Deleted user")]
    assert told[0]["deletedAt"] is not None


def test_stream_ends_when_its_credential_runs_out(desk, cast):
    line = desk.websocket(cast.cal.viewer)
    line.connection.expires_at = clock.now().timestamp() + 5
    desk.tick()
    assert line.close_code() is None
    clock.clock.move(timedelta(seconds=6))
    desk.tick()
    assert line.close_code() == AUTHENTICATE
