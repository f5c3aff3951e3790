"""Roles over the API: raised, lowered, handed on, looked for."""

from __future__ import annotations

import pytest


def codes(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def test_owner_raises_a_member_who_may_then_invite(people, cast, harbour):
    answer = people.ada.patch(f"{harbour}/members/{cast.cal.id}", {"role": "admin"})
    assert (answer.status_code, answer.json["role"]) == (200, "admin")
    assert people.cal.post(f"{harbour}/invite-links").status_code == 201


@pytest.mark.parametrize(("who", "status"), [("bea", 403), ("cal", 403), ("dan", 404)])
def test_nobody_else_gives_roles(people, cast, harbour, who, status):
    answer = getattr(people, who).patch(f"{harbour}/members/{cast.cal.id}", {"role": "owner"})
    assert answer.status_code == status


def test_who_is_not_in_the_room_has_no_role_there(people, cast, harbour):
    answer = people.ada.patch(f"{harbour}/members/{cast.dan.id}", {"role": "admin"})
    assert codes(answer) == (404, "no_such_member")


def test_last_owner_stays_one(people, cast, harbour):
    answer = people.ada.patch(f"{harbour}/members/{cast.ada.id}", {"role": "member"})
    assert codes(answer) == (409, "last_owner")


def test_room_is_handed_on(people, cast, harbour):
    answer = people.ada.put(f"{harbour}/ownership", {"userId": str(cast.cal.id)})
    assert answer.json["ownerId"] == str(cast.cal.id)
    assert answer.json["membership"]["role"] == "admin"
    again = people.ada.put(f"{harbour}/ownership", {"userId": str(cast.bea.id)})
    assert codes(again) == (403, "right_needed")


def test_room_is_not_handed_to_oneself(people, cast, harbour):
    answer = people.ada.put(f"{harbour}/ownership", {"userId": str(cast.ada.id)})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("query", "found"),
    [("", ["ada", "bea", "cal"]), ("CA", ["cal"]), ("@bea", ["bea"]), ("%", []), ("zoe", [])],
)
def test_members_are_found_by_part_of_a_name(people, harbour, query, found):
    items = people.cal.get(f"{harbour}/members", query=query)["items"]
    assert [member["user"]["username"] for member in items] == found


def test_members_are_shown_with_their_presence(people, harbour):
    items = people.cal.get(f"{harbour}/members")["items"]
    assert {member["user"]["presence"]["state"] for member in items} == {"offline"}
