"""The server itself as plain dicts."""

from __future__ import annotations

from chatty.site.models import Announcement
from chatty.wire.base import Json, moment, moment_or_none


def announcement_json(announcement: Announcement) -> Json:
    """*announcement* as an Announcement."""
    return {
        "id": str(announcement.id),
        "content": announcement.content,
        "level": announcement.level,
        "createdAt": moment(announcement.created_at),
        "endsAt": moment_or_none(announcement.ends_at),
    }
