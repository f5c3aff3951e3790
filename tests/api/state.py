"""What a client does with frames: apply them to the state of ``/sync``, and nothing else."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]


class State:
    """A snapshot, and the topics that its owner hears."""

    def __init__(self, snapshot: Json) -> None:
        self.snapshot = copy.deepcopy(snapshot)
        self.me = self.snapshot["me"]["id"]
        self.first_visible: dict[str, int] = {}
        # What calls this person, by room and message: its place. The snapshots began without any.
        self.calls: dict[str, dict[str, int]] = {}

    @property
    def rooms(self) -> dict[str, Json]:
        return {room["id"]: room for room in self.snapshot["rooms"]}

    @property
    def topics(self) -> set[str]:
        """What this person is told of, as it stands."""
        return {"all", f"u:{self.me}", *(f"r:{room_id}" for room_id in self.rooms)}

    def apply(self, frame: Json) -> None:
        """One frame."""
        frame = dict(frame)
        getattr(self, frame.pop("type").lower())(frame)

    def chat_message(self, message: Json) -> None:
        room = self.rooms[message["roomId"]]
        if message["threadId"] is not None:
            return
        room |= {"lastSeq": message["seq"], "lastMessage": message}
        self._note_call(message)
        if message["userId"] == self.me:
            room["membership"] |= {"readSeq": message["seq"], "deliveredSeq": message["seq"]}
        self._count(room)

    def reactions_updated(self, frame: Json) -> None:
        last = self.rooms[frame["roomId"]]["lastMessage"]
        if last and last["id"] == frame["id"]:
            last["reactions"] = frame["reactions"]

    def poll_changed(self, frame: Json) -> None:
        last = self.rooms[frame["roomId"]]["lastMessage"]
        poll = last and last["id"] == frame["id"] and last["poll"]
        if not poll:
            return
        poll |= {name: frame[name] for name in ("voterCount", "closedAt")}
        both = zip(poll["options"], frame["options"], strict=True)
        poll["options"] = [option | told for option, told in both]

    def poll_voted(self, frame: Json) -> None:
        """What one chose oneself stands in no snapshot."""

    def message_updated(self, frame: Json) -> None:
        last = self.rooms[frame["roomId"]]["lastMessage"]
        excerpt = frame.pop("excerpt", None)
        if "mentionUserIds" in frame:
            self._note_call(frame | {"userId": None})
            self._count(self.rooms[frame["roomId"]])
        if last and last["id"] == frame["id"]:
            last |= frame
        elif last and last["replyTo"] and last["replyTo"]["id"] == frame["id"]:
            last["replyTo"]["excerpt"] = excerpt

    def thread_updated(self, frame: Json) -> None:
        self.message_updated(frame)
        for thread in self.snapshot["threads"]:
            if thread["id"] == frame["id"]:
                told = {name: frame[name] for name in ("threadCount", "lastReplyAt")}
                unread = told["threadCount"] - thread["readSeq"]
                thread.update(told | {"unreadCount": unread})

    def thread_read(self, frame: Json) -> None:
        others = [one for one in self.snapshot["threads"] if one["id"] != frame["id"]]
        if frame.pop("following") and frame["threadCount"]:
            others.append(frame)
        self.snapshot["threads"] = sorted(others, key=lambda one: int(one["id"]))

    def message_saved(self, frame: Json) -> None:
        """What is saved stands in no snapshot."""

    def message_deleted(self, frame: Json) -> None:
        self._forget_notifications(lambda one: one["messageId"] == frame["id"])
        gone: Json = {"content": "", "contentHtml": "", "reactions": [], "mentionUserIds": []}
        gone |= {"replyTo": None, "forwardedFrom": None, "mentionsRoom": False, "poll": None}
        self.message_updated(frame | gone | {"editedAt": None, "pinnedAt": None})

    def history_cut(self, frame: Json) -> None:
        room = self.rooms[frame["roomId"]]
        last = room["lastMessage"]
        if last and last["seq"] < frame["firstSeq"]:
            room["lastMessage"] = None
        here = self.first_visible.get(room["id"], 1)
        self.first_visible[room["id"]] = max(here, frame["firstSeq"])
        self._count(room)

    def notification(self, frame: Json) -> None:
        self.snapshot["unreadNotifications"] = frame.pop("unreadCount")
        others = [one for one in self.snapshot["notifications"] if one["id"] != frame["id"]]
        self.snapshot["notifications"] = [frame, *others]

    def notifications_read(self, frame: Json) -> None:
        self._forget_notifications(lambda one: one["id"] in frame["ids"])
        self.snapshot["unreadNotifications"] = frame["unreadCount"]

    def _forget_notifications(self, which: Callable[[Json], bool]) -> None:
        before = self.snapshot["notifications"]
        after = [one for one in before if not which(one)]
        self.snapshot["notifications"] = after
        self.snapshot["unreadNotifications"] -= len(before) - len(after)

    def report_added(self, frame: Json) -> None:
        """Reports stand in no snapshot."""

    report_updated = report_added

    def room_added(self, frame: Json) -> None:
        room = frame["room"]
        self.first_visible[room["id"]] = frame["visibleFromSeq"]
        others = [one for one in self.snapshot["rooms"] if one["id"] != room["id"]]
        self.snapshot["rooms"] = sorted(
            [*others, room], key=lambda one: (one["name"].lower(), int(one["id"]))
        )

    def room_removed(self, frame: Json) -> None:
        self._forget_notifications(
            lambda one: one["roomId"] == frame["roomId"] and one["kind"] != "moderation"
        )
        self.snapshot["rooms"] = [
            room for room in self.snapshot["rooms"] if room["id"] != frame["roomId"]
        ]
        self.snapshot["threads"] = [
            thread for thread in self.snapshot["threads"] if thread["roomId"] != frame["roomId"]
        ]

    def room_updated(self, frame: Json) -> None:
        self.rooms[frame["roomId"]].update(frame["room"])
        self.snapshot["rooms"].sort(key=lambda one: (one["name"].lower(), int(one["id"])))

    def membership_updated(self, frame: Json) -> None:
        self.rooms[frame["roomId"]]["membership"] |= frame["membership"]

    def room_closed(self, frame: Json) -> None:
        """Said to who looks from outside; nothing of it stands in a snapshot."""

    room_deleted = room_closed

    def room_password_paused(self, frame: Json) -> None:
        self.rooms[frame["roomId"]]["passwordPausedUntil"] = frame["until"]

    def member_added(self, frame: Json) -> None:
        self.rooms[frame["roomId"]]["memberCount"] = frame["memberCount"]

    member_removed = member_added

    def member_updated(self, frame: Json) -> None:
        room = self.rooms[frame["roomId"]]
        room["ownerId"] = frame["ownerId"]
        if frame["userId"] == self.me:
            kept = {"role": frame["role"], "mutedUntil": frame["mutedUntil"]}
            room["membership"] |= kept

    def read_marker(self, frame: Json) -> None:
        room = self.rooms[frame["roomId"]]
        room["membership"]["readSeq"] = frame["seq"]
        self._count(room)

    def delivered_marker(self, frame: Json) -> None:
        self.rooms[frame["roomId"]]["membership"]["deliveredSeq"] = frame["seq"]

    def draft_updated(self, frame: Json) -> None:
        place = (frame["roomId"], frame["threadId"])
        others = [d for d in self.snapshot["drafts"] if (d["roomId"], d["threadId"]) != place]
        self.snapshot["drafts"] = [frame, *others] if frame["updatedAt"] else others

    def scheduled_updated(self, frame: Json) -> None:
        others = [each for each in self.snapshot["scheduled"] if each["id"] != frame["id"]]
        self.snapshot["scheduled"] = sorted(
            [*others, frame], key=lambda one: (one["sendAt"], int(one["id"]))
        )

    def scheduled_removed(self, frame: Json) -> None:
        self.snapshot["scheduled"] = [
            each for each in self.snapshot["scheduled"] if each["id"] != frame["id"]
        ]

    def profile_updated(self, frame: Json) -> None:
        user = frame["user"]
        if user["id"] == self.me:
            self.snapshot["me"] |= user
        for room in self.snapshot["rooms"]:
            message = room["lastMessage"]
            if message and message["userId"] == user["id"]:
                message |= {"userName": user["displayName"], "avatarUrl": user["avatarUrl"]}
        for person in self._people(user["id"]):
            person.update(user)
        for one in self.snapshot["notifications"]:
            actor = one["actor"]
            if actor and actor["id"] == user["id"]:
                actor.update({field: user[field] for field in actor})

    def announcements_updated(self, frame: Json) -> None:
        self.snapshot["announcements"] = frame["announcements"]

    def settings_updated(self, frame: Json) -> None:
        self.snapshot["me"]["settings"] = frame["settings"]

    def notification_settings_changed(self, frame: Json) -> None:
        self.snapshot["notificationSettings"] = frame["settings"]

    def email_updated(self, frame: Json) -> None:
        self.snapshot["me"] |= frame

    def friend_updated(self, frame: Json) -> None:
        user = frame["user"]
        others = [one for one in self.snapshot["friends"] if one["id"] != user["id"]]
        if frame["relation"] == "friend":
            others.append(user | {"since": frame["since"]})
        self.snapshot["friends"] = sorted(others, key=lambda one: str(one["username"].lower()))
        self._relate(user)
        if frame["relation"] == "blocked":
            self._forget_notifications(lambda one: (one["actor"] or {}).get("id") == user["id"])

    def invite_updated(self, frame: Json) -> None:
        invite = frame["invite"]
        found = [one for one in self.snapshot["invites"] if one["id"] != invite["id"]]
        if invite["state"] == "pending":
            found.append(invite)
        found.sort(key=lambda one: (one["createdAt"], int(one["id"])), reverse=True)
        self.snapshot["invites"] = found
        for user in (invite["inviter"], invite["invitee"]):
            if user:
                self._relate(user)

    def _relate(self, user: Json) -> None:
        for person in self._people(user["id"]):
            person["relation"] = user["relation"]

    def _people(self, user_id: str) -> list[Json]:
        """Everywhere that this person stands in the snapshot."""
        invites = self.snapshot["invites"]
        found = [
            *self.snapshot["friends"],
            *(room["peer"] for room in self.snapshot["rooms"]),
            *(invite[side] for invite in invites for side in ("inviter", "invitee")),
        ]
        return [person for person in found if person and person["id"] == user_id]

    def _note_call(self, message: Json) -> None:
        calls = self.calls.setdefault(message["roomId"], {})
        is_called = self.me in message["mentionUserIds"] or message["mentionsRoom"]
        if is_called and message["userId"] != self.me:
            calls[message["id"]] = message["seq"]
        else:
            calls.pop(message["id"], None)

    def _count(self, room: Json) -> None:
        floor = max(room["membership"]["readSeq"], self.first_visible.get(room["id"], 1) - 1)
        room["membership"]["unreadCount"] = max(0, room["lastSeq"] - floor)
        calls = [seq for seq in self.calls.get(room["id"], {}).values() if seq > floor]
        room["membership"]["mentionCount"] = len(calls)
