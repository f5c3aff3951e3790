"""What a client does with frames: apply them to the state of ``/sync``, and nothing else."""

from __future__ import annotations

import copy
from typing import Any

Json = dict[str, Any]


class State:
    """A snapshot, and the topics that its owner hears."""

    def __init__(self, snapshot: Json) -> None:
        self.snapshot = copy.deepcopy(snapshot)
        self.me = self.snapshot["me"]["id"]
        self.first_visible: dict[str, int] = {}

    @property
    def rooms(self) -> dict[str, Json]:
        return {room["id"]: room for room in self.snapshot["rooms"]}

    @property
    def topics(self) -> set[str]:
        """What this person is told of, as it stands."""
        return {f"u:{self.me}", *(f"r:{room_id}" for room_id in self.rooms)}

    def apply(self, frame: Json) -> None:
        """One frame."""
        frame = dict(frame)
        getattr(self, frame.pop("type").lower())(frame)

    def chat_message(self, message: Json) -> None:
        room = self.rooms[message["roomId"]]
        room |= {"lastSeq": message["seq"], "lastMessage": message}
        if message["userId"] == self.me:
            room["membership"]["readSeq"] = message["seq"]
        self._count(room)

    def room_added(self, frame: Json) -> None:
        room = frame["room"]
        self.first_visible[room["id"]] = frame["visibleFromSeq"]
        others = [one for one in self.snapshot["rooms"] if one["id"] != room["id"]]
        self.snapshot["rooms"] = sorted(
            [*others, room], key=lambda one: (one["name"].lower(), int(one["id"]))
        )

    def room_removed(self, frame: Json) -> None:
        self.snapshot["rooms"] = [
            room for room in self.snapshot["rooms"] if room["id"] != frame["roomId"]
        ]

    def member_added(self, frame: Json) -> None:
        self.rooms[frame["roomId"]]["memberCount"] = frame["memberCount"]

    member_removed = member_added

    def read_marker(self, frame: Json) -> None:
        room = self.rooms[frame["roomId"]]
        room["membership"]["readSeq"] = frame["seq"]
        self._count(room)

    def profile_updated(self, frame: Json) -> None:
        user = frame["user"]
        if user["id"] == self.me:
            self.snapshot["me"] |= user
        for room in self.snapshot["rooms"]:
            if room["lastMessage"] and room["lastMessage"]["userId"] == user["id"]:
                room["lastMessage"]["userName"] = user["displayName"]

    def settings_updated(self, frame: Json) -> None:
        self.snapshot["me"]["settings"] = frame["settings"]

    def _count(self, room: Json) -> None:
        floor = max(room["membership"]["readSeq"], self.first_visible.get(room["id"], 1) - 1)
        room["membership"]["unreadCount"] = max(0, room["lastSeq"] - floor)
