"""Receipts as plain dicts."""

from __future__ import annotations

from chatty.messages.models import MessageReceipts
from chatty.rooms.queries import Receipt
from chatty.wire.base import Json
from chatty.wire.resources.people import person_json


def receipt_json(receipt: Receipt) -> Json:
    """*receipt* as a Receipt."""
    return {
        "userId": str(receipt.user.id),
        "readSeq": receipt.read_seq,
        "deliveredSeq": receipt.delivered_seq,
    }


def message_receipts_json(found: MessageReceipts) -> Json:
    """*found* as the people who have read a message, and whom it has reached."""
    reached = found.delivered_to
    return {
        "readBy": [person_json(user) for user in found.read_by],
        "deliveredTo": None if reached is None else [person_json(user) for user in reached],
    }
