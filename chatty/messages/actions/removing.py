"""Take messages out of the database with all that hangs on them; deleted ones keep their places."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from chatty.attachments.actions import detach
from chatty.core.db import db
from chatty.core.facts import record
from chatty.messages.actions.picturing import forget_pictures
from chatty.messages.events import MessagesRemoved
from chatty.messages.models import (
    Mention,
    Message,
    MessageEdit,
    Poll,
    PollOption,
    PollVote,
    Preview,
    Reaction,
    SavedMessage,
    ThreadFollow,
)

OF_MESSAGES = (
    Reaction, Mention, MessageEdit, Preview, SavedMessage, PollVote, PollOption, Poll,
)  # fmt: skip


def remove_messages(ids: Sequence[int]) -> None:
    """Remove the rows; what others keep of them hears of it first and lets go.

    With a root its thread has to be among *ids*. Who answered one of them answers nothing any more.
    """
    record(MessagesRemoved(tuple(ids)))
    detach(ids)
    forget_pictures(ids)
    for table in OF_MESSAGES:
        _run(sa.delete(table).where(table.message_id.in_(ids)))
    _run(sa.delete(ThreadFollow).where(ThreadFollow.thread_id.in_(ids)))
    _run(sa.update(Message).where(Message.reply_to_id.in_(ids)).values(reply_to_id=None))
    # Replies first: they point at what their thread hangs on.
    _run(sa.delete(Message).where(Message.id.in_(ids), Message.thread_id.is_not(None)))
    _run(sa.delete(Message).where(Message.id.in_(ids)))


def _run(statement: sa.Executable) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
