"""What can be changed about rooms, and about one's own place in them."""

from __future__ import annotations

from typing import TypedDict


class RoomChanges(TypedDict, total=False):
    """What is not named stays.

    ``password_hash`` was made before, outside of every transaction. ``reveal_history`` shows what
    was said before a room was opened to those it is opened for.
    """

    name: str
    topic: str
    bio: str
    slug: str | None
    kind: str
    history: str
    post_by: str
    invite_by: str
    pin_by: str
    mention_all_by: str
    slow_mode_seconds: int
    retention_days: int | None
    previews: bool
    password_hash: str
    reveal_history: bool
    archived: bool


class PlaceChanges(TypedDict, total=False):
    """What is not named stays; a room in no folder has None."""

    notify_level: str
    favourite: bool
    folder: str | None
    archived: bool
