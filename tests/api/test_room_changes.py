"""Rooms that change: by whom, and who sees what of them afterwards."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from chatty.accounts.models import AuditEntry
from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.moderation.jobs import empty_deleted_rooms
from chatty.rooms.actions import set_default
from chatty.rooms.models import Room
from chatty.stream.models import Event
from tests.api.room_changes import PASSWORD, invite_to
from tests.api.test_pictures import fetch, sent
from tests.pictures import picture

EDITS: list[dict[str, Any]] = [
    {"name": "Haven"},
    {"topic": "boats"},
    {"bio": "All about boats."},
    {"postBy": "admins"},
    {"inviteBy": "members"},
    {"pinBy": "members"},
    {"mentionAllBy": "members"},
    {"slowModeSeconds": 30},
    {"previews": False},
]
OWNERS_ONLY: list[dict[str, Any]] = [
    {"kind": "public"},
    {"kind": "password", "password": PASSWORD},
    {"history": "from_join"},
    {"retentionDays": 30},
    {"archived": True},
]
IMPOSSIBLE: list[dict[str, Any]] = [
    {"kind": "lobby"},
    {"kind": "direct"},
    {"kind": "password"},
    {"kind": "public", "history": "from_join"},
    {"name": ""},
    {"name": "a\u202eb"},
    {"slug": "harbour"},
    {"slowModeSeconds": -1},
    {"retentionDays": 0},
    {"retentionDays": 3_651},
    {"slowModeSeconds": 21_601},
    {"slowModeSeconds": "5"},
    {"postBy": "nobody"},
]
# S45: what is not to be chosen by anybody who writes to a room or a membership.
FORBIDDEN = ("id", "role", "ownerId", "createdById", "createdAt", "lastSeq", "isDefault", "seq")


def contents(who, room: str) -> list[str]:
    return [message["content"] for message in who.get(f"{room}/messages")["items"]]


def audited(people, kind: str) -> list[AuditEntry]:
    with people.app.app_context():
        return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.kind == kind)))


def test_admins_edit_and_members_do_not(people, harbour):
    for change in EDITS:
        assert people.cal.patch(harbour, change).status_code == 403
        answer = people.bea.patch(harbour, change)
        assert (answer.status_code, {name: answer.json[name] for name in change}) == (200, change)
    assert {entry.kind for entry in audited(people, "room_changed")} == {"room_changed"}
    assert len(audited(people, "room_changed")) == len(EDITS)


def test_only_owners_say_who_may_come_in(people, harbour):
    for change in OWNERS_ONLY:
        assert people.bea.patch(harbour, change).status_code == 403
        assert people.dan.patch(harbour, change).status_code in {403, 404}
    assert people.ada.patch(harbour, OWNERS_ONLY[1]).json["hasPassword"]


def test_impossible_change_is_refused(people, harbour):
    before = people.ada.get(harbour)
    for change in IMPOSSIBLE:
        assert people.ada.patch(harbour, change).status_code == 422, change
    assert people.ada.get(harbour) == before


@pytest.mark.parametrize("field", FORBIDDEN)
def test_field_that_nobody_chooses_is_refused(people, harbour, field):
    before = people.ada.get(harbour)
    assert people.ada.patch(harbour, {field: "7"}).status_code == 422
    assert people.ada.patch(f"{harbour}/membership", {field: "7"}).status_code == 422
    assert people.ada.put(f"{harbour}/membership", {field: "7"}).status_code == 422
    assert people.ada.get(harbour) == before


def test_lobby_is_edited_and_stays_the_lobby(people, cast):
    square = f"/rooms/{cast.square}"
    assert people.admin.patch(square, {"topic": "hello"}).json["topic"] == "hello"
    for change in ({"kind": "private"}, {"archived": True}, {"history": "from_join"}):
        assert people.admin.patch(square, change).status_code == 403
    assert people.admin.delete(square).status_code == 403


def test_direct_room_is_nobodys_to_change(people, cast):
    direct = f"/rooms/{people.ada.put(f'/directs/{cast.bea.id}').json['id']}"
    assert people.ada.patch(direct, {"name": "x"}).status_code == 403
    assert people.ada.delete(direct).status_code == 403
    assert people.ada.ask("PUT", f"{direct}/avatar", **sent(picture())).status_code == 403


def test_taken_address_is_a_conflict(people, market):
    other = people.bea.post("/rooms", {"kind": "public", "name": "Other"}).json["id"]
    answer = people.bea.patch(f"/rooms/{other}", {"slug": "market"})
    assert (answer.status_code, answer.json["code"]) == (409, "slug_taken")
    assert people.bea.patch(market, {"slug": None}).json["slug"] is None
    assert people.bea.patch(f"/rooms/{other}", {"slug": "market"}).json["slug"] == "market"


@pytest.mark.both_databases
def test_room_that_is_opened_keeps_what_was_said_in_private(people, harbour):
    people.ada.say(harbour, "in private")
    people.ada.patch(harbour, {"kind": "public"})
    people.ada.say(harbour, "in public")
    for who in (people.dan, people.ada):
        seen = ["in public"] if who is people.dan else ["in private", "in public"]
        assert contents(who, harbour) == seen
    assert people.dan.put(f"{harbour}/membership").status_code == 200
    assert contents(people.dan, harbour) == ["in public"]


def test_newest_private_message_is_shown_to_nobody_new(people, harbour):
    people.ada.say(harbour, "in private")
    people.ada.patch(harbour, {"kind": "public"})
    assert people.dan.get(harbour)["lastMessage"] is None
    (found,) = people.nobody.get("/rooms/explore", query="Harbour")["items"]
    assert found["lastMessage"] is None
    assert people.cal.get(harbour)["lastMessage"]["content"] == "in private"


def test_owner_may_show_what_was_said_in_private(people, harbour):
    people.ada.say(harbour, "in private")
    people.ada.patch(harbour, {"kind": "public", "revealHistory": True})
    assert contents(people.dan, harbour) == ["in private"]


def test_open_room_shares_its_history(people, harbour):
    people.ada.patch(harbour, {"history": "from_join"})
    assert people.ada.patch(harbour, {"kind": "public"}).json["history"] == "shared"
    assert people.ada.patch(harbour, {"history": "from_join"}).status_code == 422


def test_room_that_is_closed_is_unknown_to_strangers(people, market):
    assert people.dan.get(market)["slug"] == "market"
    closed = people.bea.patch(market, {"kind": "private"}).json
    assert (closed["slug"], closed["inviteBy"]) == (None, "admins")
    assert people.dan.ask("GET", market).status_code == 404
    assert people.cal.get(market)["kind"] == "private"
    (entry,) = audited(people, "room_kind_changed")
    assert entry.details == '{"before": "public", "after": "private"}'


def test_archived_room_is_read_by_its_members_alone(people, market):
    people.cal.say(market, "one")
    assert people.bea.patch(market, {"archived": True}).json["archivedAt"]
    assert contents(people.cal, market) == ["one"]
    assert people.cal.say(market, "two").status_code == 403
    assert people.dan.ask("GET", market).status_code == 404
    assert people.bea.patch(market, {"name": "x"}).json["code"] == "room_archived"
    assert people.bea.patch(market, {"archived": False}).json["archivedAt"] is None
    assert people.dan.get(market)["name"] == "Market"


@pytest.mark.both_databases
def test_deleted_room_is_known_to_nobody(people, cast, market):
    people.cal.say(market, "one")
    assert people.cal.delete(market).status_code == 403
    assert people.bea.delete(market).status_code == 204
    for who in (people.bea, people.cal, people.dan):
        assert who.ask("GET", market).status_code == 404
        assert who.ask("GET", f"{market}/messages").status_code == 404
    assert people.bea.delete(market).status_code == 404
    assert "Market" not in {room["name"] for room in people.cal.get("/rooms")["items"]}
    assert people.bea.post("/rooms", {"kind": "public", "name": "Market"}).json["slug"] == "market"


@pytest.mark.both_databases
def test_deleted_room_is_emptied_and_removed(people, cast, market):
    people.cal.say(market, "one")
    people.bea.ask("PUT", f"{market}/avatar", **sent(picture()))
    people.bea.post("/invites", invite_to(market, people.ada.user_id))
    people.bea.delete(market)
    with people.app.app_context():
        assert empty_deleted_rooms() == 0
        clock.move(limits.ROOM_EMPTIED_AFTER * 2)
        assert [empty_deleted_rooms() for _ in range(3)] == [1, 0, 0]
        assert db.session.get(Room, cast.market) is None
        told = sa.select(Event.payload).where(Event.payload.contains('"one"'))
        assert db.session.scalars(told).all() == []


def test_pictures_of_a_room_are_shown_wherever_it_is(people, market):
    for kind in ("avatar", "cover"):
        answer = people.bea.ask("PUT", f"{market}/{kind}", **sent(picture()))
        url = answer.json[f"{kind}Url"]
        assert people.dan.get(market)[f"{kind}Url"] == url
        assert fetch(people.nobody, url).status_code == 200
        assert people.bea.delete(f"{market}/{kind}").status_code == 204
        assert people.dan.get(market)[f"{kind}Url"] is None
        assert fetch(people.nobody, url).status_code == 404


def test_only_admins_choose_pictures(people, harbour):
    for who, status in ((people.cal, 403), (people.dan, 404), (people.nobody, 401)):
        answer = who.ask("PUT", f"{harbour}/avatar", **sent(picture()))
        assert answer.status_code == status
        assert who.delete(f"{harbour}/cover").status_code == status


def test_newcomers_enter_the_default_rooms(people, cast, account):
    with people.app.app_context(), writing():
        set_default(cast.admin.viewer, cast.market, is_default=True)
    fay = people.nobody.post("/auth/register", account).json
    fay = people.nobody.with_token(fay["accessToken"])
    assert [room["name"] for room in fay.get("/rooms")["items"]] == ["Lobby", "Market"]
    people.bea.patch(f"/rooms/{cast.market}", {"kind": "private"})
    assert not people.bea.get(f"/rooms/{cast.market}")["isDefault"]


def test_newcomers_are_not_put_into_a_room_in_raid_mode(people, cast, account):
    with people.app.app_context(), writing():
        set_default(cast.admin.viewer, cast.market, is_default=True)
    raid = f"/rooms/{cast.market}/raid-mode"
    people.bea.put(raid, {"minutes": 5})
    fay = people.nobody.post("/auth/register", account).json
    fay = people.nobody.with_token(fay["accessToken"])
    assert [room["name"] for room in fay.get("/rooms")["items"]] == ["Lobby"]
    people.bea.delete(raid)
    assert fay.put(f"/rooms/{cast.market}/membership").status_code < 300


def test_owned_rooms_are_asked_for(people):
    assert [room["name"] for room in people.ada.get("/rooms", owned="true")["items"]] == ["Harbour"]
    assert people.cal.get("/rooms", owned="true")["items"] == []


def test_lobby_keeps_its_address_whatever_else_is_changed(people, cast):
    square = f"/rooms/{cast.square}"
    changed = people.admin.patch(square, {"slug": "lobby", "topic": "Hello"})
    assert (changed.status_code, changed.json["slug"]) == (200, "lobby")
    for slug in ("elsewhere", None):
        refused = people.admin.patch(square, {"slug": slug})
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "slug")
