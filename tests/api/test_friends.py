"""Friends and blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatty.accounts.models import User
from chatty.core.db import db, writing

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def discoverable(app, cast) -> Callable[..., None]:
    """``discoverable("dan")``: whoever is named lets others find them."""

    def let(*names: str) -> None:
        with app.app_context(), writing():
            for name in names:
                db.session.get_one(User, getattr(cast, name).id).discoverable = True

    return let


def befriend(one, other) -> str:
    """The two become friends by invite; the invite's id."""
    invite = one.post("/invites", {"kind": "friend", "userId": other.user_id}).json["id"]
    assert other.put(f"/invites/{invite}/acceptance").status_code == 200
    return str(invite)


def relation(one, other) -> str:
    return str(one.get(f"/users/{other.user_id}")["relation"])


@pytest.mark.both_databases
def test_accepted_request_makes_two_friends(people):
    assert relation(people.bea, people.cal) == "none"
    invite = people.bea.post("/invites", {"kind": "friend", "username": "CAL"})
    assert invite.status_code == 201
    assert relation(people.bea, people.cal) == "invited"
    assert relation(people.cal, people.bea) == "invitedBy"
    accepted = people.cal.put(f"/invites/{invite.json['id']}/acceptance")
    assert accepted.json["state"] == "accepted"
    assert relation(people.bea, people.cal) == relation(people.cal, people.bea) == "friend"
    assert "bea" in [friend["username"] for friend in people.cal.get("/friends")["items"]]


@pytest.mark.both_databases
def test_friends_come_in_pages_by_name(people, discoverable):
    discoverable("bea", "dan", "admin")
    befriend(people.bea, people.cal)
    befriend(people.dan, people.bea)
    befriend(people.admin, people.bea)
    first = people.bea.get("/friends", limit=2)
    rest = people.bea.get("/friends", limit=2, cursor=first["nextCursor"])
    names = [friend["username"] for friend in first["items"] + rest["items"]]
    assert names == sorted(names)
    assert {"cal", "dan", "zoe"} <= set(names)
    assert rest["nextCursor"] is None
    assert first["items"][0]["since"]


def test_friends_see_when_one_was_here_last(people):
    befriend(people.bea, people.cal)
    (cal,) = [one for one in people.bea.get("/friends")["items"] if one["username"] == "cal"]
    assert cal["presence"]["state"] == "offline"


@pytest.mark.both_databases
def test_friendship_ends_for_both_and_ending_it_twice_changes_nothing(people):
    befriend(people.bea, people.cal)
    assert people.cal.delete(f"/friends/{people.bea.user_id}").status_code == 204
    assert people.cal.delete(f"/friends/{people.bea.user_id}").status_code == 204
    assert relation(people.bea, people.cal) == relation(people.cal, people.bea) == "none"


@pytest.mark.both_databases
def test_block_ends_the_friendship_and_is_told_to_nobody(people):
    befriend(people.bea, people.cal)
    assert people.bea.put(f"/blocks/{people.cal.user_id}").status_code == 204
    assert people.bea.put(f"/blocks/{people.cal.user_id}").status_code == 204
    assert relation(people.bea, people.cal) == "blocked"
    assert relation(people.cal, people.bea) == "none"
    blocked = people.bea.get("/blocks")["items"]
    assert [one["username"] for one in blocked] == ["cal"]


def test_blocked_person_can_neither_invite_nor_see_presence(people, harbour):
    """S50: no invite, no presence, no last-seen."""
    people.bea.put(f"/blocks/{people.cal.user_id}")
    asked = people.cal.post("/invites", {"kind": "friend", "userId": people.bea.user_id})
    unknown = people.cal.post("/invites", {"kind": "friend", "username": "nobody-at-all"})
    assert asked.status_code == unknown.status_code == 404
    assert asked.json == unknown.json
    nowhere = {"state": "offline", "lastSeenAt": None}
    assert people.cal.get(f"/users/{people.bea.user_id}")["presence"] == nowhere
    members = people.cal.get(f"{harbour}/members")["items"]
    assert [one["user"]["presence"] for one in members if one["user"]["username"] == "bea"] == [
        nowhere
    ]
    told = people.cal.get("/presence", userIds=people.bea.user_id)["items"]
    assert told == [{"userId": people.bea.user_id, **nowhere}]


def test_who_blocked_somebody_has_to_unblock_them_before_asking(people):
    people.bea.put(f"/blocks/{people.cal.user_id}")
    asked = people.bea.post("/invites", {"kind": "friend", "userId": people.cal.user_id})
    assert (asked.status_code, asked.json["code"]) == (409, "blocked")
    assert people.bea.delete(f"/blocks/{people.cal.user_id}").status_code == 204
    assert relation(people.bea, people.cal) == "none"
    asked = people.bea.post("/invites", {"kind": "friend", "userId": people.cal.user_id})
    assert asked.status_code == 201


@pytest.mark.both_databases
def test_block_ends_the_invites_of_both_sides(people, discoverable):
    """S50: what was asked before is asked no more."""
    discoverable("bea", "dan")
    sent = people.bea.post("/invites", {"kind": "friend", "userId": people.dan.user_id}).json["id"]
    den = people.dan.post("/rooms", {"kind": "private", "name": "Den"}).json["id"]
    body = {"kind": "room", "roomId": den, "userId": people.bea.user_id}
    received = people.dan.post("/invites", body).json["id"]
    people.bea.put(f"/blocks/{people.dan.user_id}")
    assert people.bea.get(f"/invites/{sent}")["state"] == "revoked"
    # A declined invite and a block look alike to who sent it.
    assert people.dan.get(f"/invites/{received}")["state"] == "rejected"
    assert people.dan.put(f"/invites/{sent}/acceptance").status_code == 410


def test_nobody_blocks_themselves(people):
    refused = people.bea.put(f"/blocks/{people.bea.user_id}")
    assert (refused.status_code, refused.json["code"]) == (422, "yourself")


def test_block_of_nobody_is_not_found(people):
    assert people.bea.put("/blocks/12345").status_code == 404


@pytest.mark.both_databases
def test_whom_one_may_not_know_is_blocked_like_nobody(people):
    """S37: to block tells neither that somebody is there nor who they are."""
    assert people.dan.put(f"/blocks/{people.eve.user_id}").status_code == 404
    assert people.dan.get("/blocks")["items"] == []


def test_who_asked_to_be_a_friend_can_be_blocked_though_unknown(people, discoverable):
    discoverable("bea")
    people.dan.post("/invites", {"kind": "friend", "userId": people.bea.user_id})
    assert people.bea.put(f"/blocks/{people.dan.user_id}").status_code == 204
    assert people.bea.put(f"/blocks/{people.dan.user_id}").status_code == 204


def test_blocked_people_are_shown_by_name_and_picture_only(people):
    people.cal.patch("/me", {"bio": "a sailor", "statusText": "at sea"})
    people.bea.put(f"/blocks/{people.cal.user_id}")
    (cal,) = people.bea.get("/blocks")["items"]
    assert (cal["displayName"], cal["relation"]) == ("Cal", "blocked")
    assert (cal["bio"], cal["statusText"], cal["presence"]) == ("", None, None)


def test_block_changes_nothing_that_the_blocked_can_see(people):
    """S50: neither a count nor a presence goes away at once."""
    before = people.cal.get(f"/users/{people.bea.user_id}")
    people.bea.put(f"/blocks/{people.cal.user_id}")
    assert people.cal.get(f"/users/{people.bea.user_id}") == before
