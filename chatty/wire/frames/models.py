"""Every frame of the server as a model: for the AsyncAPI file and the tests.

Durable frames carry ``cursor``, which the hub appends; ephemeral ones do not. The first three
commands and the first five frames are the wire format of an existing client and keep exactly their
fields; more may stand beside them.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.models import Message, Person, PresenceState, Profile, Room, Settings

Cursor = Annotated[str, Field(pattern=r"^\d+-[0-9a-z]+$", examples=["81234-x7k2"])]


class Durable(WireModel):
    """A row of the stream; ``cursor`` is where it stands."""

    cursor: Cursor


class Welcome(WireModel):
    """The first frame once attached; it carries no cursor, or a resume would skip its backlog."""

    type: Literal["WELCOME"]
    message: str
    connection_id: str
    user_id: WireId | None
    server_time: Moment
    heartbeat_seconds: int


class ChatMessage(Message, Durable):
    """Somebody said something. ``html`` is there for pages that asked for it by ``view=html``."""

    type: Literal["CHAT_MESSAGE"]
    html: str | None = None


class UserJoined(WireModel):
    """Somebody started to look at the room."""

    type: Literal["USER_JOINED"]
    room_id: WireId
    user_id: WireId


class UserLeft(WireModel):
    """Somebody looks at the room no more."""

    type: Literal["USER_LEFT"]
    room_id: WireId
    user_id: WireId


class RoomMembersUpdate(WireModel):
    """Who looks at the room now: the first hundred, and how many."""

    type: Literal["ROOM_MEMBERS_UPDATE"]
    room_id: WireId
    members: list[WireId]
    count: int


class Ack(WireModel):
    """A message of one's own is stored."""

    type: Literal["ACK"]
    client_id: str
    id: WireId
    seq: int


class Error(WireModel):
    """A command was refused; ``command`` is null when the frame could not be read."""

    type: Literal["ERROR"]
    code: str
    detail: str
    command: str | None
    client_id: str | None = None


class Heartbeat(WireModel):
    """The connection lives; the cursor moves when nothing is on its way."""

    type: Literal["HEARTBEAT"]
    cursor: Cursor


class Reset(WireModel):
    """What was missed cannot be told: take this cursor, ask ``/sync``, replace the state."""

    type: Literal["RESET"]
    cursor: Cursor
    reason: str


class Bye(WireModel):
    """The server is about to close; come back after ``retry`` milliseconds."""

    type: Literal["BYE"]
    retry: int


class PresenceFrame(WireModel):
    """Somebody watched came, went, or turned away."""

    type: Literal["PRESENCE"]
    user_id: WireId
    state: PresenceState
    last_seen_at: Moment | None


class TypingFrame(WireModel):
    """Somebody is writing; it fades after seven seconds."""

    type: Literal["TYPING"]
    room_id: WireId
    user_id: WireId
    user_name: str


class ReadMarker(WireModel):
    """Somebody has read up to a place; durable, with a cursor, for the person's own devices."""

    type: Literal["READ_MARKER"]
    room_id: WireId
    user_id: WireId
    seq: int
    cursor: Cursor | None = None


class RoomAdded(Durable):
    """One is in a room from now on; messages before ``visibleFromSeq`` stay unseen."""

    type: Literal["ROOM_ADDED"]
    room: Room
    visible_from_seq: int


class RoomRemoved(Durable):
    """One is in that room no more."""

    type: Literal["ROOM_REMOVED"]
    room_id: WireId
    reason: Literal["left", "kicked", "banned"]


class MemberAdded(Durable):
    """Somebody is in the room from now on."""

    type: Literal["MEMBER_ADDED"]
    room_id: WireId
    user: Person
    role: Literal["owner", "admin", "member"]
    joined_at: Moment
    member_count: int


class MemberRemoved(Durable):
    """Somebody is in the room no more."""

    type: Literal["MEMBER_REMOVED"]
    room_id: WireId
    user_id: WireId
    reason: Literal["left", "kicked", "banned"]
    member_count: int


class ProfileUpdated(Durable):
    """What others see of a person changed; this is all of it."""

    type: Literal["PROFILE_UPDATED"]
    user: Profile


class SettingsUpdated(Durable):
    """What one chose for oneself changed."""

    type: Literal["SETTINGS_UPDATED"]
    settings: Settings


class SessionRevoked(Durable):
    """A sign-in ended: that session, that login of an app, or all of them."""

    type: Literal["SESSION_REVOKED"]
    session_id: WireId | None
    family_id: WireId | None
    all: bool


FRAMES: tuple[type[WireModel], ...] = (
    Welcome,
    ChatMessage,
    UserJoined,
    UserLeft,
    RoomMembersUpdate,
    Ack,
    Error,
    Heartbeat,
    Reset,
    Bye,
    PresenceFrame,
    TypingFrame,
    ReadMarker,
    RoomAdded,
    RoomRemoved,
    MemberAdded,
    MemberRemoved,
    ProfileUpdated,
    SettingsUpdated,
    SessionRevoked,
)


def kind_of(model: type[WireModel]) -> str:
    """The ``type`` that frames, or commands, of *model* bear."""
    (kind,) = get_args(model.model_fields["type"].annotation)
    return str(kind)
