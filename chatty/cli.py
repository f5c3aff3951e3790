"""Commands for the person who runs the server: `flask --app wsgi <command>`."""

from __future__ import annotations

import sys
from itertools import chain

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chatty.accounts.jobs.pictures import files_of_pictures
from chatty.attachments.queries import files_of_attachments
from chatty.core import jobs
from chatty.core.db import db, on_sqlite, writing
from chatty.core.settings import Settings
from chatty.core.storage import make_storage
from chatty.core.storage.moving import move
from chatty.messages.actions.mending import mend
from chatty.messages.actions.rerendering import rerender
from chatty.messages.queries import files_of_previews
from chatty.messages.queries.proof import differences
from chatty.realtime.hub import Hub
from chatty.search.jobs import rebuild
from chatty.stream.jobs import prune_events

LOCAL = "local"
# Two hosts that start at the same moment must not both migrate.
MIGRATION_LOCK = 0x6D_69_67_72_61_74_65


def register(app: Flask) -> None:
    """Add the commands to *app*."""
    app.cli.add_command(prepare)
    app.cli.add_command(prune)
    app.cli.add_command(rerender_messages)
    app.cli.add_command(search)
    app.cli.add_command(work)
    app.cli.add_command(doctor)
    app.cli.add_command(storage)


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


@click.command("rerender")
@with_appcontext
def rerender_messages() -> None:
    """Write messages anew whose HTML an older release made; may be stopped and begun again."""
    total, done = 0, rerender()
    while done is not None:
        total += done[1]
        done = rerender(done[0])
    click.echo(f"{total} messages written anew")


@click.command()
@with_appcontext
def work() -> None:
    """Run the jobs of an installation with Redis: what is due by the clock, what was put off."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the app, not its proxy
    # Who is there is not pushed to: told by the processes that have streams.
    Hub(app).listen()
    jobs.work(app)


@click.group()
def search() -> None:
    """What messages are found by."""


@search.command("rebuild")
@with_appcontext
def rebuild_search() -> None:
    """Make the index of messages anew while chatty runs; with SQLite best at a quiet moment."""
    click.echo(f"{rebuild()} messages indexed")


@click.group()
def doctor() -> None:
    """Look whether all is well with what is stored."""


@doctor.command()
@click.option("--repair", is_flag=True, help="Set right what follows from the rows.")
@with_appcontext
def unread(*, repair: bool) -> None:
    """Prove the unread badges and all counts against the history, in sentences."""
    found = list(differences())
    for difference in found:
        click.echo(difference.words)
    if repair and found:
        with writing():
            mend()
        found = list(differences())
        click.echo(f"Mended. {len(found)} remain." if found else "Mended. Everything agrees now.")
    elif not found:
        click.echo("Everything agrees.")
    if found:
        sys.exit(1)


@click.group("storage")
def storage() -> None:
    """Where files are kept."""


@storage.command("move")
@click.argument("source")
@click.argument("target")
@click.option("--delete", is_flag=True, help="Delete each file at SOURCE once it is proven there.")
@with_appcontext
def move_files(source: str, target: str, *, delete: bool) -> None:
    """Copy all files from SOURCE to TARGET, each an address as STORAGE_URL takes it, or `local`.

    Each is read again at TARGET and compared. It may be stopped and begun again, and run beside
    chatty: what is there already and the same is passed over. First move, then change STORAGE_URL,
    then move once more for what came meanwhile.
    """
    settings: Settings = current_app.extensions["chatty_settings"]
    try:
        begin, end = (
            make_storage("" if url == LOCAL else url, settings.chatty_data)
            for url in (source, target)
        )
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    keys = chain(files_of_pictures(), files_of_previews(), files_of_attachments())
    moved = move(begin, end, keys, delete=delete)
    click.echo(f"{moved.copied} files copied, {moved.same} were there, {moved.missing} are lost")
    if moved.missing:
        sys.exit(1)
