"""Credentials that live for a while: tickets, sessions, logins of apps."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from chatty.accounts.actions import (
    Device,
    authenticate,
    close_session,
    deactivate,
    mint_ticket,
    open_family,
    open_session,
    redeem_ticket,
    rotate,
    touch_session,
)
from chatty.accounts.models import StreamTicket, Viewer, WebSession
from chatty.accounts.queries import (
    user_by_id,
    user_by_login,
    viewer_for_access_token,
    viewer_for_session_key,
)
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.core.errors import NotFound, TooMany, Unauthenticated
from chatty.core.limits import SESSION_IDLE, SESSION_LIVES, TICKET_LIVES
from tests.cast import PASSWORD

pytestmark = pytest.mark.both_databases

SECOND = timedelta(seconds=1)


@pytest.fixture
def key(in_app, cast) -> str:
    """The key of a session of ada's."""
    with writing():
        return open_session(cast.ada.id, Device("browser" * 100, "192.0.2.1"))


def asking(key: str) -> Viewer:
    viewer = viewer_for_session_key(key)
    assert viewer is not None
    return viewer


def ticket_of(viewer: Viewer) -> str:
    with writing():
        return mint_ticket(viewer)


def redeemed(ticket: str) -> int | None:
    with writing():
        viewer = redeem_ticket(ticket)
    return viewer.user_id if viewer else None


def test_ticket_is_good_once(key, cast):
    ticket = ticket_of(asking(key))
    assert redeemed(ticket) == cast.ada.id
    assert redeemed(ticket) is None


@pytest.mark.parametrize(
    ("after", "good"), [(TICKET_LIVES - SECOND, True), (TICKET_LIVES + SECOND, False)]
)
def test_ticket_is_good_for_thirty_seconds(key, cast, after, good):
    ticket = ticket_of(asking(key))
    clock.move(after)
    assert (redeemed(ticket) is not None) is good
    assert redeemed(ticket) is None


def test_ticket_ends_with_the_sign_in_that_minted_it(key):
    viewer = asking(key)
    ticket = ticket_of(viewer)
    with writing():
        close_session(viewer)
    assert redeemed(ticket) is None


def test_ticket_is_kept_as_a_hash_and_swept_when_old(key):
    old = ticket_of(asking(key))
    clock.move(TICKET_LIVES + SECOND)
    ticket_of(asking(key))
    hashes = db.session.scalars(sa.select(StreamTicket.token_hash)).all()
    assert len(hashes) == 1
    assert old not in hashes


def test_session_ends_when_idle(key):
    clock.move(SESSION_IDLE - SECOND)
    assert viewer_for_session_key(key)
    clock.move(2 * SECOND)
    assert viewer_for_session_key(key) is None


def test_session_in_use_ends_after_thirty_days(key):
    for _ in range(3):
        clock.move(SESSION_IDLE - SECOND)
        viewer = viewer_for_session_key(key)
        if viewer:
            assert viewer.session_id
            with writing():
                touch_session(viewer.session_id)
    assert viewer_for_session_key(key) is None
    assert SESSION_LIVES < 3 * SESSION_IDLE


def test_session_is_touched_every_five_minutes_at_most(key):
    session_id = asking(key).session_id
    assert session_id
    used = sa.select(WebSession.last_used_at).where(WebSession.id == session_id)
    first = db.session.scalar(used)
    for minutes, changed in ((4, False), (2, True)):
        clock.move(timedelta(minutes=minutes))
        with writing():
            touch_session(session_id)
        assert (db.session.scalar(used) != first) is changed


def test_session_key_is_kept_as_a_hash(key):
    assert key not in db.session.scalars(sa.select(WebSession.key_hash)).all()
    assert viewer_for_session_key("something else") is None


def test_signing_out_ends_one_session_only(key, cast):
    with writing():
        other = open_session(cast.ada.id, Device())
    with writing():
        close_session(asking(key))
    assert viewer_for_session_key(key) is None
    assert viewer_for_session_key(other)


def test_deactivated_account_has_no_way_in(key, cast):
    with writing():
        grant = open_family(cast.ada.id, Device())
    ticket = ticket_of(asking(key))
    with writing():
        deactivate(cast.ada.id)
    assert viewer_for_session_key(key) is None
    assert viewer_for_access_token(cast.ada.id, grant.family_id) is None
    assert redeemed(ticket) is None
    assert user_by_login("ada") is None
    with pytest.raises(Unauthenticated):
        rotate(grant.jti, address="")
    with pytest.raises(Unauthenticated):
        authenticate(login="ada", password=PASSWORD, address="192.0.2.9")
    with pytest.raises(NotFound):
        user_by_id(cast.ada.id)


def test_wrong_password_and_unknown_name_are_one_answer(in_app, cast):
    answers = []
    for login in ("ada", "nobody", "nobody@example.org", "a\0b", ""):
        with pytest.raises(Unauthenticated) as refused:
            authenticate(login=login, password="wrong password", address="192.0.2.9")
        answers.append((refused.value.code, refused.value.detail))
    assert len(set(answers)) == 1
    assert authenticate(login=" ADA ", password=PASSWORD, address="192.0.2.9").id == cast.ada.id


def test_five_failures_close_the_account_for_half_an_hour(in_app, cast):
    for number in range(5):
        with pytest.raises(Unauthenticated):
            authenticate(login="ada", password="wrong password", address=f"192.0.2.{number}")
    with pytest.raises(TooMany) as refused:
        authenticate(login="ADA", password=PASSWORD, address="192.0.2.77")
    assert refused.value.retry_after
    assert authenticate(login="bea", password=PASSWORD, address="192.0.2.1").id == cast.bea.id


def test_twenty_failures_close_an_address(in_app, cast):
    for number in range(20):
        with pytest.raises(Unauthenticated):
            authenticate(login=f"nobody{number}", password="wrong password", address="192.0.2.1")
    with pytest.raises(TooMany):
        authenticate(login="ada", password=PASSWORD, address="192.0.2.1")
    assert authenticate(login="ada", password=PASSWORD, address="192.0.2.2").id == cast.ada.id
