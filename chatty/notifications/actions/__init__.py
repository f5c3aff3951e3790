"""Tell people, note what they saw, and how they wish to be told."""

from chatty.notifications.actions.reading import (
    forget,
    forget_pushes,
    note_read,
    read_all,
    read_in_room,
    read_one,
)
from chatty.notifications.actions.subscribing import subscribe, unsubscribe
from chatty.notifications.actions.telling import About, Told, tell
from chatty.notifications.actions.wishes import Wishes, end_digests, keep_wishes, own_wishes

__all__ = [
    "About",
    "Told",
    "Wishes",
    "end_digests",
    "forget",
    "forget_pushes",
    "keep_wishes",
    "note_read",
    "own_wishes",
    "read_all",
    "read_in_room",
    "read_one",
    "subscribe",
    "tell",
    "unsubscribe",
]
