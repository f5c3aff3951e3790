"""Put away what everybody is told."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from chatty.web.answers import LARGEST, go_to, nothing, safe_next, wants_json
from chatty.web.settings import settings
from chatty.web.told import BETWEEN, DISMISSED_COOKIE, REMEMBERED, dismissed

REMEMBERED_FOR = timedelta(days=365)

routes = Blueprint("announcements", __name__)


@routes.put(f"/announcements/<int(max={LARGEST}):announcement_id>/dismissal")
def dismiss(announcement_id: int) -> ResponseReturnValue:
    """Show it no more in this browser."""
    response = make_response(nothing() if wants_json() else go_to(safe_next()))
    away = dict.fromkeys([str(announcement_id), *dismissed()])
    response.set_cookie(
        DISMISSED_COOKIE,
        BETWEEN.join(list(away)[:REMEMBERED]),
        max_age=REMEMBERED_FOR,
        secure=settings().https,
        httponly=True,
        samesite="Lax",
    )
    return response
