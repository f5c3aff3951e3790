"""Oneself."""

from __future__ import annotations

from flask import Response

from chatty.accounts.actions import clear_status, set_status, update_profile, update_settings
from chatty.accounts.models import StatusDraft, StatusLasts
from chatty.accounts.queries import user_by_id
from chatty.api.answers import done, ok
from chatty.api.bodies import NewStatus, ProfileChange, SettingsChange
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.core.db import writing
from chatty.wire.models import Me, Settings
from chatty.wire.resources import settings_json
from chatty.wire.showing import own_json

routes = Routes()


@routes.route("GET", "/me", Contract({200: Me}))
def show() -> Response:
    """Oneself."""
    user = user_by_id(viewer().id)
    return ok(own_json(user))


@routes.route("PATCH", "/me", Contract({200: Me}, body=ProfileChange))
def update(body: ProfileChange) -> Response:
    """Change what is said about oneself."""
    with writing():
        user = update_profile(viewer(), **body.model_dump(exclude_unset=True))
    return ok(own_json(user))


@routes.route("PUT", "/me/status", Contract({200: Me}, body=NewStatus))
def change_status(body: NewStatus) -> Response:
    """Say what one is up to; it vanishes by itself."""
    draft = StatusDraft(emoji=body.emoji, text=body.text, lasts=StatusLasts(body.lasts))
    with writing():
        user = set_status(viewer(), draft)
    return ok(own_json(user))


@routes.route("DELETE", "/me/status", Contract({204: None}))
def end_status() -> Response:
    """Take the status away."""
    with writing():
        clear_status(user_by_id(viewer().id))
    return done()


@routes.route("GET", "/me/settings", Contract({200: Settings}))
def settings() -> Response:
    """What one chose for oneself."""
    return ok(settings_json(user_by_id(viewer().id)))


@routes.route("PATCH", "/me/settings", Contract({200: Settings}, body=SettingsChange, guests=True))
def change_settings(body: SettingsChange) -> Response:
    """Choose something for oneself."""
    with writing():
        user = update_settings(viewer(), **body.model_dump(exclude_unset=True))
    return ok(settings_json(user))
