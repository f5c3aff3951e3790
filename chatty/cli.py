"""Commands for the person who runs the server: `flask --app wsgi <command>`."""

from __future__ import annotations

import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chatty.core import jobs
from chatty.core.db import db, on_sqlite
from chatty.stream.jobs import prune_events

# Two hosts that start at the same moment must not both migrate.
MIGRATION_LOCK = 0x6D_69_67_72_61_74_65


def register(app: Flask) -> None:
    """Add the commands to *app*."""
    app.cli.add_command(prepare)
    app.cli.add_command(prune)
    app.cli.add_command(work)


@click.command()
@with_appcontext
def prepare() -> None:
    """Bring the database up to date; safe to run again and beside other hosts."""
    try:
        with db.engine.connect() as connection:
            if not on_sqlite():
                # Held on a connection of its own: the migrations commit as they go.
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": MIGRATION_LOCK})
                connection.commit()
            upgrade()
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        click.echo(f"The database at DATABASE_URL cannot be used: {reason}", err=True)
        sys.exit(1)


@click.command()
@with_appcontext
def prune() -> None:
    """Forget events of the stream that nobody can ask for any more."""
    click.echo(f"{prune_events()} events forgotten")


@click.command()
@with_appcontext
def work() -> None:
    """Run the jobs of an installation with Redis: what is due by the clock, what was put off."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the app, not its proxy
    jobs.work(app)
