"""How Alembic reaches the database: through the app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from chatty.core.db import Base, is_of_models


def migrate() -> None:
    """Run the wanted revisions, each in a transaction of its own."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, _references_unchecked(connection):
        _run(connection)


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=is_of_models,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def _references_unchecked(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by making it anew; dropping the old one would take what refers to it.

    The switch does nothing inside a transaction, and a connection goes back to the pool as it was.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            message = f"A migration left rows that refer to nothing: {broken[:5]}"
            raise RuntimeError(message)
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


migrate()
