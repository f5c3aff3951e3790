"""Frames about the connection itself."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel
from chatty.wire.frames.models.base import Cursor


class Welcome(WireModel):
    """The first frame once attached; it carries no cursor, or a resume would skip its backlog."""

    type: Literal["WELCOME"]
    message: str
    connection_id: str
    user_id: WireId | None
    server_time: Moment
    heartbeat_seconds: int


class Ack(WireModel):
    """A message of one's own is stored: at ``seq`` of its room, or ``threadSeq`` of a thread."""

    type: Literal["ACK"]
    client_id: str
    id: WireId
    seq: int | None
    thread_seq: int | None


class CommandDone(WireModel):
    """A text of one's own that began with a slash was done, not said; ``detail`` tells what."""

    type: Literal["COMMAND_DONE"]
    client_id: str
    command: str
    detail: str


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
