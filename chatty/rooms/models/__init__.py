"""Rooms and who is in them."""

from chatty.rooms.models.changes import PlaceChanges, RoomChanges
from chatty.rooms.models.kinds import (
    AppealState,
    History,
    NotifyLevel,
    PostBy,
    RequestState,
    Role,
    RoomKind,
)
from chatty.rooms.models.memberships import Ban, Membership, Mute, RoomOverview
from chatty.rooms.models.rooms import Room, RoomDraft

__all__ = [
    "AppealState",
    "Ban",
    "History",
    "Membership",
    "Mute",
    "NotifyLevel",
    "PlaceChanges",
    "PostBy",
    "RequestState",
    "Role",
    "Room",
    "RoomChanges",
    "RoomDraft",
    "RoomKind",
    "RoomOverview",
]
