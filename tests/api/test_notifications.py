"""What one was told, over the API."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from chatty.core.db import db, writing
from chatty.messages.models import Mention
from chatty.notifications.jobs import follow_log
from tests.cast import PASSWORD
from tests.push_service import SOME_KEYS

pytestmark = pytest.mark.both_databases


@pytest.fixture
def call(people, cast, harbour):
    """Let ada call cal in harbour; answers the message."""

    def made(content: str = "cal") -> dict[str, Any]:
        message: dict[str, Any] = people.ada.say(harbour, content).json
        with people.app.app_context():
            with writing():
                mention = Mention(
                    message_id=int(message["id"]),
                    user_id=cast.cal.id,
                    room_id=cast.harbour,
                    seq=message["seq"],
                )
                db.session.merge(mention)
            follow_log()
        return message

    return made


def waiting(caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.get("/notifications", unread="true")["items"]
    return found


def test_list_says_who_what_and_where_to(people, cast, call):
    message = call()
    (found,) = people.cal.get("/notifications")["items"]
    assert (found["kind"], found["actor"]["username"]) == ("mention", "ada")
    assert (found["roomId"], found["messageId"]) == (str(cast.harbour), message["id"])
    assert found["seq"] == message["seq"]
    assert found["readAt"] is None


def test_list_is_paged(people, call):
    for number in range(3):
        call(f"cal {number}")
    first = people.cal.get("/notifications", limit=2)
    rest = people.cal.get("/notifications", limit=2, cursor=first["nextCursor"])
    assert [len(first["items"]), len(rest["items"])] == [2, 1]
    assert rest["nextCursor"] is None
    assert first["unreadCount"] == 3


def test_one_is_read_and_then_waits_no_more(people, call):
    call()
    (found,) = waiting(people.cal)
    assert people.cal.put(f"/notifications/{found['id']}/read").status_code == 204
    assert people.cal.put(f"/notifications/{found['id']}/read").status_code == 204
    assert waiting(people.cal) == []
    assert people.cal.get("/notifications")["items"][0]["readAt"] is not None


def test_all_are_read_up_to_one_or_whatever_there_is(people, call):
    for number in range(3):
        call(f"cal {number}")
    _, second, _ = waiting(people.cal)
    people.cal.put("/notifications/read", {"upto": second["id"]})
    assert len(waiting(people.cal)) == 1
    people.cal.put("/notifications/read")
    assert waiting(people.cal) == []


def test_what_somebody_else_was_told_is_nothing(people, call):
    call()
    (found,) = waiting(people.cal)
    assert people.bea.put(f"/notifications/{found['id']}/read").status_code == 404
    assert people.bea.put("/notifications/999/read").status_code == 404
    assert len(waiting(people.cal)) == 1


def test_nobody_has_no_list(people):
    assert people.nobody.ask("GET", "/notifications").status_code == 401
    assert people.nobody.put("/notifications/read").status_code == 401


def test_reading_the_room_reads_the_list(people, harbour, call):
    message = call()
    people.cal.put(f"{harbour}/read-marker", {"seq": message["seq"]})
    assert waiting(people.cal) == []


def test_deleted_message_is_in_no_list(people, call):
    message = call()
    people.ada.delete(f"/messages/{message['id']}")
    page = people.cal.get("/notifications")
    assert (page["items"], page["unreadCount"]) == ([], 0)


def test_who_was_put_out_sees_that_and_nothing_else_of_the_room(people, cast, harbour, call):
    call()
    people.ada.delete(f"{harbour}/members/{cast.cal.id}")
    (found,) = people.cal.get("/notifications")["items"]
    assert (found["kind"], found["detail"]) == ("moderation", "member_kicked")
    # A private room they are not in is like none.
    assert (found["roomId"], found["actor"]) == (None, None)


def test_request_is_told_until_it_is_answered_and_its_end_to_who_asked(people):
    (asked,) = waiting(people.dan)
    assert (asked["kind"], asked["actor"]["username"]) == ("invite", "cal")
    people.dan.put(f"/invites/{asked['inviteId']}/acceptance")
    assert people.dan.get("/notifications")["items"] == []
    (accepted,) = waiting(people.cal)
    assert (accepted["kind"], accepted["actor"]["username"]) == ("friend", "dan")


def test_rejection_is_told_to_nobody(people):
    (asked,) = waiting(people.dan)
    people.dan.put(f"/invites/{asked['inviteId']}/rejection")
    assert waiting(people.dan) == waiting(people.cal) == []


def test_role_is_told_to_who_has_it_now(people, cast, harbour):
    people.ada.patch(f"{harbour}/members/{cast.cal.id}", {"role": "admin"})
    (found,) = waiting(people.cal)
    assert (found["kind"], found["detail"], found["roomId"]) == ("role", "admin", str(cast.harbour))
    assert waiting(people.ada) == []


def test_outcome_of_a_report_is_told_to_who_made_it(people, harbour):
    message = people.bea.say(harbour, "one").json
    report = people.cal.post(f"/messages/{message['id']}/reports", {"reason": "spam"}).json
    people.ada.patch(f"/reports/{report['id']}", {"state": "resolved"})
    found = waiting(people.cal)
    assert [(each["kind"], each["detail"]) for each in found] == [("report", "resolved")]


def test_who_is_gone_is_in_nobodys_list(people, cast, call):
    call()
    body = {"currentPassword": PASSWORD}
    people.ada.ask("DELETE", "/me", body)
    assert people.cal.get("/notifications")["items"] == []
    with people.app.app_context():
        rows = sa.text("SELECT count(*) FROM notifications WHERE actor_id = :id OR user_id = :id")
        assert db.session.scalar(rows, {"id": cast.ada.id}) == 0


WISHES = {
    "doNotDisturb": True,
    "doNotDisturbUntil": None,
    "quietHours": [{"begin": "22:00", "until": "07:30"}, *([None] * 6)],
    "keywords": ["deploy"],
    "pushContent": False,
    "mailDigest": False,
}


def test_wishes_are_kept_as_they_were_given(people):
    assert people.cal.get("/me/notification-settings")["pushContent"] is True
    assert people.cal.put("/me/notification-settings", WISHES).json == WISHES
    assert people.cal.get("/me/notification-settings") == WISHES
    assert people.ada.get("/me/notification-settings")["keywords"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"keywords": ["w"] * 21},
        {"keywords": ["w" * 41]},
        {"quietHours": [None]},
        {"quietHours": [{"begin": "24:00", "until": "07:30"}] * 7},
        {"doNotDisturbUntil": "2020-01-01T00:00:00.000Z"},
        {"doNotDisturbUntil": "2020-99-01T00:00:00.000Z"},
    ],
)
def test_wishes_that_cannot_be_are_refused(people, wrong):
    assert people.cal.put("/me/notification-settings", WISHES | wrong).status_code == 422
    assert people.cal.get("/me/notification-settings")["doNotDisturb"] is False


def test_level_of_a_room_is_set_where_one_is_in_it(people, harbour, call):
    people.cal.patch(f"{harbour}/membership", {"notifyLevel": "nothing"})
    call()
    assert waiting(people.cal) == []


DEVICE: dict[str, Any] = {
    "endpoint": "https://push.example.org/a-device",
    "keys": SOME_KEYS,
    "device": "Telephone",
}
DEVICES = "/me/push-subscriptions"


def test_device_is_subscribed_once_and_taken_off(people):
    first = people.cal.put(DEVICES, DEVICE).json
    again = people.cal.put(DEVICES, DEVICE).json
    assert (first["id"], first["device"]) == (again["id"], "Telephone")
    assert len(people.cal.get(DEVICES)["items"]) == 1
    assert people.ada.delete(f"{DEVICES}/{first['id']}").status_code == 204
    assert len(people.cal.get(DEVICES)["items"]) == 1
    people.cal.delete(f"{DEVICES}/{first['id']}")
    assert people.cal.get(DEVICES)["items"] == []


def test_browsers_subscribe_with_the_servers_key(people):
    assert len(people.cal.get(DEVICES)["publicKey"]) == 87


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": "x"},
        {"keys": {"p256dh": "", "auth": ""}},
        {"keys": SOME_KEYS | {"auth": "AAAA"}},
    ],
)
def test_subscription_that_cannot_be_is_refused(people, wrong):
    assert people.cal.put(DEVICES, DEVICE | wrong).status_code == 422
    assert people.cal.get(DEVICES)["items"] == []


def test_device_that_signs_out_is_told_nothing_more(people):
    people.cal.put(DEVICES, DEVICE)
    people.cal.post("/auth/logout")
    with people.app.app_context():
        assert db.session.scalar(sa.text("SELECT count(*) FROM push_subscriptions")) == 0


def test_nobody_is_told_of_a_ban_from_where_they_never_were(people, harbour, market):
    for owner, room in ((people.ada, harbour), (people.bea, market)):
        owner.put(f"{room}/bans/{people.dan.user_id}", {"reason": "Ha!"})
        owner.delete(f"{room}/bans/{people.dan.user_id}")
    told = people.dan.get("/notifications")["items"]
    assert [each for each in told if each["kind"] == "moderation"] == []


def test_who_was_in_the_room_hears_of_a_ban_and_of_its_end(people, market):
    people.bea.put(f"{market}/bans/{people.cal.user_id}", {"reason": "Ha!"})
    people.bea.delete(f"{market}/bans/{people.cal.user_id}")
    told = [each["detail"] for each in people.cal.get("/notifications")["items"]]
    assert told[:2] == ["member_unbanned", "member_banned"]
