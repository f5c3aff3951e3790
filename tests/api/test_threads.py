"""Threads: places of their own, that no room counts, for who sees what they hang on."""

from __future__ import annotations

import pytest

from chatty.core import limits
from chatty.core.clock import clock
from chatty.core.db import db, writing
from chatty.moderation.jobs import empty_deleted_rooms
from chatty.rooms.models import Membership, Room
from chatty.stream.models import Event

pytestmark = pytest.mark.both_databases


def add(caller, room: str, root: str, content: str = "first", **more: str):
    body = {"content": content, "clientId": content.replace(" ", "-"), "threadId": root}
    return caller.post(f"{room}/messages", body | more)


@pytest.fixture
def root(people, harbour) -> str:
    """What bea says in the harbour."""
    return str(people.bea.say(harbour, "shall we sail").json["id"])


def thread(caller, root: str, **query: object):
    return caller.get(f"/messages/{root}/thread", **query)


def said(page) -> list[str]:
    return [message["content"] for message in page["items"]]


def frames(people, kind: str) -> list[str]:
    with people.app.app_context():
        query = db.select(Event.topic).where(Event.kind == kind).order_by(Event.id)
        return list(db.session.scalars(query))


def test_reply_in_a_thread_has_its_place_there(people, harbour, root):
    first, second = (add(people.cal, harbour, root, words).json for words in ("one", "two"))
    assert [(m["seq"], m["threadSeq"], m["threadId"]) for m in (first, second)] == [
        (None, 1, root),
        (None, 2, root),
    ]
    shown = people.ada.get(f"/messages/{root}")
    assert (shown["threadCount"], shown["lastReplyAt"]) == (2, second["timestamp"])


def test_room_counts_and_lists_nothing_of_a_thread(people, harbour, root):
    before = people.ada.get(harbour)
    add(people.cal, harbour, root)
    after = people.ada.get(harbour)
    assert after["lastSeq"] == before["lastSeq"] == 1
    assert after["membership"] == before["membership"]
    assert after["lastMessage"]["id"] == root
    assert said(people.ada.get(f"{harbour}/messages")) == ["shall we sail"]


