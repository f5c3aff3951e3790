"""What is sent about messages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from chatty.api.bodies.administration import MomentSent
from chatty.api.bodies.base import ClientId, Seq
from chatty.core import limits
from chatty.wire.base import AttachmentKey, Line, Lines, WireId, WireModel
from chatty.wire.models import Attachment, Message, Reaction, RoomFile, RoomLink

SHORTEST, LONGEST = limits.EXPIRES_IN_SECONDS
FEWEST, MOST = limits.POLL_OPTIONS
PollAnswer = Annotated[Line, Field(min_length=1, max_length=limits.POLL_OPTION_CHARACTERS)]
ExpiresIn = Annotated[int, Field(ge=SHORTEST, le=LONGEST)]


class NewPoll(WireModel):
    """Answers to choose from, each once, one or ``multiple`` of them, until ``closesAt``.

    Who chose what in an ``anonymous`` poll is told to nobody.
    """

    options: Annotated[list[PollAnswer], Field(min_length=FEWEST, max_length=MOST)]
    multiple: bool = False
    anonymous: bool = False
    closes_at: MomentSent | None = None


class NewMessage(WireModel):
    """The same ``clientId`` again is answered with the message that it made.

    With ``replyToId`` that message is quoted above it; with ``threadId`` it is said in the thread
    that hangs on that message. Nobody who is away is called by what is ``silent``. With ``sendAt``,
    a minute to a year ahead, it is said then. With ``expiresIn``, in seconds, nothing but its place
    is left after that time. ``attachmentKeys`` are files that one sent before; with some of them
    ``content`` may be empty. With ``poll`` the content is a question, asked at once.
    """

    content: Annotated[Lines, Field(max_length=limits.MESSAGE_CHARACTERS)]
    client_id: ClientId
    reply_to_id: WireId | None = None
    thread_id: WireId | None = None
    silent: bool = False
    send_at: MomentSent | None = None
    expires_in: ExpiresIn | None = None
    attachment_keys: Annotated[
        list[AttachmentKey], Field(max_length=limits.ATTACHMENTS, default_factory=list)
    ]
    poll: NewPoll | None = None


class Marker(WireModel):
    """A place in a room, by ``seq``; it only moves forward, and not past the newest message."""

    seq: Seq


class MessagePage(WireModel):
    """Messages, oldest first, and the seqs to go on with: null at an end."""

    items: list[Message]
    before: int | None
    after: int | None


class RoomFilePage(WireModel):
    """Files of a room, the newest first, and where to go on."""

    items: list[RoomFile]
    next_cursor: str | None


class RoomLinkPage(WireModel):
    """Links in a room, the newest first, and where to go on."""

    items: list[RoomLink]
    next_cursor: str | None


class NewFile(WireModel):
    """A file that is going to be sent: how it is called, and its size in bytes."""

    name: Annotated[Line, Field(max_length=limits.ATTACHMENT_NAME_CHARACTERS)]
    size: Annotated[int, Field(ge=1, le=limits.ATTACHMENT_BYTES)]


class Upload(WireModel):
    """Where to send it: to ``url`` by tus 1.0.0, or each part of ``partBytes`` to its ``partUrls``.

    With ``parts`` each is one PUT, the last as long as what is left, and the completion follows.
    """

    key: str
    protocol: Literal["tus", "parts"]
    url: str | None
    part_bytes: int | None
    part_urls: list[str]


class AttachmentList(WireModel):
    """Files."""

    items: list[Attachment]


class ReactionList(WireModel):
    """What is under a message."""

    items: list[Reaction]
