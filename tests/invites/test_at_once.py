"""Several people at the same moment: an invite ends once, two who ask each other are friends."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from chatty.accounts.queries import user_by_id
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.core.errors import ChattyError
from chatty.friends.actions import block
from chatty.friends.queries import are_friends
from chatty.invites.actions import accept, ask_friend, invite_to_room, reject, revoke
from chatty.invites.jobs import expire_invites
from chatty.invites.models import Invite
from chatty.rooms.queries import room_for
from chatty.stream.models import Event

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.both_databases
ROUNDS = 5


def at_once(app, *acts: Callable[[], object]) -> list[object]:
    """What each of *acts* answered, or was refused with; all begin together."""
    together = threading.Barrier(len(acts))
    answers: list[object] = [None] * len(acts)

    def run(number: int) -> None:
        with app.app_context():
            together.wait()
            try:
                with writing():
                    answers[number] = acts[number]()
            except ChattyError as error:
                answers[number] = error.code

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def waiting(cast) -> Invite:
    """cal's request to dan."""
    return db.session.scalars(sa.select(Invite).where(Invite.inviter_id == cast.cal.id)).one()


def test_invite_is_accepted_once_however_often_it_is_pressed(app, cast):
    with app.app_context():
        invite_id = waiting(cast).id
    at_once(app, *[lambda: accept(cast.dan.viewer, invite_id)] * ROUNDS)
    with app.app_context():
        assert are_friends(cast.cal.id, cast.dan.id)
        told = sa.select(sa.func.count()).where(Event.kind == "FRIEND_UPDATED")
        of_dan = told.where(Event.topic == f"u:{cast.dan.id}")
        assert db.session.scalar(of_dan) == 1


def test_only_one_end_of_an_invite_comes_true(app, cast):
    """S48: pending is left once: accepted, rejected or revoked, and the others are refused."""
    with app.app_context():
        invite_id = waiting(cast).id
    answers = at_once(
        app,
        lambda: accept(cast.dan.viewer, invite_id),
        lambda: reject(cast.dan.viewer, invite_id),
        lambda: revoke(cast.cal.viewer, invite_id),
    )
    refused = {"invite_accepted", "invite_rejected", "invite_revoked"}
    assert sum(answer in refused for answer in answers) == 2
    with app.app_context():
        ended = waiting(cast).state
        assert are_friends(cast.cal.id, cast.dan.id) == (ended == "accepted")


def test_two_who_ask_each_other_become_friends(app, cast):
    def ask(one, other) -> Callable[[], object]:
        return lambda: ask_friend(one.viewer, user_by_id(other.id)).state

    answers = at_once(app, ask(cast.bea, cast.cal), ask(cast.cal, cast.bea))
    assert sorted(map(str, answers)) == ["accepted", "pending"]
    with app.app_context():
        assert are_friends(cast.bea.id, cast.cal.id)
        invites = sa.select(Invite.state).where(Invite.inviter_id == cast.bea.id)
        assert set(db.session.scalars(invites)) <= {"accepted"}


def test_the_same_person_is_invited_into_a_room_once(app, cast):
    def invite(who) -> Callable[[], object]:
        def act() -> object:
            room = room_for(who.viewer, cast.harbour)
            return invite_to_room(who.viewer, room, user_by_id(cast.dan.id)).state

        return act

    answers = at_once(app, invite(cast.ada), invite(cast.bea))
    assert sorted(map(str, answers)) == ["already_invited", "pending"]


def test_two_sweepers_end_an_invite_once(app, cast):
    with app.app_context(), writing():
        db.session.execute(sa.update(Invite).values(expires_at=clock.now()))
    counts: list[int] = []

    def sweep() -> None:
        with app.app_context():
            counts.append(expire_invites())

    sweepers = [threading.Thread(target=sweep) for _ in range(3)]
    for one in sweepers:
        one.start()
    for one in sweepers:
        one.join()
    assert sum(counts) == 1


def test_accepting_and_blocking_at_once_leaves_no_blocked_friend(app, cast):
    with app.app_context():
        invite_id = waiting(cast).id
    at_once(
        app,
        lambda: accept(cast.dan.viewer, invite_id),
        lambda: block(cast.cal.viewer, cast.dan.id),
    )
    with app.app_context():
        assert not are_friends(cast.cal.id, cast.dan.id)
        assert waiting(cast).state in {"accepted", "revoked"}


def test_request_that_was_on_its_way_does_not_outrun_a_block(app, cast):
    """S50: whoever asks looks again once nobody else can change anything between the two."""
    looked, blocked = threading.Event(), threading.Event()
    answers: list[str] = []

    def ask() -> None:
        with app.app_context():
            cal = user_by_id(cast.cal.id)
            db.session.rollback()
            looked.set()
            blocked.wait()
            try:
                with writing():
                    answers.append(ask_friend(cast.ada.viewer, cal).state)
            except ChattyError as error:
                answers.append(error.code)

    asking = threading.Thread(target=ask)
    asking.start()
    looked.wait()
    with app.app_context(), writing():
        block(cast.cal.viewer, cast.ada.id)
    blocked.set()
    asking.join()
    assert answers == ["no_such_person"]
