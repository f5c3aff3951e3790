"""The server itself, as people are told of it."""

from __future__ import annotations

from typing import Literal

from chatty.wire.base import Moment, WireId, WireModel


class Announcement(WireModel):
    """Something that everybody is told, until ``endsAt`` or until it is taken back."""

    id: WireId
    content: str
    level: Literal["info", "warning"]
    created_at: Moment
    ends_at: Moment | None
