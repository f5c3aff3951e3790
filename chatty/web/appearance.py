"""How pages look."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from chatty.accounts.actions import update_settings
from chatty.accounts.models import Theme
from chatty.core.db import writing
from chatty.core.errors import invalid
from chatty.web.answers import go_to, page
from chatty.web.filters import THEME_COOKIE
from chatty.web.identity import viewer
from chatty.web.settings import settings

REMEMBERED_FOR = timedelta(days=365)

routes = Blueprint("appearance", __name__)


@routes.get("/settings/appearance")
def edit() -> ResponseReturnValue:
    return page("accounts/appearance.html")


@routes.put("/settings/appearance")
def update() -> ResponseReturnValue:
    theme = _theme_sent()
    if not viewer().is_visitor:
        with writing():
            update_settings(viewer(), theme=theme, show_previews="showPreviews" in request.form)
    flash("Saved.", "success")
    return _remember(go_to("/settings/appearance"), theme)


def _theme_sent() -> Theme:
    chosen = request.form.get("theme", "")
    if chosen not in set(Theme):
        raise invalid("theme", "A theme is light, dark or system.")
    return Theme(chosen)


def _remember(response: Response, theme: Theme) -> Response:
    """The choice for visitors, and for pages shown while the database is away."""
    response.set_cookie(
        THEME_COOKIE,
        theme,
        max_age=REMEMBERED_FOR,
        secure=settings().https,
        httponly=True,
        samesite="Lax",
    )
    return response
