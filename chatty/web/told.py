"""What everybody is told, as far as this browser has not put it away."""

from __future__ import annotations

from flask import request

from chatty.site.queries import announcements
from chatty.wire.base import Json
from chatty.wire.resources.site import announcement_json

DISMISSED_COOKIE = "dismissed"
BETWEEN = "."
# Of those there were; with more the oldest is forgotten, and has long been taken back.
REMEMBERED = 50


def dismissed() -> list[str]:
    """The ids of what was put away in this browser, the last one first."""
    words = request.cookies.get(DISMISSED_COOKIE, "").split(BETWEEN)
    return [word for word in words if word.isascii() and word.isdigit()][:REMEMBERED]


def shown_announcements() -> list[Json]:
    """What is told now and was not put away, as Announcements."""
    away = set(dismissed())
    return [announcement_json(each) for each in announcements() if str(each.id) not in away]
