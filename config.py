"""Settings of this server, read from the environment; see docs/configuration.md."""

from chatty.core.settings import Settings, SettingsError, load_settings

__all__ = ["Settings", "SettingsError", "load_settings"]
