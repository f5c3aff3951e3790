"""How Alembic reaches the database: through the app."""

from __future__ import annotations

from alembic import context
from flask import current_app

from chatty.core.db import Base


def migrate() -> None:
    """Run the wanted revisions, each in a transaction of its own."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


migrate()
