"""Invites: every state is left once, and everybody is told what is theirs to know."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from chatty.accounts.models import User
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.invites.jobs import expire_invites
from chatty.rooms.actions import remove_member

if TYPE_CHECKING:
    from tests.api.caller import Caller


@pytest.fixture
def discoverable(app, cast):
    def let(*names: str) -> None:
        with app.app_context(), writing():
            for name in names:
                db.session.get_one(User, getattr(cast, name).id).discoverable = True

    return let


@pytest.fixture
def request_of_cal(people) -> str:
    """cal has asked dan: part of the cast."""
    (waiting,) = people.dan.get("/invites", direction="received", state="pending")["items"]
    return f"/invites/{waiting['id']}"


def ask(one: Caller, other: Caller, **more: object) -> tuple[int, str]:
    answer = one.post("/invites", {"kind": "friend", "userId": other.user_id, **more})
    return (answer.status_code, "") if answer.status_code < 300 else codes(answer)


def into_room(one: Caller, other: Caller, room_id: object, **more: object):
    body = {"kind": "room", "roomId": str(room_id), "userId": other.user_id, **more}
    return one.post("/invites", body)


def invite_to(one: Caller, other: Caller, room_id: object, **more: object) -> str:
    return f"/invites/{into_room(one, other, room_id, **more).json['id']}"


def codes(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def test_invite_is_shown_to_both_and_to_nobody_else(people, request_of_cal):
    shown = people.dan.get(request_of_cal)
    assert (shown["kind"], shown["state"], shown["note"]) == (
        "friend",
        "pending",
        "Met you at the fair.",
    )
    assert (shown["inviter"]["username"], shown["invitee"]["username"]) == ("cal", "dan")
    assert shown["inviter"]["relation"] == "invitedBy"
    assert people.cal.get(request_of_cal)["invitee"]["relation"] == "invited"
    assert people.ada.ask("GET", request_of_cal).status_code == 404


@pytest.mark.both_databases
def test_accepting_and_rejecting_twice_is_like_once(people, request_of_cal):
    for _ in range(2):
        assert people.dan.put(f"{request_of_cal}/acceptance").json["state"] == "accepted"
    other = (
        "/invites/"
        + people.bea.post("/invites", {"kind": "friend", "userId": people.cal.user_id}).json["id"]
    )
    for _ in range(2):
        assert people.cal.put(f"{other}/rejection").json["state"] == "rejected"


@pytest.mark.both_databases
def test_rejected_invite_is_not_accepted(people, request_of_cal):
    """S48: accept after reject is 409."""
    people.dan.put(f"{request_of_cal}/rejection")
    refused = people.dan.put(f"{request_of_cal}/acceptance")
    assert codes(refused) == (409, "invite_rejected")


@pytest.mark.both_databases
def test_revoked_invite_is_gone(people, request_of_cal):
    """S48: accept after cancel is 410."""
    assert people.cal.delete(request_of_cal).status_code == 204
    assert people.cal.delete(request_of_cal).status_code == 204
    assert codes(people.dan.put(f"{request_of_cal}/acceptance")) == (410, "invite_revoked")


@pytest.mark.both_databases
@pytest.mark.parametrize("swept", [True, False], ids=["swept", "not yet swept"])
def test_expired_invite_is_gone(people, request_of_cal, swept):
    """S48: accept after expiry is 410, whether or not the sweeper has come by."""
    clock.move(timedelta(days=31))
    if swept:
        with people.app.app_context():
            assert (expire_invites(), expire_invites()) == (1, 0)
    assert codes(people.dan.put(f"{request_of_cal}/acceptance")) == (410, "invite_expired")
    assert people.dan.get(request_of_cal)["state"] == "expired"
    assert people.dan.get("/invites", state="pending")["items"] == []


def test_invite_is_for_one_person_alone(people, request_of_cal):
    """S48: accept as another account is 404; who sent it does not accept it for them."""
    assert people.bea.put(f"{request_of_cal}/acceptance").status_code == 404
    assert people.bea.delete(request_of_cal).status_code == 404
    assert codes(people.cal.put(f"{request_of_cal}/acceptance")) == (403, "not_yours")
    assert codes(people.dan.delete(request_of_cal)) == (403, "not_yours")


def test_accepted_invite_is_neither_rejected_nor_taken_back(people, request_of_cal):
    people.dan.put(f"{request_of_cal}/acceptance")
    assert codes(people.dan.put(f"{request_of_cal}/rejection")) == (409, "invite_accepted")
    assert codes(people.cal.delete(request_of_cal)) == (409, "invite_accepted")


def test_what_makes_no_sense_to_ask_is_refused(people, cast):
    """S48: self-invite, invite of a friend or a member."""
    assert ask(people.bea, people.bea) == (422, "yourself")
    assert ask(people.bea, people.ada) == (422, "already_friends")
    assert codes(into_room(people.bea, people.cal, cast.market)) == (422, "already_member")
    assert ask(people.bea, people.cal) == (201, "")
    assert ask(people.bea, people.cal) == (409, "already_invited")


def test_who_may_not_be_known_is_like_nobody(people, discoverable):
    """ada shares no room with dan, who does not let others find him."""
    unknown = people.ada.post("/invites", {"kind": "friend", "username": "nobody"})
    hidden = people.ada.post("/invites", {"kind": "friend", "username": "dan"})
    assert (hidden.status_code, hidden.json) == (404, unknown.json)
    discoverable("dan")
    assert people.ada.post("/invites", {"kind": "friend", "username": "Dan"}).status_code == 201


@pytest.mark.both_databases
def test_who_asks_back_accepts(people):
    assert ask(people.bea, people.cal) == (201, "")
    back = people.cal.post("/invites", {"kind": "friend", "userId": people.bea.user_id})
    assert (back.status_code, back.json["state"]) == (200, "accepted")
    assert people.bea.get(f"/users/{people.cal.user_id}")["relation"] == "friend"


def test_note_is_kept_and_has_its_limit(people):
    assert ask(people.bea, people.cal, note="x" * 251)[0] == 422
    assert ask(people.bea, people.cal, note=" Hello\r\nthere ") == (201, "")
    (received,) = people.cal.get("/invites", direction="received")["items"]
    assert received["note"] == "Hello\nthere"


@pytest.mark.both_databases
def test_room_invite_opens_a_private_room(people, cast, discoverable):
    discoverable("dan")
    invite = invite_to(people.ada, people.dan, cast.harbour, note="Come in")
    shown = people.dan.get(invite)
    assert (shown["room"]["name"], shown["room"]["memberCount"]) == ("Harbour", None)
    assert people.dan.ask("GET", f"/rooms/{cast.harbour}").status_code == 404
    assert people.dan.put(f"{invite}/acceptance").status_code == 200
    assert people.dan.get(f"/rooms/{cast.harbour}")["membership"]["role"] == "member"


def test_only_who_runs_a_private_room_invites_into_it(people, cast, discoverable):
    discoverable("dan")
    assert codes(into_room(people.cal, people.dan, cast.harbour)) == (403, "may_not_invite")
    assert into_room(people.dan, people.cal, cast.harbour).status_code == 404
    assert into_room(people.bea, people.dan, cast.harbour).status_code == 201
    assert codes(into_room(people.ada, people.dan, cast.square)) == (403, "may_not_invite")


def test_nobody_gives_a_role_above_their_own(people, cast, discoverable):
    discoverable("dan")
    refused = into_room(people.cal, people.dan, cast.market, role="admin")
    assert codes(refused) == (403, "role_too_high")
    invite = invite_to(people.bea, people.dan, cast.market, role="admin")
    people.dan.put(f"{invite}/acceptance")
    assert people.dan.get(f"/rooms/{cast.market}")["membership"]["role"] == "admin"


@pytest.mark.both_databases
def test_invite_is_worth_nothing_once_who_sent_it_left_the_room(people, cast, discoverable):
    discoverable("dan")
    invite = invite_to(people.bea, people.dan, cast.harbour)
    with people.app.app_context(), writing():
        remove_member(cast.harbour, cast.bea.id, reason="kicked")
    assert codes(people.dan.put(f"{invite}/acceptance")) == (410, "invite_withdrawn")


def test_who_came_in_another_way_has_answered_the_invite(people, cast, discoverable):
    discoverable("dan")
    invite = invite_to(people.bea, people.dan, cast.market)
    people.dan.put(f"/rooms/{cast.market}/membership")
    assert people.dan.get(invite)["state"] == "accepted"


def test_invite_is_sent_again_three_times_a_day(people, request_of_cal):
    """S48: resend at most three times a day; each begins its time anew."""
    before = people.cal.get(request_of_cal)["expiresAt"]
    clock.move(timedelta(minutes=5))
    for _ in range(3):
        again = people.cal.put(f"{request_of_cal}/delivery")
        assert again.json["expiresAt"] > before
    refused = people.cal.put(f"{request_of_cal}/delivery")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 3_600
    assert codes(people.dan.put(f"{request_of_cal}/delivery")) == (403, "not_yours")
    people.dan.put(f"{request_of_cal}/rejection")
    assert codes(people.cal.put(f"{request_of_cal}/delivery")) == (409, "invite_ended")


def test_lists_are_by_side_and_state_newest_first(people, cast, discoverable):
    discoverable("dan")
    into_room(people.bea, people.dan, cast.market)
    people.dan.post("/invites", {"kind": "friend", "username": "dan"})
    received = people.dan.get("/invites", direction="received", state="pending")["items"]
    assert [one["kind"] for one in received] == ["room", "friend"]
    assert people.dan.get("/invites", direction="sent")["items"] == []
    first = people.dan.get("/invites", limit=1)
    rest = people.dan.get("/invites", limit=1, cursor=first["nextCursor"])
    assert [one["kind"] for one in first["items"] + rest["items"]] == ["room", "friend"]
    assert rest["nextCursor"] is None
    people.dan.put(f"/invites/{received[1]['id']}/rejection")
    assert len(people.dan.get("/invites", state="rejected")["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "friend"},
        {"kind": "room", "userId": "7"},
        {"kind": "email"},
        {"kind": "friend", "userId": "7", "username": "bea"},
        {"kind": "party", "userId": "7"},
    ],
)
def test_invite_says_whom_and_where(people, body):
    assert people.bea.post("/invites", body).status_code == 422


def test_declined_invite_shows_no_more_than_a_name(people, request_of_cal):
    """Two whom nothing else joins see nothing of what the other writes of themselves later."""
    assert people.dan.put(f"{request_of_cal}/rejection").status_code == 200
    people.dan.patch("/me", {"bio": "moved to Oslo"})
    people.cal.patch("/me", {"bio": "at sea"})
    sent = people.cal.get(request_of_cal)["invitee"]
    received = people.dan.get(request_of_cal)["inviter"]
    assert (sent["displayName"], sent["bio"]) == ("Dan", "")
    assert (received["displayName"], received["bio"]) == ("Cal", "")
