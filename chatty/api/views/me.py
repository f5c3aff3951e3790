"""Oneself."""

from __future__ import annotations

from flask import Response

from chatty.accounts.actions import set_theme, update_profile
from chatty.accounts.models import Theme
from chatty.accounts.queries import user_by_id
from chatty.api.answers import ok
from chatty.api.bodies import ProfileChange, SettingsChange
from chatty.api.credentials import viewer
from chatty.api.routing import Contract, Routes
from chatty.api.showing import presence_json
from chatty.core.db import writing
from chatty.wire.models import Me, Settings
from chatty.wire.resources import me_json

routes = Routes()


@routes.route("GET", "/me", Contract({200: Me}))
def show() -> Response:
    """Oneself."""
    user = user_by_id(viewer().id)
    return ok(me_json(user, presence_json(user.id)))


@routes.route("PATCH", "/me", Contract({200: Me}, body=ProfileChange))
def update(body: ProfileChange) -> Response:
    """Change what others see of one."""
    with writing():
        user = update_profile(viewer(), **body.model_dump(exclude_unset=True))
    return ok(me_json(user, presence_json(user.id)))


@routes.route("GET", "/me/settings", Contract({200: Settings}))
def settings() -> Response:
    """What one chose for oneself."""
    return ok({"theme": viewer().theme})


@routes.route("PATCH", "/me/settings", Contract({200: Settings}, body=SettingsChange))
def change_settings(body: SettingsChange) -> Response:
    """Choose something for oneself."""
    chosen = body.model_dump(exclude_unset=True).get("theme", viewer().theme)
    with writing():
        set_theme(viewer(), Theme(chosen))
    return ok({"theme": chosen})
