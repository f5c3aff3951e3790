"""One conversation, in both ways to run and over each transport."""

from __future__ import annotations

import contextlib
import itertools

import pytest

from tests.transports import LongPollClient

_numbers = itertools.count(1)


def say(client, room_id: str, content: str) -> dict[str, object]:
    """Post as a client does; its ACK."""
    client_id = f"said-{next(_numbers)}"
    client.send(
        {"type": "CHAT_MESSAGE", "roomId": room_id, "content": content, "clientId": client_id}
    )
    ack: dict[str, object] = client.wait_for("ACK", clientId=client_id)
    return ack


def test_welcome_says_who_one_is(meeting):
    with meeting.listen(meeting.ada) as ada:
        assert ada.frames("WELCOME")[0]["userId"] == meeting.ada.user_id


def test_message_reaches_everybody_in_the_room_and_its_sender(meeting):
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        ack = say(ada, meeting.room_id, "hello")
        for client in (ada, bea):
            frame = client.wait_for("CHAT_MESSAGE", roomId=meeting.room_id)
            assert (frame["content"], frame["id"]) == ("hello", ack["id"])
            assert frame["userId"] == meeting.ada.user_id
            assert frame["cursor"]


def test_both_hear_both_in_one_order(meeting):
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        for number in range(10):
            say(ada if number % 2 else bea, meeting.room_id, f"line {number}")
        orders = []
        for client in (ada, bea):
            client.wait_for("CHAT_MESSAGE", content="line 9")
            orders.append([frame["seq"] for frame in client.frames("CHAT_MESSAGE")])
        assert orders[0] == orders[1] == list(range(1, 11))


def test_stranger_hears_nothing_of_a_private_room(meeting, deployment):
    eve = type(meeting.ada).register(deployment.there)
    secret = meeting.ada.create_room("Secret", kind="private")
    with meeting.listen(eve, rooms=[secret]) as stranger, meeting.listen(meeting.ada) as ada:
        say(ada, secret, "between us")
        say(ada, meeting.room_id, "later")
        ada.wait_for("CHAT_MESSAGE", content="later")
        assert stranger.frames("CHAT_MESSAGE") == []


def test_people_see_who_looks_at_the_room(meeting):
    with meeting.listen(meeting.bea, rooms=[meeting.room_id]) as bea:
        with meeting.listen(meeting.ada, rooms=[meeting.room_id]):
            if meeting.transport is not LongPollClient:
                # Who is between two polls misses the coming, but not who is there.
                bea.wait_for("USER_JOINED", roomId=meeting.room_id, userId=meeting.ada.user_id)
            both = sorted([meeting.ada.user_id, meeting.bea.user_id])
            update = bea.wait_for("ROOM_MEMBERS_UPDATE", roomId=meeting.room_id, count=2)
            assert sorted(update["members"]) == both


def test_typing_is_seen_by_the_others(meeting):
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        frame = typing_seen(ada, bea, meeting.room_id)
        assert frame["userId"] == meeting.ada.user_id
        assert "cursor" not in frame


def test_unread_counts_what_came_since_the_read_marker(meeting):
    with meeting.listen(meeting.ada) as ada, meeting.listen(meeting.bea) as bea:
        for number in range(3):
            say(ada, meeting.room_id, f"news {number}")
        assert unread(meeting.bea, meeting.room_id) == 3
        bea.send({"type": "READ", "roomId": meeting.room_id, "seq": 2})
        bea.wait_for("READ_MARKER", roomId=meeting.room_id, seq=2, userId=meeting.bea.user_id)
        assert unread(meeting.bea, meeting.room_id) == 1
        assert unread(meeting.ada, meeting.room_id) == 0


