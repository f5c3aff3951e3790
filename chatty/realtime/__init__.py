"""Door 3: the live stream over WebSocket, server-sent events and long polling."""

from __future__ import annotations

import flask_sock
from flask import Flask

from chatty.core.health import add_check, add_gauge
from chatty.realtime.hub import Hub
from chatty.realtime.routes import sock, stream
from chatty.realtime.websocket import Handshake

# flask-sock makes its server from this name. Ours only does the handshake; docs/decisions says why.
flask_sock.Server = Handshake


def register(app: Flask) -> None:
    """Open this door in *app*; the hub begins to work with the first stream, or the worker."""
    hub = app.extensions["chatty_hub"] = Hub(app)
    app.register_blueprint(stream)
    sock.init_app(app)
    add_check(app, "stream", hub.problem)
    add_gauge(app, "streams", lambda: len(hub.roll))
