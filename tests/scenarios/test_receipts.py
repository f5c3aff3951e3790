"""Receipts, drafts and what is sent later, in both ways to run and over each transport."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

KINDS = {"READ": "READ_MARKER", "DELIVERED": "DELIVERED_MARKER"}


@pytest.mark.parametrize("command", KINDS)
def test_markers_are_told_to_the_others_and_kept_for_ones_own_devices(meeting, command):
    meeting.ada.post(meeting.room_id, "news", f"receipt-{command}")
    with (
        meeting.listen(meeting.ada) as ada,
        meeting.listen(meeting.bea) as phone,
        meeting.listen(meeting.bea) as desk,
    ):
        desk.send({"type": command, "roomId": meeting.room_id, "seq": 1})
        told = {"roomId": meeting.room_id, "userId": meeting.bea.user_id, "seq": 1}
        assert "cursor" not in ada.wait_for(KINDS[command], **told)
        assert phone.wait_for(KINDS[command], **told)["cursor"]


def test_mark_that_moved_back_by_wish_says_so(meeting):
    meeting.ada.post(meeting.room_id, "news", "back-1")
    room = f"/rooms/{meeting.room_id}"
    with meeting.listen(meeting.bea) as phone:
        meeting.bea.request("PUT", f"{room}/read-marker", {"seq": 1})
        assert not phone.wait_for("READ_MARKER", seq=1)["unread"]
        meeting.bea.request("PUT", f"{room}/unread-marker", {"seq": 1})
        assert phone.wait_for("READ_MARKER", seq=0)["unread"]


def test_draft_is_told_to_ones_own_devices_only(meeting):
    room = f"/rooms/{meeting.room_id}"
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as phone:
        meeting.bea.request("PUT", f"{room}/draft", {"content": "Dear Ada"})
        assert phone.wait_for("DRAFT_UPDATED", roomId=meeting.room_id)["updatedAt"]
        meeting.bea.post(meeting.room_id, "Dear Ada", "draft-1")
        assert phone.wait_for("DRAFT_UPDATED", roomId=meeting.room_id, updatedAt=None)["cursor"]
        ada.wait_for("CHAT_MESSAGE", content="Dear Ada")
        assert ada.frames("DRAFT_UPDATED") == []


def test_message_to_be_sent_later_is_told_to_ones_own_devices_only(meeting):
    at = (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="milliseconds")
    body = {"content": "later", "clientId": "later-1", "sendAt": at.replace("+00:00", "Z")}
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as phone:
        meeting.bea.request("POST", f"/rooms/{meeting.room_id}/messages", body)
        waiting = phone.wait_for("SCHEDULED_UPDATED", roomId=meeting.room_id, state="pending")
        assert "content" not in waiting
        meeting.bea.request("DELETE", f"/scheduled/{waiting['id']}")
        phone.wait_for("SCHEDULED_REMOVED", id=waiting["id"])
        assert ada.frames("SCHEDULED_UPDATED") == ada.frames("SCHEDULED_REMOVED") == []
