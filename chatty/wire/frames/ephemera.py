"""Frames that are not stored: the realtime door builds and sends them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chatty.core import clock
from chatty.core.errors import ChattyError
from chatty.core.limits import HEARTBEAT_SECONDS, PRESENCE_LIST_MEMBERS
from chatty.wire.base import Json, moment, moment_or_none


def welcome(connection_id: str, user_id: int | None) -> Json:
    """The first frame of a connection; *user_id* is None for a visitor."""
    return {
        "type": "WELCOME",
        "message": f"Connected to WebSocket server with ID: {connection_id}",
        "connectionId": connection_id,
        "userId": None if user_id is None else str(user_id),
        "serverTime": moment(clock.now()),
        "heartbeatSeconds": int(HEARTBEAT_SECONDS),
    }


def user_joined(room_id: int, user_id: int) -> Json:
    """Somebody started to look at the room."""
    return {"type": "USER_JOINED", "roomId": str(room_id), "userId": str(user_id)}


def user_left(room_id: int, user_id: int) -> Json:
    """Somebody looks at the room no more."""
    return {"type": "USER_LEFT", "roomId": str(room_id), "userId": str(user_id)}


def room_members_update(room_id: int, user_ids: Sequence[int]) -> Json:
    """Who looks at the room: the first hundred of *user_ids*, and how many they are."""
    return {
        "type": "ROOM_MEMBERS_UPDATE",
        "roomId": str(room_id),
        "members": [str(user_id) for user_id in user_ids[:PRESENCE_LIST_MEMBERS]],
        "count": len(user_ids),
    }


def ack(client_id: str, message_id: int, seq: int, thread_seq: int | None = None) -> Json:
    """A message is stored: at *seq* of its room, or at *thread_seq* of a thread."""
    return {
        "type": "ACK",
        "clientId": client_id,
        "id": str(message_id),
        "seq": seq if thread_seq is None else None,
        "threadSeq": thread_seq,
    }


def command_done(client_id: str, command: str, detail: str) -> Json:
    """A text that began with a slash was done."""
    return {"type": "COMMAND_DONE", "clientId": client_id, "command": command, "detail": detail}


def error(problem: ChattyError, command: str | None, client_id: str | None = None) -> Json:
    """A command was refused because of *problem*."""
    frame: Json = {
        "type": "ERROR",
        "code": problem.code,
        "detail": problem.detail,
        "command": command,
    }
    return frame | ({"clientId": client_id} if client_id is not None else {})


def heartbeat(cursor: str) -> Json:
    """The connection lives."""
    return {"type": "HEARTBEAT", "cursor": cursor}


def reset(cursor: str, reason: str) -> Json:
    """Start over at *cursor*."""
    return {"type": "RESET", "cursor": cursor, "reason": reason}


def bye(retry_ms: int) -> Json:
    """The server is about to close; come back after *retry_ms*."""
    return {"type": "BYE", "retry": retry_ms}


def presence(user_id: int, state: str, last_seen_at: datetime | None = None) -> Json:
    """Somebody is online, away or offline now."""
    return {
        "type": "PRESENCE",
        "userId": str(user_id),
        "state": state,
        "lastSeenAt": moment_or_none(last_seen_at),
    }


def typing(room_id: int, user_id: int, user_name: str) -> Json:
    """Somebody is writing."""
    return {
        "type": "TYPING",
        "roomId": str(room_id),
        "threadId": None,
        "userId": str(user_id),
        "userName": user_name,
    }


def read_marker(room_id: int, user_id: int, seq: int, *, is_back: bool = False) -> Json:
    """Somebody has read up to *seq*; also the body of the stored frame for their own devices."""
    return _marker("READ_MARKER", room_id, user_id, seq) | {"unread": is_back}


def delivered_marker(room_id: int, user_id: int, seq: int) -> Json:
    """Somebody has received up to *seq*; also the body of the stored frame."""
    return _marker("DELIVERED_MARKER", room_id, user_id, seq)


def _marker(kind: str, room_id: int, user_id: int, seq: int) -> Json:
    return {"type": kind, "roomId": str(room_id), "userId": str(user_id), "seq": seq}
