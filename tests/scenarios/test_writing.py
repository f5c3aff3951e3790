"""Names that are called and commands, in both ways to run and over each transport."""

from __future__ import annotations


def write(client, room_id: str, content: str) -> None:
    words = {"roomId": room_id, "content": content, "clientId": content.encode().hex()[:60]}
    client.send({"type": "CHAT_MESSAGE"} | words)


def test_name_is_heard_with_the_message_and_with_its_edit(meeting):
    bea = meeting.bea.get("/me")
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as listening:
        write(ada, meeting.room_id, f"hello @{bea['username']}")
        heard = listening.wait_for("CHAT_MESSAGE")
        assert heard["mentionUserIds"] == [bea["id"]]
        meeting.ada.request("PATCH", f"/messages/{heard['id']}", {"content": "hello nobody"})
        assert listening.wait_for("MESSAGE_UPDATED", id=heard["id"])["mentionUserIds"] == []


def test_command_is_answered_to_who_gave_it_and_heard_as_what_it_did(meeting):
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        write(ada, meeting.room_id, "/topic Fish")
        assert ada.wait_for("COMMAND_DONE")["command"] == "topic"
        assert bea.wait_for("ROOM_UPDATED")["room"]["topic"] == "Fish"
        assert bea.frames("COMMAND_DONE") == []


def test_action_is_heard_as_one_and_a_slip_is_not_heard(meeting):
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        write(ada, meeting.room_id, "/mee waves")
        assert ada.wait_for("ERROR")["code"] == "unknown_command"
        write(ada, meeting.room_id, "/me waves")
        assert bea.wait_for("CHAT_MESSAGE")["kind"] == "action"
        assert len(bea.frames("CHAT_MESSAGE")) == 1
