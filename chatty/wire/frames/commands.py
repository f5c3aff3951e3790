"""What a client may say over a WebSocket. Strict: unknown commands and fields are refused.

``userId`` and ``userName`` are sent by an existing client and never believed.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from chatty.core.errors import BadRequest, ChattyError
from chatty.core.limits import (
    ATTACHMENTS,
    CLIENT_ID_CHARACTERS,
    POLL_OPTIONS,
    WATCHES_PER_CONNECTION,
)
from chatty.wire.base import AttachmentKey, Line, Lines, WireId, WireModel
from chatty.wire.problems import refusal

Seq = Annotated[int, Field(ge=0, lt=2**63)]


class JoinRoom(WireModel):
    """Look at this room live; changes no membership."""

    type: Literal["JOIN_ROOM"]
    room_id: WireId
    user_id: WireId | None = None


class LeaveRoom(WireModel):
    """Look at it no more."""

    type: Literal["LEAVE_ROOM"]
    room_id: WireId
    user_id: WireId | None = None


class Post(WireModel):
    """Say something; answered by an ACK, also when it had been stored before.

    With ``replyToId`` that message is quoted above it; with ``threadId`` it is said in the thread
    that hangs on that message. Nobody who is away is called by what is ``silent``, and of what has
    ``expiresIn``, in seconds, nothing but its place is left after that time. ``attachmentKeys`` are
    files that one sent before; with some of them ``content`` may be empty.
    """

    type: Literal["CHAT_MESSAGE"]
    room_id: WireId
    content: Lines
    user_id: WireId | None = None
    user_name: Line | None = None
    client_id: Annotated[Line, Field(max_length=CLIENT_ID_CHARACTERS)] | None = None
    reply_to_id: WireId | None = None
    thread_id: WireId | None = None
    silent: bool = False
    expires_in: int | None = None
    attachment_keys: Annotated[
        list[AttachmentKey], Field(max_length=ATTACHMENTS, default_factory=list)
    ]


class Authenticate(WireModel):
    """Say who one is, or that one still is: within 10 s, and again before a token expires."""

    type: Literal["AUTHENTICATE"]
    token: Line
    cursor: Line | None = None


class Typing(WireModel):
    """One is writing in the room, or with ``threadId`` in that thread there."""

    type: Literal["TYPING"]
    room_id: WireId
    thread_id: WireId | None = None


class Read(WireModel):
    """One has read up to this place."""

    type: Literal["READ"]
    room_id: WireId
    seq: Seq


class Delivered(WireModel):
    """One has received up to this place."""

    type: Literal["DELIVERED"]
    room_id: WireId
    seq: Seq


class WatchPresence(WireModel):
    """Be told when these people come and go; replaces the people named before."""

    type: Literal["WATCH_PRESENCE"]
    user_ids: Annotated[list[WireId], Field(max_length=WATCHES_PER_CONNECTION)]


class React(WireModel):
    """Put an emoji under a message, or take one's own away."""

    type: Literal["REACT"]
    id: WireId
    emoji: Annotated[Line, Field(max_length=32)]
    on: bool


class Vote(WireModel):
    """Let these be all the answers of a poll that one chooses; none takes back what one chose."""

    type: Literal["VOTE"]
    id: WireId
    option_ids: Annotated[list[WireId], Field(max_length=POLL_OPTIONS[1])]


class EditMessage(WireModel):
    """Let one's own message say something else; what it said before is kept beside it."""

    type: Literal["EDIT_MESSAGE"]
    id: WireId
    content: Lines


class DeleteMessage(WireModel):
    """Delete one's own message, or any as who runs the room."""

    type: Literal["DELETE_MESSAGE"]
    id: WireId


class Active(WireModel):
    """Whether somebody sits before the screen."""

    type: Literal["ACTIVE"]
    active: bool


Command = (
    JoinRoom
    | LeaveRoom
    | Post
    | Authenticate
    | Typing
    | Read
    | Delivered
    | React
    | Vote
    | EditMessage
    | DeleteMessage
    | WatchPresence
    | Active
)
COMMANDS: TypeAdapter[Command] = TypeAdapter(Annotated[Command, Field(discriminator="type")])


def read_command(raw: str | bytes) -> Command:
    """The command in a text frame; raises BadRequest for no command, Invalid for a wrong field."""
    try:
        return COMMANDS.validate_json(raw)
    except ValidationError as error:
        raise _refusal(error) from error


def about(raw: str | bytes) -> tuple[str | None, str | None]:
    """The ``type`` and ``clientId`` of a refused frame, for the ERROR that answers it."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(body, dict):
        return None, None
    return _short(body.get("type")), _short(body.get("clientId"))


def _refusal(error: ValidationError) -> ChattyError:
    kind = error.errors(include_url=False, include_input=False, include_context=False)[0]["type"]
    match kind:
        case "union_tag_invalid":
            return BadRequest("unknown_command", "There is no such command.")
        case "union_tag_not_found" | "dict_type":
            return BadRequest("bad_request", "A frame is a JSON object with a type.")
        case _:
            return refusal(error, below=1)


def _short(value: object) -> str | None:
    """*value*, when it is a text that can be sent back."""
    if not isinstance(value, str) or len(value) > CLIENT_ID_CHARACTERS or not value.isprintable():
        return None
    return value
