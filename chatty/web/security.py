"""The headers of ``limits.md`` on every answer."""

from __future__ import annotations

from flask import Flask, Response

from chatty.core.settings import Settings
from chatty.core.storage.address import s3_address
from chatty.web.assets import Assets

# The one style element that Turbo inserts: its progress bar. A browser test finds a wrong digest.
TURBO_STYLE = "sha256-WAyOw4V+FqDc35lQPyRADLBWbuNK8ahvYEaQIYF1+Ps="
# And that of the emoji picker; a test computes it from the vendored file.
PICKER_STYLE = "sha256-rg2BpwZ4T9EADaas/dlxn0KsISPDXXIabE9pnJ++3UQ="
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
    policy = content_security_policy(
        assets.import_map_digest, files=files_origin(settings.storage_url)
    )

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if response.mimetype == "text/html":
            response.headers.setdefault("Content-Security-Policy", policy)
        return response


def files_origin(storage_url: str) -> str:
    """Where browsers fetch files from, behind a space; empty where that is here."""
    return f" {s3_address(storage_url).outside}" if storage_url else ""


def content_security_policy(import_map_digest: str, *, files: str = "") -> str:
    """What a page may load: our own files only, those of *files*, the import map by its digest."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' '{import_map_digest}'",
            f"style-src-elem 'self' '{TURBO_STYLE}' '{PICKER_STYLE}'",
            "style-src-attr 'unsafe-inline'",
            f"img-src 'self' data: blob:{files}",
            f"media-src 'self' blob:{files}",
            "font-src 'self'",
            f"connect-src 'self'{files}",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


def forbid_storing(response: Response) -> Response:
    """Pages are personal: nothing between us and the browser may keep them.

    What a view has declared to be the same for everybody keeps its own words.
    """
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    return response
