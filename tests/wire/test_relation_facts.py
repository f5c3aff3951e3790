"""What friendships, blocks, invites and direct rooms are told as, and to whom alone."""

from __future__ import annotations

from typing import Any

from chatty.accounts.queries import user_by_id
from chatty.core.db import writing
from chatty.friends.actions import block, unblock, unfriend
from chatty.invites.actions import accept, ask_friend, invite_to_room
from chatty.invites.queries import pending_between
from chatty.messages.actions import post
from chatty.messages.models import MessageDraft
from chatty.rooms.actions import leave, open_direct
from chatty.rooms.queries import room_for
from tests.wire.test_facts import fits

PRIVATE = ("email", "pendingEmail", "phone", "settings")


def of(frames, kind: str) -> dict[str, dict[str, Any]]:
    """The frames of a kind by their topic; each fits its model."""
    found = {topic: frame for topic, frame in frames if frame["type"] == kind}
    for frame in found.values():
        fits(frame)
    return found


def test_request_is_told_to_both_each_as_they_see_it(told, cast):
    frames = told(lambda: ask_friend(cast.bea.viewer, user_by_id(cast.cal.id), note="Hi"))
    invites = of(frames, "INVITE_UPDATED")
    assert set(invites) == {f"u:{cast.bea.id}", f"u:{cast.cal.id}"}
    sent, received = invites[f"u:{cast.bea.id}"]["invite"], invites[f"u:{cast.cal.id}"]["invite"]
    assert (sent["invitee"]["relation"], received["inviter"]["relation"]) == (
        "invited",
        "invitedBy",
    )
    for invite in (sent, received):
        for person in (invite["inviter"], invite["invitee"]):
            assert not set(PRIVATE) & set(person)
            assert person["presence"] is None


def test_acceptance_is_told_as_friendship_to_both(told, cast):
    with writing():
        invite = pending_between(cast.cal.id, cast.dan.id)
        assert invite is not None
    frames = told(lambda: accept(cast.dan.viewer, invite.id))
    friends = of(frames, "FRIEND_UPDATED")
    assert {topic: frame["relation"] for topic, frame in friends.items()} == {
        f"u:{cast.cal.id}": "friend",
        f"u:{cast.dan.id}": "friend",
    }
    assert all(frame["since"] for frame in friends.values())
    states = {frame["invite"]["state"] for frame in of(frames, "INVITE_UPDATED").values()}
    assert states == {"accepted"}


def test_end_of_a_friendship_is_told_to_both(told, cast):
    friends = of(told(lambda: unfriend(cast.ada.viewer, cast.bea.id)), "FRIEND_UPDATED")
    assert {frame["relation"] for frame in friends.values()} == {"none"}
    assert len(friends) == 2


def test_block_of_a_friend_looks_like_an_end_to_them(told, cast):
    """S50: the person who is blocked is never told that they are."""
    frames = told(lambda: block(cast.ada.viewer, cast.bea.id))
    for topic, frame in frames:
        fits(frame)
        if topic == f"u:{cast.bea.id}":
            assert frame["relation"] == "none"
            assert frame["user"]["presence"] == {"state": "offline", "lastSeenAt": None}
    assert of(frames, "FRIEND_UPDATED")[f"u:{cast.ada.id}"]["relation"] == "blocked"


def test_block_of_a_stranger_and_its_end_are_told_to_nobody_else(told, cast):
    for act in (block, unblock):
        assert {topic for topic, _ in told(lambda act=act: act(cast.bea.viewer, cast.cal.id))} == {
            f"u:{cast.bea.id}"
        }


def test_room_invite_shows_the_room_and_none_of_its_numbers(told, cast):
    def invite() -> None:
        room = room_for(cast.ada.viewer, cast.harbour)
        invite_to_room(cast.ada.viewer, room, user_by_id(cast.dan.id))

    received = of(told(invite), "INVITE_UPDATED")[f"u:{cast.dan.id}"]["invite"]
    room = received["room"]
    assert room["name"] == "Harbour"
    assert (room["memberCount"], room["lastSeq"], room["lastMessage"]) == (None, None, None)


def test_opened_direct_room_is_told_to_who_opened_it(told, cast):
    frames = told(lambda: open_direct(cast.ada.viewer, user_by_id(cast.bea.id)))
    (added,) = of(frames, "ROOM_ADDED").values()
    assert [topic for topic, _ in frames] == [f"u:{cast.ada.id}"]
    assert added["room"]["peer"]["username"] == "bea"


def test_first_message_brings_the_room_to_the_other_before_itself(told, cast):
    with writing():
        room, _ = open_direct(cast.ada.viewer, user_by_id(cast.bea.id))
    frames = told(lambda: post(cast.ada.viewer, room.id, MessageDraft("hello", "c1")))
    assert [(topic, frame["type"]) for topic, frame in frames] == [
        (f"u:{cast.bea.id}", "ROOM_ADDED"),
        (f"r:{room.id}", "CHAT_MESSAGE"),
    ]
    shown = frames[0][1]["room"]
    assert (shown["peer"]["username"], shown["membership"]["unreadCount"]) == ("ada", 1)


def test_hiding_a_direct_room_is_told_to_oneself_alone(told, cast):
    with writing():
        room, _ = open_direct(cast.ada.viewer, user_by_id(cast.bea.id))
    frames = told(lambda: leave(cast.ada.viewer, room))
    (removed,) = of(frames, "ROOM_REMOVED").values()
    assert [topic for topic, _ in frames] == [f"u:{cast.ada.id}"]
    assert removed["reason"] == "left"
