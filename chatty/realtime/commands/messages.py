"""CHAT_MESSAGE, READ and DELIVERED."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from chatty.core.db import writing
from chatty.messages.actions import post as post_message
from chatty.messages.models import MessageDraft
from chatty.realtime.frame import Frame
from chatty.rooms.actions import mark_delivered, mark_read
from chatty.rooms.queries import room_for
from chatty.wire import frames

if TYPE_CHECKING:
    from chatty.realtime.connection import Connection

OWN_ID_BYTES = 16


def post(connection: Connection, command: frames.Post) -> None:
    """Store the message; answered by ACK once it is."""
    client_id = command.client_id or secrets.token_hex(OWN_ID_BYTES)
    draft = MessageDraft(content=command.content, client_id=client_id)
    with writing():
        posted = post_message(connection.viewer, command.room_id, draft)
    message = posted.message
    connection.insist(Frame.ephemeral(frames.ack(message.client_id, message.id, message.seq)))


def read(connection: Connection, command: frames.Read) -> None:
    """Move the read marker."""
    with writing():
        mark_read(connection.viewer, room_for(connection.viewer, command.room_id), command.seq)


def delivered(connection: Connection, command: frames.Delivered) -> None:
    """Move the delivered marker."""
    with writing():
        room = room_for(connection.viewer, command.room_id)
        mark_delivered(connection.viewer, room, command.seq)
