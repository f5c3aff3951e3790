"""What holds for the whole server, and how it is; for administrators."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, current_app

from chatty.accounts import actions
from chatty.api.answers import ok
from chatty.api.bodies.administration import RaidMode, SiteChange
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.core.health import process_health
from chatty.core.jobs import runs_of
from chatty.core.settings import Settings
from chatty.site.actions import SiteChanges
from chatty.site.queries import site_settings
from chatty.wire.administration import health_json, site_settings_json
from chatty.wire.models.administration import Health, SiteSettings

routes = Routes()


@routes.route("GET", "/admin/health", Contract({200: Health}, administrators=True))
def health() -> Response:
    """How the server is at a glance."""
    settings: Settings = current_app.extensions["chatty_settings"]
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the app, not its proxy
    return ok(health_json(process_health(), runs_of(app), settings.chatty_data))


@routes.route("GET", "/admin/settings", Contract({200: SiteSettings}, administrators=True))
def show() -> Response:
    """Who is admitted, and which words are filtered everywhere."""
    return ok(site_settings_json(site_settings()))


@routes.route(
    "PATCH", "/admin/settings", Contract({200: SiteSettings}, body=SiteChange, administrators=True)
)
def update(body: SiteChange) -> Response:
    """Change what is sent, in every process at once."""
    with writing():
        actions.change_site(viewer(), _changes(body))
    return show()


@routes.route(
    "PUT", "/admin/raid-mode", Contract({200: SiteSettings}, body=RaidMode, administrators=True)
)
def begin_raid_mode(body: RaidMode) -> Response:
    """Take nobody new, neither members nor guests, until that ends by itself."""
    with writing():
        actions.begin_raid_mode(viewer(), timedelta(minutes=body.minutes))
    return show()


@routes.route("DELETE", "/admin/raid-mode", Contract({200: SiteSettings}, administrators=True))
def end_raid_mode() -> Response:
    """Take people again; doing it twice changes nothing."""
    with writing():
        actions.end_raid_mode(viewer())
    return show()


def _changes(body: SiteChange) -> SiteChanges:
    changes: SiteChanges = body.model_dump(exclude_unset=True)  # type: ignore[assignment]  # the model's names are the same
    if body.registration_domains is not None:
        changes["registration_domains"] = ",".join(body.registration_domains)
    return changes
