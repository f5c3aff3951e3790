"""How the server is at a glance."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from chatty.core import clock
from chatty.core.health import process_health
from chatty.core.jobs import runs_of
from chatty.site.queries import is_under_raid, site_settings
from chatty.web.answers import page
from chatty.web.settings import settings
from chatty.wire.administration import health_json
from chatty.wire.base import moment_or_none

routes = Blueprint("health", __name__)


@routes.get("")
def show() -> ResponseReturnValue:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the app, not its proxy
    process = process_health()
    return page(
        "admin/health.html",
        health=health_json(process, runs_of(app), settings().chatty_data),
        raid_until=moment_or_none(site_settings().raid_until) if is_under_raid() else None,
        uptime=clock.now() - process.started_at,
    )
