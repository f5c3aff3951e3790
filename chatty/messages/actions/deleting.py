"""Take back what was said: a tombstone keeps the place, and the words are gone everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from chatty.accounts.actions import audit
from chatty.accounts.models import Viewer
from chatty.attachments.actions import detach
from chatty.core import clock, limits
from chatty.core.db import db
from chatty.core.errors import Forbidden
from chatty.core.facts import record
from chatty.core.rates import rates
from chatty.messages.actions.holding import hold_message
from chatty.messages.actions.picturing import forget_pictures
from chatty.messages.events import MessageDeleted
from chatty.messages.models import (
    Mention,
    Message,
    MessageEdit,
    MessageView,
    Poll,
    PollOption,
    PollVote,
    Preview,
    Reaction,
)
from chatty.messages.queries import message_for
from chatty.rooms.policies import Right, has_right
from chatty.stream.actions import overwrite_about, rewrite

# What a message leaves nothing of, votes before the answers they are for.
OF_WORDS = (MessageEdit, Reaction, Mention, Preview, PollVote, PollOption, Poll)


def delete(viewer: Viewer, message_id: int) -> MessageView:
    """Delete one's own message, or any as who runs the room; twice changes nothing.

    Raises NotFound, Forbidden, TooMany.
    """
    held = hold_message(viewer, message_id)
    message = held.message
    is_own = message.sender_id == viewer.id
    if not is_own and not has_right(Right.DELETE_ANY, held.room, held.role):
        raise Forbidden("not_yours", "Only who wrote a message deletes it, or who runs the room.")
    if message.deleted_at is None:
        rates.hit(limits.RATE_DELETIONS, "deletions", viewer.id)
        bury([message], by_id=viewer.id)
        if not is_own:
            audit(
                "message_deleted",
                actor_id=viewer.id,
                target_id=message.sender_id,
                room_id=message.room_id,
                subject=f"message:{message.id}",
            )
    return message_for(viewer, message_id)


def bury(messages: Sequence[Message], *, by_id: int | None) -> None:
    """Leave nothing of held *messages* but their places, here and in what is still to be told.

    *by_id* is nobody where their time was over.
    """
    now = clock.now()
    ids = [message.id for message in messages]
    forget_pictures(ids)
    for table in OF_WORDS:
        gone = sa.delete(table).where(table.message_id.in_(ids))
        db.session.execute(gone.execution_options(synchronize_session=False))
    detach(ids)
    for message in messages:
        message.content = message.content_html = ""
        message.deleted_at, message.deleted_by_id = now, by_id
        message.edited_at = message.pinned_at = message.pinned_by_id = None
        message.reaction_count = message.mention_count = message.preview_count = 0
        message.attachment_count = 0
        message.mentions_room = False
        message.reply_to_id = message.forwarded_from_id = None
        record(MessageDeleted(message.id, message.room_id, message.place, now))
    db.session.flush()
    for room_id in {message.room_id for message in messages}:
        unsay(room_id, ids, now)


def unsay(room_id: int, ids: Sequence[int], at: datetime) -> None:
    """Take the words out of the log: who was away is told of a message that says nothing."""
    session = db.session()
    values: dict[str, object] = {"content": "", "contentHtml": ""}
    told = values | {
        "deletedAt": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "replyTo": None,
        "forwardedFrom": None,
        "mentionUserIds": [],
        "previews": [],
        "attachments": [],
        "poll": None,
    }
    which = sa.select(Message.id).where(Message.id.in_(ids))
    rewrite(session, "CHAT_MESSAGE", which, told)
    nothing: dict[str, object] = {"previews": [], "mentionUserIds": [], "attachments": []}
    updated = values | nothing | {"excerpt": ""}
    rewrite(session, "MESSAGE_UPDATED", which, updated)
    rewrite(session, "POLL_CHANGED", which, {"options": [], "voterCount": 0})
    rewrite(session, "POLL_VOTED", which, {"optionIds": []})
    replies = sa.select(Message.id).where(Message.reply_to_id.in_(ids))
    rewrite(session, "CHAT_MESSAGE", replies, {"excerpt": None}, within="replyTo")
    # Whoever came into the room was told what had been said there last.
    overwrite_about(session, "ROOM_ADDED", room_id, ids, told | {"excerpt": None})