def test_own_read_marker_reaches_ones_other_devices(meeting):
    meeting.ada.post(meeting.room_id, "news", "marker-1")
    with meeting.listen(meeting.bea) as phone, meeting.listen(meeting.bea) as desk:
        desk.send({"type": "READ", "roomId": meeting.room_id, "seq": 1})
        assert phone.wait_for("READ_MARKER", roomId=meeting.room_id, seq=1)["cursor"]


def test_resume_brings_exactly_what_was_missed(meeting):
    with meeting.listen(meeting.bea) as bea:
        meeting.ada.post(meeting.room_id, "before", "gap-0")
        bea.wait_for("CHAT_MESSAGE", content="before")
    for number in range(1, 6):
        meeting.ada.post(meeting.room_id, f"missed {number}", f"gap-{number}")
    with meeting.listen(meeting.bea, cursor=bea.cursor) as again:
        again.wait_for("CHAT_MESSAGE", content="missed 5")
        seen = [frame["content"] for frame in again.frames("CHAT_MESSAGE")]
        assert seen == [f"missed {number}" for number in range(1, 6)]


def test_resume_works_at_another_server(meeting, deployment):
    with meeting.listen(meeting.bea.at(deployment.here)) as bea:
        meeting.ada.post(meeting.room_id, "before", "move-0")
        bea.wait_for("CHAT_MESSAGE", content="before")
    meeting.ada.post(meeting.room_id, "missed", "move-1")
    elsewhere = meeting.bea.at(deployment.there)
    with meeting.listen(elsewhere, cursor=bea.cursor) as again:
        again.wait_for("CHAT_MESSAGE", content="missed")
        assert [frame["seq"] for frame in again.frames("CHAT_MESSAGE")] == [2]


def test_room_joined_while_listening_is_heard_at_once(meeting, deployment):
    cal = type(meeting.ada).register(deployment.there)
    with meeting.listen(cal) as client:
        cal.join(meeting.room_id)
        client.wait_for("ROOM_ADDED")
        meeting.ada.post(meeting.room_id, "welcome, cal", "join-1")
        client.wait_for("CHAT_MESSAGE", content="welcome, cal")


def test_room_left_while_listening_is_heard_no_more(meeting):
    with meeting.listen(meeting.bea) as bea, meeting.listen(meeting.ada) as ada:
        left = meeting.bea.request("DELETE", f"/rooms/{meeting.room_id}/membership")
        assert left.status in {200, 204}
        bea.wait_for("ROOM_REMOVED", roomId=meeting.room_id)
        say(ada, meeting.room_id, "without bea")
        ada.wait_for("CHAT_MESSAGE", content="without bea")
        assert bea.frames("CHAT_MESSAGE", content="without bea") == []


def test_signing_out_ends_the_stream_within_two_seconds(meeting):
    with meeting.listen(meeting.bea) as bea:
        assert meeting.bea.request("POST", "/auth/logout").status == 204
        assert bea.wait_closed(2) in {4401, None}
        assert meeting.bea.request("GET", "/me").status == 401


def test_presence_is_told_to_those_who_watch(meeting):
    with meeting.listen(meeting.ada, watch=[meeting.bea.user_id or ""]) as ada:
        with meeting.listen(meeting.bea):
            ada.wait_for("PRESENCE", userId=meeting.bea.user_id, state="online")


def typing_seen(writer, reader, room_id: str) -> dict[str, object]:
    """The TYPING that *reader* gets. It is told now or never, so who is between two polls misses it
    and sees the next, four seconds later."""
    for _ in range(3):
        writer.send({"type": "TYPING", "roomId": room_id})
        with contextlib.suppress(TimeoutError):
            frame: dict[str, object] = reader.wait_for("TYPING", roomId=room_id, seconds=4.2)
            return frame
    pytest.fail("typing was never seen")


def unread(person, room_id: str) -> int:
    """The unread count in the person's list of rooms."""
    rooms = person.get("/rooms")["items"]
    membership = next(room["membership"] for room in rooms if room["id"] == room_id)
    return int(membership["unreadCount"])
