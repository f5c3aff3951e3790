"""Door 2: JSON for apps with a token, below ``/api/v1``."""

from __future__ import annotations

from flask import Flask

from chatty.api import documents, errors
from chatty.api.routing import blueprint_of
from chatty.api.views import ROUTES


def register(app: Flask) -> None:
    """Serve the API in *app*, with its specifications and the page to browse them."""
    blueprint = blueprint_of(ROUTES)
    documents.register(blueprint)
    errors.register(app, blueprint)
    app.register_blueprint(blueprint)
