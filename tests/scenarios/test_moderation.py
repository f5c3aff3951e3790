"""What is done in a room reaches open streams, in both ways to run and over each transport."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SOON = 1.0


def member(meeting, what: str = "members") -> str:
    return f"/rooms/{meeting.room_id}/{what}/{meeting.bea.user_id}"


def said_by_bea(meeting, content: str) -> str:
    answer = meeting.bea.post(meeting.room_id, content, content)
    found: str = answer.json["id"]
    return found


def hears_nothing_more(meeting, bea, ada) -> None:
    """Something is said, another hears it, and *bea* is told of something later only."""
    meeting.ada.post(meeting.room_id, "among us", "among-us")
    ada.wait_for("CHAT_MESSAGE", content="among us")
    theirs = meeting.bea.create_room("Later", kind="private")
    bea.wait_for("ROOM_ADDED")
    assert theirs
    assert bea.frames("CHAT_MESSAGE") == []


def test_kicked_person_hears_nothing_more_of_the_room(meeting):
    """S05: kicked through one server while listening at the other."""
    with meeting.listen(meeting.bea) as bea, meeting.listen(meeting.ada) as ada:
        assert meeting.ada.request("DELETE", member(meeting)).status == 204
        gone = bea.wait_for("ROOM_REMOVED", seconds=SOON)
        assert (gone["roomId"], gone["reason"]) == (meeting.room_id, "kicked")
        assert meeting.bea.post(meeting.room_id, "still here", "c1").status == 403
        hears_nothing_more(meeting, bea, ada)


def test_banned_person_is_told_why_and_hears_nothing_more(meeting):
    with meeting.listen(meeting.bea) as bea, meeting.listen(meeting.ada) as ada:
        meeting.ada.request("PUT", member(meeting, "bans"), {"reason": "Spam."})
        gone = bea.wait_for("ROOM_REMOVED", seconds=SOON, reason="banned")
        assert gone["ban"] == {"reason": "Spam.", "expiresAt": None}
        ada.wait_for("MEMBER_REMOVED", reason="banned")
        assert meeting.bea.request("PUT", f"/rooms/{meeting.room_id}/membership").status == 403
        hears_nothing_more(meeting, bea, ada)


def test_who_only_looks_is_shut_out_by_a_ban(meeting, deployment):
    eve = type(meeting.ada).register(deployment.there)
    with (
        meeting.listen(eve, rooms=[meeting.room_id]) as looking,
        meeting.listen(meeting.ada) as ada,
    ):
        meeting.ada.post(meeting.room_id, "open", "open")
        looking.wait_for("CHAT_MESSAGE", content="open")
        meeting.ada.request("PUT", f"/rooms/{meeting.room_id}/bans/{eve.user_id}", {})
        looking.wait_for("ROOM_REMOVED", seconds=SOON, reason="banned")
        meeting.ada.post(meeting.room_id, "closed", "closed")
        ada.wait_for("CHAT_MESSAGE", content="closed")
        eve.create_room("Own")
        looking.wait_for("ROOM_ADDED")
        assert looking.frames("CHAT_MESSAGE", content="closed") == []


def test_muted_person_and_the_room_are_told_until_when(meeting):
    until = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with meeting.listen(meeting.bea) as bea, meeting.listen(meeting.ada) as ada:
        meeting.ada.request("PUT", member(meeting, "mutes"), {"until": until})
        muted = bea.wait_for("MEMBERSHIP_UPDATED", seconds=SOON)
        assert muted["membership"]["mutedUntil"]
        assert ada.wait_for("MEMBER_UPDATED", seconds=SOON)["mutedUntil"]
        assert meeting.bea.post(meeting.room_id, "hello", "c1").json["code"] == "muted"


def test_edit_and_deletion_reach_everybody_who_listens(meeting):
    with meeting.listen(meeting.bea) as bea, meeting.listen(meeting.ada) as ada:
        message = said_by_bea(meeting, "hasty")
        meeting.bea.request("PATCH", f"/messages/{message}", {"content": "considered"})
        for client in (ada, bea):
            assert client.wait_for("MESSAGE_UPDATED", id=message)["content"] == "considered"
        meeting.ada.request("DELETE", f"/messages/{message}")
        for client in (ada, bea):
            assert client.wait_for("MESSAGE_DELETED", seconds=SOON, id=message)["deletedAt"]


def test_who_was_away_is_told_nothing_of_deleted_words(meeting):
    """From the log and from what the servers hold in memory."""
    with meeting.listen(meeting.ada) as ada:
        meeting.ada.post(meeting.room_id, "before", "before")
        before = ada.wait_for("CHAT_MESSAGE", content="before")["cursor"]
    message = said_by_bea(meeting, "unspeakable")
    meeting.bea.request("PATCH", f"/messages/{message}", {"content": "unspeakable too"})
    with meeting.listen(meeting.bea) as bea, meeting.listen(meeting.ada) as here:
        meeting.ada.request("DELETE", f"/messages/{message}")
        # Every server has heard of it by then.
        for one in (bea, here):
            one.wait_for("MESSAGE_DELETED", id=message)
    with meeting.listen(meeting.ada, cursor=before) as ada:
        ada.wait_for("MESSAGE_DELETED", id=message)
        assert ada.frames("CHAT_MESSAGE", id=message)[0]["content"] == ""
        assert ada.frames("MESSAGE_UPDATED", id=message)[0]["content"] == ""


def test_report_reaches_who_answers_and_its_outcome_who_made_it(meeting):
    with meeting.listen(meeting.bea) as bea, meeting.listen(meeting.ada) as ada:
        third = type(meeting.ada).register(meeting.ada.base_url)
        third.join(meeting.room_id)
        message = third.post(meeting.room_id, "buy this", "c1").json["id"]
        report = meeting.bea.request("POST", f"/messages/{message}/reports", {"reason": "spam"})
        told = ada.wait_for("REPORT_ADDED", seconds=SOON)["report"]
        assert (told["content"], told["reporter"]) == ("buy this", None)
        answer = {"state": "resolved", "answer": "Thank you."}
        meeting.ada.request("PATCH", f"/reports/{report.json['id']}", answer)
        thanks = bea.wait_for("REPORT_UPDATED", seconds=SOON)["report"]
        assert (thanks["state"], thanks["answer"]) == ("resolved", "Thank you.")
