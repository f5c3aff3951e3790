"""CHAT_MESSAGE, EDIT_MESSAGE, DELETE_MESSAGE, REACT, VOTE, READ and DELIVERED."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from chatty.core.db import writing
from chatty.messages.actions import Done, say, take_back
from chatty.messages.actions import delete as delete_message
from chatty.messages.actions import edit as edit_message
from chatty.messages.actions import react as put_reaction
from chatty.messages.actions import vote as choose
from chatty.messages.models import MessageDraft
from chatty.realtime.frame import Frame
from chatty.rooms.actions import mark_delivered, mark_read
from chatty.rooms.queries import room_for
from chatty.wire import frames

if TYPE_CHECKING:
    from chatty.realtime.connection import Connection

OWN_ID_BYTES = 16


def post(connection: Connection, command: frames.Post) -> None:
    """Store the message, or do what it asks for; answered by ACK or COMMAND_DONE."""
    client_id = command.client_id or secrets.token_hex(OWN_ID_BYTES)
    draft = MessageDraft(
        content=command.content,
        client_id=client_id,
        reply_to_id=command.reply_to_id,
        thread_id=command.thread_id,
        is_silent=command.silent,
        expires_in=command.expires_in,
        attachment_keys=tuple(command.attachment_keys),
    )
    with writing():
        said = say(connection.viewer, command.room_id, draft)
    if isinstance(said, Done):
        done = frames.command_done(client_id, said.command, said.detail)
        connection.insist(Frame.ephemeral(done))
        return
    message = said.message
    ack = frames.ack(message.client_id, message.id, message.seq, message.thread_seq)
    connection.insist(Frame.ephemeral(ack))


def react(connection: Connection, command: frames.React) -> None:
    """Put an emoji under a message, or take it away."""
    act = put_reaction if command.on else take_back
    with writing():
        act(connection.viewer, command.id, command.emoji)


def vote(connection: Connection, command: frames.Vote) -> None:
    """Choose among the answers of a poll, or take back what one chose."""
    with writing():
        choose(connection.viewer, command.id, command.option_ids)


def edit(connection: Connection, command: frames.EditMessage) -> None:
    """Let one's own message say something else."""
    with writing():
        edit_message(connection.viewer, command.id, command.content)


def delete(connection: Connection, command: frames.DeleteMessage) -> None:
    """Delete a message."""
    with writing():
        delete_message(connection.viewer, command.id)


def read(connection: Connection, command: frames.Read) -> None:
    """Move the read marker."""
    with writing():
        mark_read(connection.viewer, room_for(connection.viewer, command.room_id), command.seq)


def delivered(connection: Connection, command: frames.Delivered) -> None:
    """Move the delivered marker."""
    with writing():
        room = room_for(connection.viewer, command.room_id)
        mark_delivered(connection.viewer, room, command.seq)
