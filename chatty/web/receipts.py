"""Who has read and received a message, and what the ticks under one's own are made from."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from chatty.messages.queries import message_for, receipts_of
from chatty.rooms.models import RoomOverview
from chatty.rooms.queries import receipts_in, shows_receipts
from chatty.web.allowed import place_of
from chatty.web.answers import LARGEST, page
from chatty.web.identity import viewer
from chatty.wire.base import Json
from chatty.wire.resources import message_json
from chatty.wire.resources.receipts import message_receipts_json, receipt_json

routes = Blueprint("receipts", __name__)


@routes.get(f"/messages/<int(max={LARGEST}):message_id>/receipts")
def index(message_id: int) -> ResponseReturnValue:
    view = message_for(viewer(), message_id)
    return page(
        "messages/receipts.html",
        message=message_json(view),
        receipts=message_receipts_json(receipts_of(viewer(), message_id)),
        back=place_of(view),
    )


def receipts_shown(overview: RoomOverview) -> list[Json]:
    """How far the others in the room are, for the ticks; nothing where they are not told."""
    if overview.membership is None or not shows_receipts(overview.room):
        return []
    found = receipts_in(viewer(), overview.room)
    return [receipt_json(each) for each in found if each.user.id != viewer().user_id]
