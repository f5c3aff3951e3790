"""Events that change who hears what: they take effect at their place in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from chatty.realtime.connection import Connection
from chatty.realtime.frame import Frame
from chatty.stream.models import room_topic, user_topic

if TYPE_CHECKING:
    from chatty.realtime.hub import Hub

KINDS = frozenset(
    {
        "FRIEND_UPDATED",
        "HISTORY_CUT",
        "MEMBER_REMOVED",
        "MESSAGE_DELETED",
        "PROFILE_UPDATED",
        "ROOM_ADDED",
        "ROOM_CLOSED",
        "ROOM_DELETED",
        "ROOM_REMOVED",
        "SESSION_REVOKED",
        "SETTINGS_UPDATED",
        "USER_ERASED",
    }
)
AUTHENTICATE_AGAIN = 4401

After = Callable[[], None]


def apply(hub: Hub, frame: Frame) -> After | None:
    """Change the index for *frame*; answers what is to be done once it was sent."""
    match frame.kind:
        case "USER_ERASED":
            # The log was rewritten; what is held in memory still names who is gone.
            hub.ring.clear()
        case "MESSAGE_DELETED":
            hub.ring.unsay(frame)
        case "HISTORY_CUT":
            hub.ring.cut(frame)
        case "MEMBER_REMOVED":
            hub.relay.watching.doubt_person(int(frame.body["userId"]))
        case "ROOM_CLOSED" | "ROOM_DELETED":
            _shut_out(hub, frame)
        case _:
            return _apply_to_all(hub, frame)
    return None


def _apply_to_all(hub: Hub, frame: Frame) -> After | None:
    """Apply *frame* to every stream of the person it is for."""
    concerned = hub.index.of(frame.topic)
    if frame.kind in {"FRIEND_UPDATED", "SETTINGS_UPDATED"}:
        _watch_anew(hub, frame)
    for connection in concerned:
        if connection.captured is not None:
            # It is attaching, and applies this itself, after it has loaded its rooms.
            connection.captured.append(frame)
        elif frame.kind != "SESSION_REVOKED":
            apply_to(hub, connection, frame)
    if frame.kind == "SESSION_REVOKED":
        return partial(_end, concerned, frame)
    return None


def apply_to(hub: Hub, connection: Connection, frame: Frame) -> None:
    """Change what *connection* hears."""
    match frame.kind:
        case "ROOM_ADDED":
            add_room(hub, connection, frame)
        case "ROOM_REMOVED":
            remove_room(hub, connection, int(frame.body["roomId"]))
        case "PROFILE_UPDATED":
            _rename(connection, frame.body["user"])
        case "SETTINGS_UPDATED":
            _choose(connection, frame.body["settings"])
        case "FRIEND_UPDATED":
            return  # Who watches whom is changed for all of the process at once.
        case _:
            _end([connection], frame)


def add_room(hub: Hub, connection: Connection, frame: Frame) -> None:
    """The person is in one more room."""
    body = frame.body
    topic = room_topic(int(body["room"]["id"]))
    connection.borrowed.discard(topic)
    hub.index.add(topic, connection, int(body.get("visibleFromSeq") or 0))


def remove_room(hub: Hub, connection: Connection, room_id: int) -> None:
    """The person is out of the room: they neither hear it nor look at it."""
    connection.removals += 1
    hub.relay.watching.doubt([connection])
    connection.borrowed.discard(room_topic(room_id))
    hub.index.remove(room_topic(room_id), connection)
    hub.relay.look_away(connection, room_id)


def _shut_out(hub: Hub, frame: Frame) -> None:
    """Who is not in the room hears it no more, and looks at it no more."""
    for connection in hub.roll.everybody():
        # Some are about to look, by an answer of before.
        connection.removals += 1
    outside = [each for each in hub.index.of(frame.topic) if frame.topic in each.borrowed]
    for connection in outside:
        connection.borrowed.discard(frame.topic)
        hub.index.remove(frame.topic, connection)
    hub.relay.shut_out(outside, int(frame.body["roomId"]))


def _rename(connection: Connection, user: Mapping[str, Any]) -> None:
    """What the person says from now on is told under the new name, with the new picture.

    Whether they administer the server is told to themselves only.
    """
    viewer = connection.viewer
    if user["id"] == str(viewer.user_id):
        url = user["avatarUrl"]
        key = url.split("/")[-2] if url else None
        connection.viewer = replace(
            viewer,
            display_name=user["displayName"],
            avatar_key=key,
            is_admin=user.get("isAdmin", viewer.is_admin),
        )


def _choose(connection: Connection, settings: Mapping[str, Any]) -> None:
    connection.viewer = replace(
        connection.viewer,
        show_typing=settings["showTyping"],
        show_receipts=settings["showReceipts"],
    )


def _watch_anew(hub: Hub, frame: Frame) -> None:
    """Who is told of whose presence, after a friendship, a block or a setting of the person."""
    watching = hub.relay.watching
    person = int(frame.topic.partition(":")[2])
    if frame.kind == "SETTINGS_UPDATED":
        watching.choose(person, frame.body["settings"]["lastSeen"])
        if not frame.body["settings"]["discoverable"]:
            watching.doubt_person(person)
        return
    other = int(frame.body["user"]["id"])
    mine, theirs = hub.index.of(frame.topic), hub.index.of(user_topic(other))
    if frame.body["relation"] == "blocked":
        # The other is told nothing of it, and hears nothing any more.
        for connection in theirs:
            connection.cuts += 1
        watching.cut(mine, other)
        watching.cut(theirs, person)
    else:
        is_friend = frame.body["relation"] == "friend"
        watching.befriend(mine, other, is_friend=is_friend)
        if not is_friend:
            watching.doubt(mine)


def _stands_on(connection: Connection, body: dict[str, object]) -> bool:
    """Whether the ended session, login or account is what *connection* was opened with."""
    viewer = connection.viewer
    if body.get("sessionId") is None and body.get("familyId") is None:
        return True
    if viewer.session_id is not None:
        return str(viewer.session_id) == body.get("sessionId")
    return str(viewer.family_id) == body.get("familyId")


def _end(connections: Iterable[Connection], frame: Frame) -> None:
    body = frame.body
    for connection in connections:
        if _stands_on(connection, body):
            connection.close(AUTHENTICATE_AGAIN, "signed out")
