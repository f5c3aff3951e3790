"""The settings of the running app."""

from __future__ import annotations

from flask import current_app, request

from chatty.core.settings import Settings


def settings() -> Settings:
    """The settings that the app was made with."""
    found: Settings = current_app.extensions["chatty_settings"]
    return found


def own_origin() -> str:
    """Where people reach this server, like ``https://chat.example.org``."""
    return settings().public_url or request.host_url.rstrip("/")


def site_name() -> str:
    """What this installation calls itself."""
    return settings().chatty_site_name
