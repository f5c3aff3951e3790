"""Two people meet, in both ways to run and over each transport; nobody needs to be in a room."""

from __future__ import annotations


def test_request_friendship_and_first_message_are_heard_by_both(meeting):
    ask = {"kind": "friend", "userId": meeting.bea.user_id}
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        asked = meeting.ada.request("POST", "/invites", ask).json
        told = bea.wait_for("INVITE_UPDATED")["invite"]
        assert (told["id"], told["state"], told["inviter"]["relation"]) == (
            asked["id"],
            "pending",
            "invitedBy",
        )
        meeting.bea.request("PUT", f"/invites/{asked['id']}/acceptance")
        for client in (ada, bea):
            assert client.wait_for("FRIEND_UPDATED")["relation"] == "friend"
        room = meeting.ada.request("PUT", f"/directs/{meeting.bea.user_id}").json["id"]
        ada.wait_for("ROOM_ADDED")
        # The room they share may still be told of to who has just come.
        assert room not in [frame["room"]["id"] for frame in bea.frames("ROOM_ADDED")]
        meeting.ada.post(room, "hello", "c1")
        assert bea.wait_for("CHAT_MESSAGE", roomId=room)["content"] == "hello"
        added = {frame["room"]["id"]: frame["room"] for frame in bea.frames("ROOM_ADDED")}
        assert added[room]["peer"]["id"] == meeting.ada.user_id


def test_blocked_person_hears_of_an_end_and_of_nothing_after(meeting):
    """S50, live: to who is blocked it looks like an unfriending."""
    ask = {"kind": "friend", "userId": meeting.bea.user_id}
    invite = meeting.ada.request("POST", "/invites", ask).json["id"]
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        meeting.bea.request("PUT", f"/invites/{invite}/acceptance")
        ada.wait_for("FRIEND_UPDATED", relation="friend")
        meeting.bea.request("PUT", f"/blocks/{meeting.ada.user_id}")
        ada.wait_for("FRIEND_UPDATED", relation="none")
        bea.wait_for("FRIEND_UPDATED", relation="blocked")
        meeting.bea.request("DELETE", f"/blocks/{meeting.ada.user_id}")
        bea.wait_for("FRIEND_UPDATED", relation="none")
        meeting.ada.post(meeting.room_id, "later", "later")
        ada.wait_for("CHAT_MESSAGE", content="later")
        told = [frame["relation"] for frame in ada.frames("FRIEND_UPDATED")]
        assert told[-2:] == ["friend", "none"]
