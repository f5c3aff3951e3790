"""Invites into rooms: left once, for one person, worth what who sent them may do (S48)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chatty.accounts.models import User
from chatty.core.clock import clock
from chatty.core.db import db, writing


def codes(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def into(who, other_id: int, room_id: int, **more: object):
    body = {"kind": "room", "roomId": str(room_id), "userId": str(other_id), **more}
    return who.post("/invites", body)


@pytest.fixture
def invite(app, people, cast) -> str:
    """bea's invite of dan into harbour."""
    with app.app_context(), writing():
        db.session.get_one(User, cast.dan.id).discoverable = True
    return f"/invites/{into(people.bea, cast.dan.id, cast.harbour).json['id']}"


def test_room_invite_lets_in(people, harbour, invite):
    assert people.dan.put(f"{invite}/acceptance").status_code == 200
    assert people.dan.get(harbour)["membership"]["role"] == "member"


def test_room_invite_that_was_declined_is_not_accepted(people, invite):
    people.dan.put(f"{invite}/rejection")
    assert codes(people.dan.put(f"{invite}/acceptance")) == (409, "invite_rejected")


def test_room_invite_that_was_taken_back_is_gone(people, invite):
    people.bea.delete(invite)
    assert codes(people.dan.put(f"{invite}/acceptance")) == (410, "invite_revoked")


def test_room_invite_past_its_time_is_gone(people, invite):
    clock.move(timedelta(days=8))
    assert codes(people.dan.put(f"{invite}/acceptance")) == (410, "invite_expired")


def test_room_invite_is_for_one_person(people, invite):
    assert people.eve.put(f"{invite}/acceptance").status_code == 404


def test_nobody_invites_themselves_or_a_member_into_a_room(people, cast):
    assert codes(into(people.bea, cast.bea.id, cast.harbour)) == (422, "yourself")
    assert codes(into(people.bea, cast.cal.id, cast.harbour)) == (422, "already_member")


def test_nobody_invites_above_their_own_role(people, cast):
    people.bea.patch(f"/rooms/{cast.market}", {"inviteBy": "members"})
    answer = into(people.cal, cast.ada.id, cast.market, role="admin")
    assert codes(answer) == (403, "role_too_high")


def test_room_invite_is_sent_again_three_times_a_day(people, invite):
    answers = [people.bea.put(f"{invite}/delivery").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_room_invite_is_worth_nothing_without_its_senders_right(people, cast, harbour, invite):
    people.ada.patch(f"{harbour}/members/{cast.bea.id}", {"role": "member"})
    assert codes(people.dan.put(f"{invite}/acceptance")) == (410, "invite_withdrawn")


def test_room_invite_is_worth_nothing_once_its_sender_left(people, harbour, invite):
    people.bea.delete(f"{harbour}/membership")
    assert codes(people.dan.put(f"{invite}/acceptance"))[0] == 410
