"""Drafts and messages to be sent later as plain dicts."""

from __future__ import annotations

from chatty.messages.models import Draft, ScheduledMessage
from chatty.wire.base import Json, moment, moment_or_none


def draft_place_json(room_id: int, thread_id: int | None, draft: Draft | None) -> Json:
    """Where *draft* is kept, as a DraftPlace; None stands for a place where nothing is."""
    return {
        "roomId": str(room_id),
        "threadId": _id(thread_id),
        "updatedAt": moment_or_none(draft.updated_at) if draft else None,
    }


def draft_json(room_id: int, thread_id: int | None, draft: Draft | None) -> Json:
    """*draft* as a Draft."""
    return draft_place_json(room_id, thread_id, draft) | {
        "content": draft.content if draft else "",
        "replyToId": _id(draft.reply_to_id) if draft else None,
    }


def scheduled_place_json(message: ScheduledMessage) -> Json:
    """*message* as a ScheduledPlace: the words are left out."""
    return {
        "id": str(message.id),
        "roomId": str(message.room_id),
        "state": message.state,
        "reason": message.reason,
        "sendAt": moment(message.send_at),
    }


def scheduled_json(message: ScheduledMessage) -> Json:
    """*message* as a ScheduledMessage."""
    return scheduled_place_json(message) | {
        "clientId": message.client_id,
        "content": message.content,
        "replyToId": _id(message.reply_to_id),
        "threadId": _id(message.thread_id),
        "silent": message.is_silent,
        "expiresIn": message.expires_in,
        "attachmentKeys": message.attachment_keys.split(),
        "createdAt": moment(message.created_at),
    }


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)
