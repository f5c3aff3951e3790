"""Whether the process lives, and whether it may be sent people.

``/healthz`` answers as long as the process runs, whatever it stands on. ``/readyz`` asks each
registered check; a check answers None, or in a few words what is wrong. ``process_health`` is the
same for administrators, with the gauges that doors registered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import gevent
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from chatty.core import clock
from chatty.core.db import autocommit, db
from chatty.core.paths import MIGRATIONS

CHECK_SECONDS = 3.0
Check = Callable[[], str | None]
Gauge = Callable[[], int]


@dataclass(frozen=True, slots=True)
class ProcessHealth:
    """How this process is: what is wrong by check (None when nothing), and what it counts."""

    started_at: datetime
    checks: Mapping[str, str | None]
    gauges: Mapping[str, int]


health = Blueprint("health", __name__)


def register(app: Flask) -> None:
    """Serve both addresses in *app*, with the check of the database."""
    app.extensions["chatty_checks"] = {"database": database_problem}
    app.extensions["chatty_gauges"] = {}
    app.extensions["chatty_started_at"] = clock.now()
    app.register_blueprint(health)


def add_check(app: Flask, name: str, check: Check) -> None:
    """Make readiness depend on *check* too."""
    app.extensions["chatty_checks"][name] = check


def add_gauge(app: Flask, name: str, read: Gauge) -> None:
    """Let administrators see a number of this process."""
    app.extensions["chatty_gauges"][name] = read


def process_health() -> ProcessHealth:
    """How this process is now."""
    gauges: dict[str, Gauge] = current_app.extensions["chatty_gauges"]
    return ProcessHealth(
        started_at=current_app.extensions["chatty_started_at"],
        checks=_all_asked(),
        gauges={name: read() for name, read in gauges.items()},
    )


@health.get("/healthz")
def alive() -> Response:
    """The process runs and its hub turns."""
    return jsonify(status="alive")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """Whether this process can do its work; 503 and the reasons when not."""
    problems = {name: problem for name, problem in _all_asked().items() if problem}
    if problems:
        return jsonify(status="not ready", problems=problems), 503
    return jsonify(status="ready"), 200


def database_problem() -> str | None:
    """What is wrong with the database: away, or not migrated."""
    try:
        with autocommit(db.engine) as connection:
            connection.execute(text("SELECT 1"))
            current = current_revision(connection)
    except SQLAlchemyError:
        return "the database does not answer"
    if current != newest_revision():
        return "migrations are missing: run `flask prepare`"
    return None


def current_revision(connection: Connection) -> str | None:
    """The revision that the database is at."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision that this code expects the database to be at."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def _all_asked() -> dict[str, str | None]:
    checks: dict[str, Check] = current_app.extensions["chatty_checks"]
    return {name: _asked(check) for name, check in checks.items()}


def _asked(check: Check) -> str | None:
    try:
        with gevent.Timeout(CHECK_SECONDS):
            return check()
    except gevent.Timeout:
        return "no answer in time"
