"""Whether the process lives, and whether it may be sent people.

``/healthz`` answers as long as the process runs, whatever it stands on. ``/readyz`` asks each
registered check; a check answers None, or in a few words what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable

import gevent
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chatty.core.db import autocommit, db
from chatty.core.paths import MIGRATIONS

CHECK_SECONDS = 3.0
Check = Callable[[], str | None]

health = Blueprint("health", __name__)


def register(app: Flask) -> None:
    """Serve both addresses in *app*, with the check of the database."""
    app.extensions["chatty_checks"] = {"database": database_problem}
    app.register_blueprint(health)


def add_check(app: Flask, name: str, check: Check) -> None:
    """Make readiness depend on *check* too."""
    app.extensions["chatty_checks"][name] = check


@health.get("/healthz")
def alive() -> Response:
    """The process runs and its hub turns."""
    return jsonify(status="alive")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """Whether this process can do its work; 503 and the reasons when not."""
    checks: dict[str, Check] = current_app.extensions["chatty_checks"]
    found = {name: _asked(check) for name, check in checks.items()}
    problems = {name: problem for name, problem in found.items() if problem}
    if problems:
        return jsonify(status="not ready", problems=problems), 503
    return jsonify(status="ready"), 200


def database_problem() -> str | None:
    """What is wrong with the database: away, or not migrated."""
    try:
        with autocommit(db.engine) as connection:
            connection.execute(text("SELECT 1"))
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError:
        return "the database does not answer"
    if current != newest_revision():
        return "migrations are missing: run `flask prepare`"
    return None


def newest_revision() -> str | None:
    """The revision that this code expects the database to be at."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()


def _asked(check: Check) -> str | None:
    try:
        with gevent.Timeout(CHECK_SECONDS):
            return check()
    except gevent.Timeout:
        return "no answer in time"
