"""What templates know beside what a view gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Flask, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from chatty.accounts.models import Theme
from chatty.core.settings import Settings
from chatty.web.identity import viewer

THEME_COOKIE = "theme"


def register(app: Flask) -> None:
    """Teach *app*'s templates."""
    settings: Settings = app.extensions["chatty_settings"]
    app.jinja_env.globals.update(
        room_url=room_url,
        csrf_field=csrf_field,
        control_attributes=control_attributes,
        site_name=settings.chatty_site_name,
    )
    app.context_processor(who_is_asking)


def who_is_asking() -> dict[str, object]:
    """The viewer and their theme, for every template."""
    person = viewer()
    return {"viewer": person, "theme": _own_theme() if person.is_visitor else person.theme}


def room_url(room: Mapping[str, object]) -> str:
    """The address of a room: by its slug where it has one."""
    return f"/rooms/{room['slug'] or room['id']}"


def csrf_field() -> Markup:
    """The hidden field that every form carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def control_attributes(
    described_by: Sequence[str], errors: Sequence[str], given: Mapping[str, object]
) -> dict[str, object]:
    """The attributes of a form's control: those *given*, and what ties it to its words."""
    attributes = dict(given)
    if described_by:
        attributes["aria_describedby"] = " ".join(described_by)
    if errors:
        attributes["aria_invalid"] = "true"
    return attributes


def _own_theme() -> str:
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in set(Theme) else Theme.SYSTEM
