"""Links into rooms over the API (S47)."""

from __future__ import annotations

from secrets import token_urlsafe

import pytest

from chatty.accounts.actions import admission
from chatty.core import limits
from chatty.core.rates import rates


def codes(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def made(people, room: str, **body: object):
    answer = people.bea.post(f"{room}/invite-links", body)
    assert answer.status_code == 201, answer.json
    return answer.json


def test_link_is_shown_to_who_looks_after_it_and_taken_back(people, harbour):
    link = made(people, harbour, maxUses=5)
    assert (link["state"], link["uses"], link["role"]) == ("open", 0, "member")
    assert link["url"].endswith(f"/join/{link['token']}")
    (shown,) = people.ada.get(f"{harbour}/invite-links")["items"]
    assert (shown["id"], shown["token"]) == (link["id"], link["token"])
    assert people.ada.delete(f"{harbour}/invite-links/{link['id']}").status_code == 204
    assert people.ada.get(f"{harbour}/invite-links")["items"] == []


def test_who_has_a_link_sees_where_it_leads_without_an_account(people, harbour):
    link = made(people, harbour)
    shown = people.nobody.get(f"/invite-links/{link['token']}")
    assert (shown["room"]["name"], shown["room"]["memberCount"]) == ("Harbour", 3)
    assert (shown["inviter"]["username"], shown["isMember"]) == ("bea", False)
    assert shown["room"]["lastMessage"] is None


def test_link_lets_in_who_could_not_know_the_room(people, harbour):
    link = made(people, harbour)
    room = people.dan.put(f"/invite-links/{link['token']}/acceptance").json
    assert room["membership"]["role"] == "member"
    assert people.dan.get(f"/invite-links/{link['token']}")["isMember"] is True


def test_link_needs_an_account_to_come_in(people, harbour):
    link = made(people, harbour)
    answer = people.nobody.put(f"/invite-links/{link['token']}/acceptance")
    assert answer.status_code == 401


def test_guest_does_not_come_in_by_a_link(people, harbour):
    link = made(people, harbour)
    token = people.nobody.post("/auth/guest", {"displayName": "Gus"}).json["accessToken"]
    guest = people.nobody.with_token(token)
    answer = guest.put(f"/invite-links/{link['token']}/acceptance")
    assert codes(answer) == (403, "members_only")


def test_link_of_one_room_is_not_found_in_another(people, harbour, market):
    link = made(people, harbour)
    assert people.bea.delete(f"{market}/invite-links/{link['id']}").status_code == 404


def test_link_that_leads_nowhere_is_gone(people, harbour):
    link = made(people, harbour)
    people.bea.delete(f"{harbour}/invite-links/{link['id']}")
    for answer in (
        people.nobody.ask("GET", f"/invite-links/{link['token']}"),
        people.dan.put(f"/invite-links/{link['token']}/acceptance"),
    ):
        assert codes(answer) == (410, "link_revoked")


@pytest.mark.parametrize(
    "body",
    [
        {"role": "owner"},
        {"maxUses": 0},
        {"maxUses": limits.LINK_USES + 1},
        {"expiresAt": "2020-01-01T00:00:00.000Z"},
        {"expiresAt": "2999-01-01T00:00:00.000Z"},
    ],
)
def test_link_is_no_more_than_it_may_be(people, harbour, body):
    assert people.bea.post(f"{harbour}/invite-links", body).status_code == 422


def test_guesses_are_few(people, monkeypatch):
    """S47: the 21st of a minute is refused, before anything is looked up."""
    rates.configure(redis_url="", on=True)
    path = "/invite-links/{}"
    answers = [people.nobody.ask("GET", path.format(token_urlsafe(32))) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [404] * 20 + [429]


@pytest.mark.parametrize("uses", [1, None])
def test_link_invites_to_a_server_that_takes_the_invited(people, harbour, account, uses):
    token = made(people, harbour, maxUses=uses)["token"]
    admission.configure("invite", domains=(), guests=True)
    answer = people.nobody.post("/auth/register", account | {"inviteToken": token})
    assert answer.status_code == 201
    newcomer = people.nobody.with_token(answer.json["accessToken"])
    assert "Harbour" in [room["name"] for room in newcomer.get("/rooms")["items"]]
    other = account | {"username": "gil", "inviteToken": token}
    assert people.nobody.post("/auth/register", other).status_code == (422 if uses else 201)


def test_link_that_leads_nowhere_invites_to_no_server(people, harbour, account):
    link = made(people, harbour)
    people.bea.delete(f"{harbour}/invite-links/{link['id']}")
    admission.configure("invite", domains=(), guests=True)
    answer = people.nobody.post("/auth/register", account | {"inviteToken": link["token"]})
    assert codes(answer) == (422, "invite_expired")
