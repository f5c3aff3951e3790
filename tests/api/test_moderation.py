"""Kick, ban, mute, delete, edit, pin, report: what each does, and to whom it is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from chatty.accounts.models import User
from chatty.core import clock
from chatty.core.db import db, writing
from chatty.moderation.jobs import end_sanctions
from chatty.rooms.models import RoomKind
from chatty.stream.models import Event
from tests.cast import open_room

pytestmark = pytest.mark.both_databases


def later(**lasts: float) -> str:
    """A moment to come, as it is sent."""
    return (clock.now() + timedelta(**lasts)).strftime("%Y-%m-%dT%H:%M:%SZ")


def message_of(caller, room: str) -> str:
    """Where the newest message of *caller* in the room is."""
    items = caller.get(f"{room}/messages")["items"]
    return f"/messages/{[each['id'] for each in items if each['userId'] == caller.user_id][-1]}"


def code(answer: Any) -> tuple[int, str]:  # noqa: ANN401  # an answer
    return answer.status_code, answer.json["code"]


@pytest.fixture
def ban(people, market) -> str:
    return f"{market}/bans/{people.cal.user_id}"


@pytest.fixture
def mute(people, market) -> str:
    return f"{market}/mutes/{people.cal.user_id}"


def test_kicked_member_is_out_and_may_come_back(people, market):
    place = f"{market}/members/{people.cal.user_id}"
    assert people.bea.delete(place).status_code == 204
    assert code(people.cal.say(market, "hello")) == (403, "not_a_member")
    assert code(people.bea.delete(place)) == (404, "no_such_member")
    assert people.cal.put(f"{market}/membership").status_code == 200


def test_members_kick_nobody_and_admins_no_owner(people, harbour):
    for caller, other in ((people.cal, people.bea), (people.bea, people.ada)):
        refused = caller.delete(f"{harbour}/members/{other.user_id}")
        assert code(refused) == (403, "right_needed")
    assert code(people.bea.delete(f"{harbour}/members/{people.bea.user_id}"))[0] == 422


def test_banned_person_reads_joins_and_writes_nothing_and_learns_why(people, market, ban):
    assert people.bea.put(ban, {"reason": "Spam.", "expiresAt": later(hours=1)}).status_code == 200
    for refused in (
        people.cal.ask("GET", market),
        people.cal.ask("GET", f"{market}/messages"),
        people.cal.put(f"{market}/membership"),
        people.cal.say(market, "hello"),
        people.cal.put(f"{market}/typing"),
    ):
        assert code(refused)[1] == "banned", refused.text
        assert "Spam." in refused.json["detail"]
    assert people.cal.get(f"{market}/bans/me")["reason"] == "Spam."


def test_ban_from_a_private_room_makes_invites_worthless(people, cast, harbour):
    people.ada.delete(f"{harbour}/members/{people.bea.user_id}")
    wish = {"kind": "room", "roomId": str(cast.harbour), "userId": people.bea.user_id}
    invite = people.ada.post("/invites", wish).json["id"]
    people.ada.put(f"{harbour}/bans/{people.bea.user_id}")
    assert code(people.bea.put(f"/invites/{invite}/acceptance")) == (410, "invite_revoked")
    assert code(people.bea.say(harbour, "hello")) == (403, "banned")


def test_ban_ends_by_itself(people, market, ban):
    people.bea.put(ban, {"expiresAt": later(hours=1)})
    clock.clock.move(timedelta(hours=2))
    with people.app.app_context():
        assert end_sanctions() == 1
    del people.__dict__["cal"]
    assert people.cal.put(f"{market}/membership").status_code == 200


def test_there_is_one_appeal_for_each_ban(people, market, ban):
    people.bea.put(ban)
    appeal = f"{market}/bans/me/appeal"
    assert people.cal.put(appeal, {"content": "Sorry."}).json["appealState"] == "pending"
    assert code(people.cal.put(appeal, {"content": "Sorry!"})) == (409, "appealed_already")
    assert people.bea.patch(ban, {"appealState": "rejected"}).status_code == 204
    assert people.cal.get(f"{market}/bans/me")["appealState"] == "rejected"
    assert code(people.bea.patch(ban, {"appealState": "accepted"})) == (409, "no_appeal")


def test_accepted_appeal_ends_the_ban(people, market, ban):
    people.bea.put(ban)
    people.cal.put(f"{market}/bans/me/appeal", {"content": "Sorry."})
    assert people.bea.get(f"{market}/bans")["items"][0]["appeal"] == "Sorry."
    people.bea.patch(ban, {"appealState": "accepted"})
    assert people.cal.put(f"{market}/membership").status_code == 200


def test_muted_member_reads_and_does_nothing_else(people, market, mute):
    people.cal.say(market, "before")
    mine = message_of(people.cal, market)
    people.bea.put(mute, {"until": later(hours=1), "reason": "Calm down."})
    for refused in (
        people.cal.say(market, "hello"),
        people.cal.patch(mine, {"content": "otherwise"}),
        people.cal.put(f"{mine}/reactions/\U0001f44d"),
        people.cal.put(f"{market}/typing"),
    ):
        assert code(refused) == (403, "muted")
    assert people.cal.get(f"{market}/messages")["items"]


def test_mute_outlasts_leaving_and_is_lifted(people, market, mute):
    people.bea.put(mute, {"until": later(hours=1)})
    people.cal.delete(f"{market}/membership")
    people.cal.put(f"{market}/membership")
    assert code(people.cal.say(market, "hello")) == (403, "muted")
    people.bea.delete(mute)
    assert people.cal.say(market, "hello").status_code == 201


def test_deleted_message_is_a_tombstone_and_its_words_are_nowhere(people, market):
    people.cal.say(market, "unspeakable", "c1")
    mine = message_of(people.cal, market)
    people.cal.patch(mine, {"content": "unspeakable too"})
    people.dan.put(f"{market}/membership")
    assert people.bea.delete(mine).status_code == 204
    shown = people.cal.get(mine)
    assert (shown["content"], shown["editedAt"], shown["reactions"]) == ("", None, [])
    assert people.cal.get(f"{mine}/edits")["items"] == []
    with people.app.app_context():
        assert not [e.kind for e in db.session.query(Event) if "unspeakable" in e.payload]


def test_own_message_is_deleted_and_nobody_elses(people, market):
    people.cal.say(market, "mine")
    people.bea.say(market, "yours")
    assert code(people.cal.delete(message_of(people.bea, market))) == (403, "not_yours")
    assert people.cal.delete(message_of(people.cal, market)).status_code == 204


def test_edit_keeps_what_was_said_before(people, market):
    people.cal.say(market, "one")
    mine = message_of(people.cal, market)
    edited = people.cal.patch(mine, {"content": "two"}).json
    assert (edited["content"], edited["editedAt"] is not None) == ("two", True)
    assert [each["content"] for each in people.bea.get(f"{mine}/edits")["items"]] == ["one"]
    assert code(people.bea.patch(mine, {"content": "three"})) == (403, "not_yours")


def test_pins_are_for_who_runs_the_room(people, market):
    people.cal.say(market, "one")
    mine = message_of(people.cal, market)
    assert code(people.cal.put(f"{mine}/pin")) == (403, "right_needed")
    assert people.bea.put(f"{mine}/pin").json["pinnedAt"]
    assert len(people.cal.get(f"{market}/pins")["items"]) == 1
    people.bea.delete(f"{mine}/pin")
    assert people.cal.get(f"{market}/pins")["items"] == []


def test_last_messages_of_somebody_are_cleared_in_one_act(people, market):
    for word in ("one", "two", "three"):
        people.cal.say(market, word)
    people.bea.say(market, "stays")
    place = f"{market}/members/{people.cal.user_id}/messages"
    assert people.bea.ask("DELETE", place, {"last": 2}).json == {"count": 2}
    said = [each["content"] for each in people.bea.get(f"{market}/messages")["items"]]
    assert said == ["one", "", "", "stays"]
    assert code(people.cal.ask("DELETE", place, {"last": 2})) == (403, "right_needed")


def test_raid_mode_lets_nobody_in_but_by_invite_and_new_accounts_only_read(people, market):
    assert people.bea.put(f"{market}/raid-mode", {"minutes": 5}).json["raidUntil"]
    assert code(people.dan.put(f"{market}/membership")) == (403, "raid_mode")
    assert code(people.cal.say(market, "hello")) == (403, "raid_mode")
    assert people.bea.say(market, "hello").status_code == 201
    wish = {"kind": "room", "roomId": market.rpartition("/")[2], "userId": people.ada.user_id}
    invite = people.bea.post("/invites", wish).json["id"]
    assert people.ada.put(f"/invites/{invite}/acceptance").status_code == 200
    clock.clock.move(timedelta(minutes=6))
    assert people.dan.put(f"{market}/membership").status_code == 200


def test_words_of_the_room_are_refused_and_replaced(people, market):
    words = {"filteredWords": "spam*\ndarn => d**n"}
    assert people.bea.put(f"{market}/filtered-words", words).json == words
    assert code(people.cal.say(market, "SPAMMY things")) == (422, "word_not_allowed")
    assert people.cal.say(market, "well darn it").json["content"] == "well d**n it"
    refused = people.cal.patch(message_of(people.cal, market), {"content": "sp\u200bam"})
    assert code(refused) == (422, "word_not_allowed")
    assert code(people.cal.ask("GET", f"{market}/filtered-words"))[0] == 403


def test_words_of_the_server_are_refused_everywhere(people, market, harbour):
    people.admin.patch("/admin/settings", {"filteredWords": "casino"})
    for room in (market, harbour):
        assert code(people.cal.say(room, "\uff23asin\uff4f!", "c1")) == (422, "word_not_allowed")


def test_only_who_may_calls_everybody(people, market):
    for number, call in enumerate(("@room look", "hey @Everyone!", "@here")):
        assert code(people.cal.say(market, call, "c1")) == (403, "may_not_mention_all")
        assert people.bea.say(market, call, f"c{number}").status_code == 201
    assert people.cal.say(market, "mail me@all.example", "c2").status_code == 201


def test_fifty_people_are_mentioned_at_most(people, market):
    names = [f"@name{number}" for number in range(51)]
    assert code(people.bea.say(market, " ".join(names), "c1")) == (422, "too_many_mentions")
    assert people.bea.say(market, " ".join(names[:50] + names[:9]), "c2").status_code == 201


def test_report_is_answered_and_who_made_it_is_thanked(people, market):
    people.cal.say(market, "buy this")
    mine = message_of(people.cal, market)
    people.dan.put(f"{market}/membership")
    made = people.dan.post(f"{mine}/reports", {"reason": "spam", "note": "Again."}).json
    assert people.dan.post(f"{mine}/reports", {"reason": "hate"}).json["id"] == made["id"]
    people.cal.delete(mine)
    (waiting,) = people.bea.get(f"{market}/reports", state="open")["items"]
    assert (waiting["content"], waiting["reporter"]) == ("buy this", None)
    path = f"/reports/{made['id']}"
    assert people.bea.patch(path, {"state": "resolved", "answer": "Gone."}).status_code == 200
    (own,) = people.dan.get("/reports")["items"]
    assert (own["state"], own["answer"], own["content"]) == ("resolved", "Gone.", None)
    assert code(people.bea.patch(path, {"state": "dismissed"})) == (409, "report_closed")


def test_report_about_who_runs_a_room_goes_to_owners_and_the_server(people, harbour):
    people.bea.say(harbour, "rude")
    made = people.cal.post(f"{message_of(people.bea, harbour)}/reports", {"reason": "hate"}).json
    assert people.bea.get(f"{harbour}/reports")["items"] == []
    assert len(people.ada.get(f"{harbour}/reports")["items"]) == 1
    assert people.bea.ask("GET", f"/reports/{made['id']}").status_code == 404
    (seen,) = people.admin.get("/admin/reports")["items"]
    assert seen["reporter"]["id"] == people.cal.user_id


def test_administrator_answers_nothing_about_themselves_where_there_is_another(
    people, cast, market
):
    people.admin.put(f"{market}/membership")
    made = people.bea.post(f"/users/{people.admin.user_id}/reports", {"reason": "hate"}).json
    path, answer = f"/reports/{made['id']}", {"state": "dismissed"}
    with people.app.app_context(), writing():
        db.session.get_one(User, cast.ada.id).is_admin = True
    assert code(people.admin.patch(path, answer)) == (403, "about_you")
    with people.app.app_context(), writing():
        db.session.get_one(User, cast.ada.id).is_admin = False
    assert people.admin.patch(path, answer).status_code == 200


def test_log_of_a_room_is_for_who_runs_it_and_has_no_addresses(people, market):
    people.bea.patch(market, {"name": "=1+1"})
    people.bea.delete(f"{market}/members/{people.cal.user_id}")
    found = people.bea.get(f"{market}/audit", kind="member_kicked")["items"]
    assert [(each["target"]["id"], each["address"]) for each in found] == [(people.cal.user_id, "")]
    assert people.cal.ask("GET", f"{market}/audit").status_code == 403
    table = people.bea.post(f"{market}/audit/exports", {}).get_data(as_text=True)
    assert "'=1+1" in table
    assert "127.0.0.1" not in table


def test_message_of_another_room_is_not_found_under_this_one(people, market, harbour):
    """S38: a message is reached by its id, and only by who reads its room."""
    people.bea.say(harbour, "private")
    secret = message_of(people.bea, harbour)
    for method, path, body in (
        ("PATCH", secret, {"content": "x"}),
        ("DELETE", secret, None),
        ("PUT", f"{secret}/pin", None),
        ("GET", f"{secret}/edits", None),
        ("POST", f"{secret}/reports", {"reason": "spam"}),
    ):
        assert people.dan.ask(method, path, body).status_code == 404


def test_new_accounts_join_half_as_often(people, cast, app):
    """S84."""
    with app.app_context(), writing():
        rooms = [open_room(cast.bea, f"Room {number}", RoomKind.PUBLIC).id for number in range(6)]
    joins = [people.dan.put(f"/rooms/{room}/membership").status_code for room in rooms]
    assert joins == [200, 200, 200, 200, 200, 429]


def test_words_put_in_for_others_do_not_make_a_message_too_long(people, market):
    words = "\n".join(f"{one} => {f'{other} ' * 45}" for one, other in ("ab", "bc", "cd"))
    people.bea.put(f"{market}/filtered-words", {"filteredWords": words})
    assert people.cal.say(market, "a").json["content"] == ("b " * 45).strip()
    refused = people.cal.say(market, "a " * 4_000, "long")
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "content")


def test_who_is_reported_is_not_told_by_whom(people, market):
    people.bea.say(market, "Buy")
    people.cal.post(f"{message_of(people.bea, market)}/reports", {"reason": "spam"})
    assert people.bea.get(f"{market}/audit")["items"] == []
    table = people.bea.post(f"{market}/audit/exports", {})
    assert "reported" not in table.text
    (entry,) = people.admin.get("/admin/audit", kind="reported")["items"]
    assert entry["actor"]["username"] == "cal"


def test_words_of_a_closed_report_stand_in_no_event(people, market, in_app):
    people.cal.say(market, "rubbish", "c1")
    people.dan.post(f"{message_of(people.cal, market)}/reports", {"reason": "spam"})
    report = people.bea.get(f"{market}/reports")["items"][0]["id"]
    people.bea.delete(message_of(people.cal, market))
    assert people.bea.patch(f"/reports/{report}", {"state": "resolved"}).status_code == 200
    events = sa.select(Event.kind).where(Event.payload.contains("rubbish"))
    assert db.session.scalars(events).all() == []


def test_what_was_said_last_is_taken_out_of_what_newcomers_were_told(people, market):
    for number in range(3):
        people.cal.say(market, f"unspeakable {number}", f"c{number}")
        people.dan.put(f"{market}/membership")
        people.dan.delete(f"{market}/membership")
    path = f"{market}/members/{people.cal.user_id}/messages"
    assert people.bea.ask("DELETE", path).json == {"count": 3}
    with people.app.app_context():
        told = db.session.scalars(sa.select(Event.payload).where(Event.kind == "ROOM_ADDED"))
        assert not [each for each in told if "unspeakable" in each]


def test_who_was_never_in_a_private_room_is_not_told_of_their_ban(people, harbour, market):
    people.ada.put(f"{harbour}/bans/{people.dan.user_id}", {"reason": "Ha!"})
    people.bea.put(f"{market}/bans/{people.dan.user_id}", {"reason": "You may be reading."})
    with people.app.app_context():
        told = db.session.scalars(sa.select(Event.payload).where(Event.kind == "ROOM_REMOVED"))
        assert ["You may be reading." in each for each in told] == [True]
