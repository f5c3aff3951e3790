"""What a room has beside words, as plain dicts."""

from __future__ import annotations

from chatty.messages.queries import FileView, LinkView
from chatty.messages.queries.gallery import Origin
from chatty.wire.base import Json, moment
from chatty.wire.resources.attachments import attachment_json
from chatty.wire.resources.messages import previews_json


def file_json(view: FileView) -> Json:
    """*view* as a RoomFile."""
    return {"attachment": attachment_json(view.file)} | _origin_json(view.origin)


def link_json(view: LinkView) -> Json:
    """*view* as a RoomLink."""
    return {"preview": previews_json((view.link,))[0]} | _origin_json(view.origin)


def _origin_json(origin: Origin) -> Json:
    return {
        "messageId": str(origin.message_id),
        "userId": str(origin.sender_id),
        "userName": origin.display_name,
        "timestamp": moment(origin.sent_at),
    }
