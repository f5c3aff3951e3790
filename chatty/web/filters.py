"""What templates know beside what a view gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil

from flask import Flask, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from chatty.accounts.models import Theme
from chatty.core import clock, limits
from chatty.core.settings import Settings
from chatty.web.identity import viewer
from chatty.web.settings import own_origin
from chatty.wire.base import moment
from chatty.wire.resources import picture_url
from chatty.wire.words import WORDS

THEME_COOKIE = "theme"


def register(app: Flask) -> None:
    """Teach *app*'s templates."""
    settings: Settings = app.extensions["chatty_settings"]
    app.jinja_env.globals.update(
        room_url=room_url,
        picture_url=picture_url,
        room_name=room_name,
        csrf_field=csrf_field,
        control_attributes=control_attributes,
        origin=own_origin,
        site_name=settings.chatty_site_name,
        limits=limits,
    )
    app.jinja_env.filters.update(
        iso=moment,
        day_in_words=day_in_words,
        seconds_until=seconds_until,
        **WORDS,
    )
    app.context_processor(who_is_asking)


def who_is_asking() -> dict[str, object]:
    """The viewer and their theme, for every template."""
    person = viewer()
    return {"viewer": person, "theme": _own_theme() if person.is_visitor else person.theme}


def room_url(room: Mapping[str, object]) -> str:
    """The address of a room: by who is at its other end, or by its slug, where there is one."""
    peer = room.get("peer")
    if isinstance(peer, Mapping):
        return f"/directs/{peer['username']}"
    return f"/rooms/{room['slug'] or room['id']}"


def room_name(room: Mapping[str, object]) -> str:
    """What a room is called: a direct one of two is called like the other."""
    peer = room.get("peer")
    if not isinstance(peer, Mapping):
        return str(room["name"])
    return "Note to self" if peer["relation"] == "self" else str(peer["displayName"])


def day_in_words(at: str) -> str:
    """The day of a moment of the wire, in UTC."""
    day = datetime.fromisoformat(at)
    return f"{day.day} {day:%B %Y}"


def seconds_until(at: str) -> int:
    """How long it is until a moment of the wire."""
    return max(0, ceil((datetime.fromisoformat(at) - clock.now()).total_seconds()))


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
