"""Who has read a message, and whom it has reached."""

from __future__ import annotations

import sqlalchemy as sa

from chatty.accounts.models import Viewer
from chatty.core.db import db
from chatty.messages.models import MessageReceipts, MessageView, ThreadFollow
from chatty.messages.queries.history import message_for
from chatty.rooms.queries import readable_room_for, receipts_in


def receipts_of(viewer: Viewer, message_id: int) -> MessageReceipts:
    """Who beside its writer has read the message, and whom it has reached who has not.

    Raises as `message_for` and `receipts_in` do. Of a reply in a thread only who follows the thread
    is known to have read it, and nobody to have received it.
    """
    view = message_for(viewer, message_id)
    found = receipts_in(viewer, readable_room_for(viewer, view.room_id))
    others = [receipt for receipt in found if receipt.user.id != view.sender_id]
    if view.thread_id is not None:
        readers = _readers_in_thread(view)
        return MessageReceipts(tuple(r.user for r in others if r.user.id in readers), None)
    read = tuple(receipt.user for receipt in others if receipt.read_seq >= view.seq)
    reached = tuple(
        receipt.user
        for receipt in others
        if receipt.read_seq < view.seq <= (receipt.delivered_seq or 0)
    )
    told = all(receipt.delivered_seq is not None for receipt in found)
    return MessageReceipts(read, reached if told else None)


def _readers_in_thread(view: MessageView) -> set[int]:
    query = sa.select(ThreadFollow.user_id).where(
        ThreadFollow.thread_id == view.thread_id, ThreadFollow.read_seq >= view.thread_seq
    )
    return set(db.session.scalars(query))
