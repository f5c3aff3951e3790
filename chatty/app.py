"""The app, put together: configure, wire, register."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from chatty import cli
from chatty.core import facts, health
from chatty.core.bus import install_bus, make_bus
from chatty.core.db import db, engine_options, prepare_engine
from chatty.core.deadlines import BodyDeadline
from chatty.core.jobs import configure_jobs, hourly
from chatty.core.limits import FORM_MEMORY_BYTES, FORM_PARTS
from chatty.core.logs import configure_logs
from chatty.core.paths import MIGRATIONS, STATIC, TEMPLATES
from chatty.core.rates import rates
from chatty.core.sessions import configure_sessions
from chatty.core.settings import Settings, load_settings
from chatty.core.tokens import configure_tokens
from chatty.stream.jobs import prune_events
from chatty.wire import frames

LISTENERS = ("chatty.rooms.listeners",)
PRUNED_AT_MINUTE = 17


def create_app(settings: Settings | None = None) -> Flask:
    """Chatty with the doors that *settings* name; the environment's settings by default."""
    settings = settings or load_settings()
    configure_logs(settings.chatty_log_level)
    app = Flask("chatty", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    _configure(app, settings)
    _wire(app, settings)
    health.register(app)
    cli.register(app)
    for door in sorted(settings.doors):
        import_module(f"chatty.{door}").register(app)
    # Outermost: doors have middleware of their own that reads bodies.
    app.wsgi_app = BodyDeadline(app.wsgi_app)  # type: ignore[method-assign]  # the way Flask documents it
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(
            on_sqlite=settings.on_sqlite, pool=settings.chatty_database_pool
        ),
        MAX_FORM_MEMORY_SIZE=FORM_MEMORY_BYTES,
        MAX_FORM_PARTS=FORM_PARTS,
        MAX_CONTENT_LENGTH=FORM_MEMORY_BYTES,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.extensions["chatty_settings"] = settings
    if settings.chatty_trusted_proxies:
        hops = settings.chatty_trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # the way Flask documents it


def _wire(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), compare_type=True)
    with app.app_context():
        prepare_engine(db.engine)
    configure_tokens(app)
    configure_sessions(app, settings)
    rates.configure(redis_url=settings.redis_url, on=settings.limits_on)
    bus = install_bus(make_bus(settings.redis_url))
    for listeners in LISTENERS:
        import_module(listeners)
    configure_jobs(app, redis_url=settings.redis_url)
    hourly(app, PRUNED_AT_MINUTE, prune_events)
    facts.install(frames.sink, lambda: bus.publish("events", b""))
