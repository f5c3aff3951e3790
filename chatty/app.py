"""The app, put together: configure, wire, register."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from chatty import cli
from chatty.accounts.actions import admission
from chatty.accounts.jobs import (
    delete_pictures,
    end_statuses,
    erase_deactivated,
    forget_audit,
    forget_words,
    retire_guests,
)
from chatty.attachments.jobs import delete_files, drop_unsent, process_attachments
from chatty.core import facts, health
from chatty.core.bus import install_bus, make_bus
from chatty.core.db import db, engine_options, prepare_engine
from chatty.core.deadlines import BodyDeadline
from chatty.core.fetching import fetcher
from chatty.core.jobs import configure_jobs, every, hourly
from chatty.core.limits import (
    ATTACHMENT_SWEEP_SECONDS,
    DIGEST_SWEEP_SECONDS,
    ERASED_SWEEP_SECONDS,
    EXPIRY_SWEEP_SECONDS,
    FORM_MEMORY_BYTES,
    FORM_PARTS,
    INDEX_SWEEP_SECONDS,
    INVITE_SWEEP_SECONDS,
    MAIL_SWEEP_SECONDS,
    NOTIFY_SWEEP_SECONDS,
    PICTURE_SWEEP_SECONDS,
    POLLS_SWEEP_SECONDS,
    PREVIEW_SWEEP_SECONDS,
    PROCESSING_SWEEP_SECONDS,
    PUSH_SWEEP_SECONDS,
    ROOM_SWEEP_SECONDS,
    SANCTION_SWEEP_SECONDS,
    SCHEDULED_SWEEP_SECONDS,
    STATUS_SWEEP_SECONDS,
)
from chatty.core.logs import configure_logs
from chatty.core.mail import outgoing
from chatty.core.paths import MIGRATIONS, STATIC, TEMPLATES
from chatty.core.rates import rates
from chatty.core.scanning import scanner
from chatty.core.sessions import configure_sessions
from chatty.core.settings import Settings, load_settings
from chatty.core.storage import install_storage, make_storage
from chatty.core.tokens import configure_tokens
from chatty.core.uploads import UploadRequest
from chatty.core.webpush import sender
from chatty.invites.jobs import expire_invites
from chatty.mails.jobs import forget_mails, send_due
from chatty.messages.jobs import (
    close_polls,
    cut_histories,
    expire_messages,
    fetch_previews,
    send_scheduled,
)
from chatty.moderation.jobs import empty_deleted_rooms, end_sanctions
from chatty.notifications.jobs import (
    configure_digests,
    follow_log,
    forget_notifications,
    mail_missed,
    push_due,
)
from chatty.search.jobs import follow_messages, forget_erased
from chatty.stream.jobs import prune_events
from chatty.wire import frames

LISTENERS = (
    "chatty.friends.listeners",
    "chatty.rooms.listeners",
    "chatty.invites.listeners",
    "chatty.messages.listeners",
    "chatty.moderation.listeners",
    "chatty.search.listeners",
    "chatty.notifications.listeners",
)
# Tables that nothing imports on the way here.
MODELS = (
    "chatty.friends.models",
    "chatty.invites.models",
    "chatty.mails.models",
    "chatty.moderation.models",
    "chatty.notifications.models",
    "chatty.search.models",
    "chatty.site.models",
)
PRUNED_AT_MINUTE = 17


def create_app(settings: Settings | None = None) -> Flask:
    """Chatty with the doors that *settings* name; the environment's settings by default."""
    settings = settings or load_settings()
    configure_logs(settings.chatty_log_level)
    app = Flask("chatty", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.request_class = UploadRequest
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
    configure_process(settings)
    for module in (*MODELS, *LISTENERS):
        import_module(module)
    configure_jobs(app, redis_url=settings.redis_url)
    _schedule(app)


def configure_process(settings: Settings) -> None:
    """Set what there is once in a process: where mail, files, hints and counts of rates go."""
    outgoing.configure(
        settings.mail_url,
        sender=settings.mail_from,
        base_url=settings.base_url,
        site_name=settings.chatty_site_name,
    )
    configure_digests(settings.chatty_digest_minutes)
    sender.configure(settings.secret_key, contact=f"mailto:{settings.mail_from}")
    admission.configure(
        settings.chatty_registration,
        domains=settings.registration_domains,
        guests=settings.chatty_guests == "on",
    )
    fetcher.configure(settings.fetch_allowed)
    scanner.configure(settings.clamd)
    rates.configure(redis_url=settings.redis_url, on=settings.limits_on)
    bus = install_bus(make_bus(settings.redis_url))
    install_storage(make_storage(settings.storage_url, settings.chatty_data))
    facts.install(frames.sink, lambda: bus.publish("events", b""))


def _schedule(app: Flask) -> None:
    hourly(app, PRUNED_AT_MINUTE, prune_events)
    hourly(app, PRUNED_AT_MINUTE + 1, forget_mails)
    hourly(app, PRUNED_AT_MINUTE + 2, retire_guests)
    hourly(app, PRUNED_AT_MINUTE + 3, erase_deactivated)
    hourly(app, PRUNED_AT_MINUTE + 4, forget_words)
    hourly(app, PRUNED_AT_MINUTE + 5, forget_audit)
    hourly(app, PRUNED_AT_MINUTE + 6, forget_notifications)
    hourly(app, PRUNED_AT_MINUTE + 6, cut_histories)
    every(app, MAIL_SWEEP_SECONDS, send_due)
    every(app, NOTIFY_SWEEP_SECONDS, follow_log)
    every(app, PUSH_SWEEP_SECONDS, push_due)
    every(app, DIGEST_SWEEP_SECONDS, mail_missed)
    every(app, STATUS_SWEEP_SECONDS, end_statuses)
    every(app, PICTURE_SWEEP_SECONDS, delete_pictures)
    every(app, PROCESSING_SWEEP_SECONDS, process_attachments)
    every(app, ATTACHMENT_SWEEP_SECONDS, drop_unsent)
    every(app, ATTACHMENT_SWEEP_SECONDS, delete_files)
    every(app, ERASED_SWEEP_SECONDS, forget_erased)
    every(app, INDEX_SWEEP_SECONDS, follow_messages)
    every(app, INVITE_SWEEP_SECONDS, expire_invites)
    every(app, ROOM_SWEEP_SECONDS, empty_deleted_rooms)
    every(app, SANCTION_SWEEP_SECONDS, end_sanctions)
    every(app, SCHEDULED_SWEEP_SECONDS, send_scheduled)
    every(app, EXPIRY_SWEEP_SECONDS, expire_messages)
    every(app, PREVIEW_SWEEP_SECONDS, fetch_previews)
    every(app, POLLS_SWEEP_SECONDS, close_polls)
