"""What somebody has missed, as plain dicts."""

from __future__ import annotations

from collections.abc import Sequence

from chatty.accounts.models import Viewer
from chatty.messages.queries import Missed
from chatty.wire.base import Json
from chatty.wire.resources import message_json
from chatty.wire.rooms import rooms_json


def missed_json(viewer: Viewer, found: Sequence[Missed]) -> list[Json]:
    """*found*, room by room."""
    rooms = rooms_json(viewer, [each.overview for each in found])
    return [
        {
            "room": room,
            "new": [message_json(view) for view in each.new],
            "more": each.more,
            "edited": [message_json(view) for view in each.edited],
            "deleted": [message_json(view) for view in each.deleted],
            "joined": each.joined,
        }
        for each, room in zip(found, rooms, strict=True)
    ]
