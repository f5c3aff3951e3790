"""The settings of the running app."""

from __future__ import annotations

from flask import current_app

from chatty.core.settings import Settings


def settings() -> Settings:
    """The settings that the app was made with."""
    found: Settings = current_app.extensions["chatty_settings"]
    return found


def site_name() -> str:
    """What this installation calls itself."""
    return settings().chatty_site_name
