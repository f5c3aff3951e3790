"""The headers of ``limits.md`` on every answer."""

from __future__ import annotations

from flask import Flask, Response

from chatty.core.settings import Settings
from chatty.web.assets import Assets

# The one style element that Turbo inserts: its progress bar. A browser test finds a wrong digest.
TURBO_STYLE = "sha256-WAyOw4V+FqDc35lQPyRADLBWbuNK8ahvYEaQIYF1+Ps="
YEAR_SECONDS = 31_536_000
PERMISSIONS = "camera=(), geolocation=(), microphone=(self)"


def register(app: Flask, assets: Assets) -> None:
    """Put the headers on all that *app* answers; what a view set itself stays."""
    settings: Settings = app.extensions["chatty_settings"]
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
    }
    if settings.https:
        headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
    policy = content_security_policy(assets.import_map_digest)

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if response.mimetype == "text/html":
            response.headers.setdefault("Content-Security-Policy", policy)
        return response


def content_security_policy(import_map_digest: str) -> str:
    """What a page may load: our own files only, and the import map by its digest."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' '{import_map_digest}'",
            f"style-src-elem 'self' '{TURBO_STYLE}'",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


def forbid_storing(response: Response) -> Response:
    """Pages are personal: nothing between us and the browser may keep them."""
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Cookie")
    return response
