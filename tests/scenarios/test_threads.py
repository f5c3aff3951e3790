"""Replies and threads, in both ways to run and over each transport."""

from __future__ import annotations

import itertools
from typing import Any

_numbers = itertools.count(1)


def say(client, room_id: str, content: str, **more: str) -> dict[str, Any]:
    """Post as a client does; its ACK."""
    client_id = f"threads-{next(_numbers)}"
    words = {"roomId": room_id, "content": content, "clientId": client_id}
    client.send({"type": "CHAT_MESSAGE"} | words | more)
    ack: dict[str, Any] = client.wait_for("ACK", clientId=client_id)
    return ack


def test_thread_is_heard_by_both_and_moves_no_room(meeting):
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        root = say(ada, meeting.room_id, "shall we")
        first = say(bea, meeting.room_id, "yes", threadId=root["id"])
        assert (first["seq"], first["threadSeq"]) == (None, 1)
        for client in (ada, bea):
            heard = client.wait_for("CHAT_MESSAGE", threadId=root["id"])
            assert (heard["content"], heard["seq"], heard["threadSeq"]) == ("yes", None, 1)
            assert client.wait_for("THREAD_UPDATED", id=root["id"])["threadCount"] == 1
        place = ada.wait_for("THREAD_READ", id=root["id"])
        assert (place["unreadCount"], place["following"]) == (1, True)
        (room,) = [
            one for one in meeting.ada.get("/rooms")["items"] if one["id"] == meeting.room_id
        ]
        assert (room["lastSeq"], room["membership"]["unreadCount"]) == (1, 0)


def test_quote_comes_with_the_reply_and_goes_with_the_message(meeting):
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        asked = say(ada, meeting.room_id, "shall we")
        answer = say(bea, meeting.room_id, "yes", replyToId=asked["id"])
        heard = ada.wait_for("CHAT_MESSAGE", id=answer["id"])
        assert heard["replyTo"]["excerpt"] == "shall we"
        meeting.ada.request("DELETE", f"/messages/{asked['id']}")
        bea.wait_for("MESSAGE_DELETED", id=asked["id"])
        stored = meeting.bea.get(f"/messages/{answer['id']}")
        assert stored["replyTo"]["excerpt"] is None


def test_what_was_read_in_a_thread_is_told_to_ones_other_devices(meeting):
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        root = say(ada, meeting.room_id, "shall we")
        say(bea, meeting.room_id, "yes", threadId=root["id"])
        meeting.ada.request("PUT", f"/messages/{root['id']}/thread/read-marker", {"seq": 1})
        assert ada.wait_for("THREAD_READ", id=root["id"], readSeq=1)["unreadCount"] == 0
