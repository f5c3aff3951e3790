"""Migrations: one line of them, the same tables as the models, up and down, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from chatty.core.db import Base, db, is_of_models
from chatty.core.paths import MIGRATIONS


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def test_there_is_one_head():
    assert len(scripts().get_heads()) == 1


def test_migrations_are_numbered_in_their_order():
    revisions = list(reversed(list(scripts().walk_revisions())))
    assert [one.revision[:4] for one in revisions] == [
        f"{number:04}" for number in range(1, len(revisions) + 1)
    ]


@pytest.mark.both_databases
def test_migrated_database_is_what_the_models_say(empty_app):
    with empty_app.app_context(), db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": False}
        context = MigrationContext.configure(
            connection, opts=options | {"include_name": is_of_models}
        )
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.both_databases
def test_all_migrations_go_down_and_up_again(empty_app):
    with empty_app.app_context():
        before = tables()
        downgrade(revision="base")
        assert tables() == {"alembic_version"}
        upgrade()
        assert tables() == before


@pytest.mark.both_databases
def test_every_migration_goes_down_with_rows_in_place(app):
    with app.app_context():
        downgrade(revision="base")
        assert tables() == {"alembic_version"}


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names())
