"""Frames about the whole server."""

from __future__ import annotations

from typing import Literal

from chatty.wire.frames.models.base import Durable
from chatty.wire.models.site import Announcement


class AnnouncementsUpdated(Durable):
    """All that everybody is told now; each ends by itself at its ``endsAt``."""

    type: Literal["ANNOUNCEMENTS_UPDATED"]
    announcements: list[Announcement]