def test_repeat_answers_the_stored_reply(people, harbour, root):
    first, again = (add(people.cal, harbour, root) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert thread(people.cal, root)["threadCount"] == 1


def test_thread_is_paged_by_its_own_places(people, harbour, root):
    for number in range(1, 6):
        add(people.cal, harbour, root, f"r{number}")
    newest = thread(people.bea, root, limit=2)
    assert (said(newest), newest["before"], newest["after"]) == (["r4", "r5"], 4, None)
    older = thread(people.bea, root, before=4, limit=2)
    assert (said(older), older["before"], older["after"]) == (["r2", "r3"], 2, 3)
    newer = thread(people.bea, root, after=1, limit=2)
    assert (said(newer), newer["before"], newer["after"]) == (["r2", "r3"], 2, 3)
    assert newer["root"]["id"] == root


def test_no_thread_hangs_on_a_reply(people, harbour, root):
    reply = add(people.cal, harbour, root).json["id"]
    assert add(people.cal, harbour, reply, "deeper").status_code == 422
    assert people.cal.ask("GET", f"/messages/{reply}/thread").status_code == 404


def test_thread_of_another_room_is_not_there(people, market, root):
    assert add(people.cal, market, root).status_code == 404
    assert add(people.dan, market, root).status_code == 403


def test_stranger_sees_no_thread(people, harbour, root):
    reply = add(people.cal, harbour, root).json["id"]
    for path in (f"/messages/{root}/thread", f"/messages/{reply}"):
        assert people.dan.ask("GET", path).status_code == 404
    assert people.dan.put(f"/messages/{root}/thread/follow").status_code == 404


def test_reply_is_seen_by_who_sees_the_root(people, harbour, root):
    reply = add(people.bea, harbour, root).json["id"]
    people.ada.patch(harbour, {"history": "from_join"})
    people.cal.delete(f"{harbour}/membership")
    token = people.ada.post(f"{harbour}/invite-links", {}).json["token"]
    assert people.cal.put(f"/invite-links/{token}/acceptance").status_code < 300
    assert people.cal.ask("GET", f"/messages/{reply}").status_code == 404
    assert add(people.cal, harbour, root, "late").status_code == 404


def test_muted_person_writes_in_no_thread(people, cast, harbour, root):
    until = "2027-01-01T00:00:00Z"
    people.ada.put(f"{harbour}/mutes/{cast.cal.id}", {"until": until, "reason": ""})
    muted = people.cal.get(harbour)["membership"]["mutedUntil"]
    assert add(people.cal, harbour, root).status_code == (403 if muted else 201)


def test_slow_mode_holds_in_threads(people, harbour, root):
    people.ada.patch(harbour, {"slowModeSeconds": 60})
    assert add(people.cal, harbour, root, "one").status_code == 201
    assert add(people.cal, harbour, root, "two").json["code"] == "slow_mode"
    assert people.cal.say(harbour, "three").json["code"] == "slow_mode"
    assert thread(people.cal, root)["threadCount"] == 1


def test_thread_of_an_archived_room_is_closed(people, harbour, root):
    people.ada.patch(harbour, {"archived": True})
    assert add(people.cal, harbour, root).status_code == 403
    assert thread(people.cal, root)["items"] == []


def test_who_wrote_the_root_or_in_the_thread_follows_it(people, harbour, root):
    add(people.cal, harbour, root)
    followers = {
        name: [each["id"] for each in getattr(people, name).get("/threads")["items"]]
        for name in ("ada", "bea", "cal")
    }
    assert followers == {"ada": [], "bea": [root], "cal": [root]}


def test_unread_is_counted_from_ones_own_place(people, harbour, root):
    for words in ("one", "two", "three"):
        add(people.cal, harbour, root, words)
    assert people.bea.get("/threads")["items"][0]["unreadCount"] == 3
    marker = f"/messages/{root}/thread/read-marker"
    assert people.bea.put(marker, {"seq": 2}).json == {"seq": 2}
    assert people.bea.put(marker, {"seq": 1}).json == {"seq": 2}
    assert people.bea.put(marker, {"seq": 99}).json == {"seq": 3}
    assert people.bea.get("/threads")["items"][0]["unreadCount"] == 0
    assert people.cal.get("/threads")["items"][0]["unreadCount"] == 0


def test_who_follows_no_more_stays_away_from_it(people, harbour, root):
    add(people.cal, harbour, root, "one")
    follow = f"/messages/{root}/thread/follow"
    assert people.bea.delete(follow).json["following"] is False
    add(people.cal, harbour, root, "two")
    assert people.bea.get("/threads")["items"] == []
    assert people.bea.put(follow).json["following"] is True
    assert people.bea.get("/threads")["items"][0]["unreadCount"] == 2


def test_who_begins_to_follow_has_read_what_is_there(people, harbour, root):
    add(people.cal, harbour, root, "one")
    assert people.ada.put(f"/messages/{root}/thread/follow").json["unreadCount"] == 0
    add(people.cal, harbour, root, "two")
    assert people.ada.get("/threads")["items"][0]["unreadCount"] == 1


def test_who_leaves_follows_nothing_there(people, cast, harbour, root):
    add(people.cal, harbour, root)
    people.cal.delete(f"{harbour}/membership")
    assert people.cal.get("/threads")["items"] == []
    assert people.cal.get("/sync")["threads"] == []


def test_threads_are_listed_newest_first_and_paged(people, harbour):
    roots = [people.bea.say(harbour, f"root {number}").json["id"] for number in range(3)]
    for root in roots:
        add(people.cal, harbour, root, f"in {root}")
    page = people.bea.get("/threads", limit=2)
    assert [each["id"] for each in page["items"]] == [roots[2], roots[1]]
    rest = people.bea.get("/threads", cursor=page["nextCursor"])
    assert [each["id"] for each in rest["items"]] == [roots[0]]
    assert people.bea.ask("GET", "/threads?cursor=eA").status_code == 400


def test_list_of_threads_quotes_nothing_from_before_one_came(people, cast, harbour, root):
    body = {"content": "me", "clientId": "me", "replyToId": root}
    reply = people.bea.post(f"{harbour}/messages", body).json["id"]
    add(people.cal, harbour, reply)
    with people.app.app_context(), writing():
        db.session.get_one(Membership, (cast.harbour, cast.cal.id)).visible_from_seq = 2
    (quote,) = [each["root"]["replyTo"] for each in people.cal.get("/threads")["items"]]
    assert quote["excerpt"] == ""


def test_thread_stays_under_a_deleted_root(people, harbour, root):
    add(people.cal, harbour, root, "kept")
    people.bea.delete(f"/messages/{root}")
    page = thread(people.cal, root)
    assert (page["root"]["content"], said(page)) == ("", ["kept"])
    assert add(people.cal, harbour, root, "on").status_code == 201


def test_no_thread_begins_under_a_deleted_message(people, harbour, root):
    people.bea.delete(f"/messages/{root}")
    assert add(people.cal, harbour, root).status_code == 409


def test_deleted_reply_keeps_its_place(people, harbour, root):
    first = add(people.cal, harbour, root, "one").json["id"]
    add(people.cal, harbour, root, "two")
    people.cal.delete(f"/messages/{first}")
    page = thread(people.bea, root)
    assert said(page) == ["", "two"]
    assert page["threadCount"] == 2


def test_pinned_reply_is_among_the_pins(people, harbour, root):
    reply = add(people.cal, harbour, root).json["id"]
    people.ada.put(f"/messages/{reply}/pin")
    assert [pin["id"] for pin in people.cal.get(f"{harbour}/pins")["items"]] == [reply]


def test_reply_in_a_thread_quotes_what_was_said_there(people, harbour, root):
    first = add(people.cal, harbour, root, "one").json["id"]
    second = add(people.bea, harbour, root, "two", replyToId=first)
    assert second.json["replyTo"]["excerpt"] == "one"
    elsewhere = people.bea.say(harbour, "elsewhere").json["id"]
    assert add(people.bea, harbour, root, "three", replyToId=elsewhere).status_code == 422


def test_room_hears_of_the_thread_and_each_of_their_own_place(people, cast, harbour, root):
    add(people.cal, harbour, root)
    assert frames(people, "THREAD_UPDATED") == [f"r:{cast.harbour}"]
    assert sorted(frames(people, "THREAD_READ")) == sorted([f"u:{cast.bea.id}", f"u:{cast.cal.id}"])


def test_deleted_room_takes_its_threads_along(people, cast, market):
    root = people.bea.say(market, "root").json["id"]
    reply = add(people.cal, market, root).json["id"]
    add(people.cal, market, root, "quoting", replyToId=reply)
    people.cal.put(f"/messages/{reply}/saved")
    people.bea.delete(market)
    with people.app.app_context():
        clock.move(limits.ROOM_EMPTIED_AFTER * 2)
        assert sum(empty_deleted_rooms() for _ in range(4)) == 3
        assert db.session.get(Room, cast.market) is None
    assert people.cal.get("/saved")["items"] == people.cal.get("/threads")["items"] == []


def test_no_thread_begins_before_a_request_was_answered(people, cast, market):
    people.dan.put(f"{market}/membership")
    people.cal.patch("/me/settings", {"messageRequests": True})
    direct = people.dan.put(f"/directs/{cast.cal.id}")
    assert direct.status_code in {200, 201}, direct.json
    room = f"/rooms/{direct.json['id']}"
    root = people.dan.say(room, "hello there").json["id"]
    assert add(people.dan, room, root).json["code"] == "request_waits"


def test_thread_of_a_direct_room_follows_its_rules(people, cast):
    room = f"/rooms/{people.ada.put(f'/directs/{cast.bea.id}').json['id']}"
    root = people.ada.say(room, "just us").json["id"]
    assert add(people.bea, room, root).status_code == 201
    people.ada.delete(f"/friends/{cast.bea.id}")
    assert add(people.bea, room, root, "still").json["code"] == "direct_closed"
