"""What is sent to the API, and the answers that are more than one resource."""

from chatty.api.bodies.accounts import (
    Login,
    NewGuest,
    NewStatus,
    ProfileChange,
    Registration,
    SettingsChange,
    SignedIn,
    Ticket,
    Tokens,
)
from chatty.api.bodies.base import (
    SHORTEST_NAME,
    SHORTEST_PASSWORD,
    SHORTEST_SLUG,
    Bio,
    DisplayName,
    Seq,
)
from chatty.api.bodies.messages import (
    AttachmentList,
    Marker,
    MessagePage,
    NewFile,
    NewMessage,
    ReactionList,
    RoomFilePage,
    RoomLinkPage,
    Upload,
)
from chatty.api.bodies.people import SuggestionList
from chatty.api.bodies.presence import PeopleInRoom, PeopleOnline, PersonPresence, PresenceList
from chatty.api.bodies.rooms import (
    Joining,
    MemberPage,
    NewRoom,
    PlaceChange,
    RoomChange,
    RoomPage,
    RoomPassword,
)
from chatty.api.bodies.sync import Snapshot

__all__ = [
    "SHORTEST_NAME",
    "SHORTEST_PASSWORD",
    "SHORTEST_SLUG",
    "AttachmentList",
    "Bio",
    "DisplayName",
    "Joining",
    "Login",
    "Marker",
    "MemberPage",
    "MessagePage",
    "NewFile",
    "NewGuest",
    "NewMessage",
    "NewRoom",
    "NewStatus",
    "PeopleInRoom",
    "PeopleOnline",
    "PersonPresence",
    "PlaceChange",
    "PresenceList",
    "ProfileChange",
    "ReactionList",
    "Registration",
    "RoomChange",
    "RoomFilePage",
    "RoomLinkPage",
    "RoomPage",
    "RoomPassword",
    "Seq",
    "SettingsChange",
    "SignedIn",
    "Snapshot",
    "SuggestionList",
    "Ticket",
    "Tokens",
    "Upload",
]
