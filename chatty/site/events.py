"""Facts about the whole server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnnouncementsUpdated:
    """What everybody is told is something else now."""
