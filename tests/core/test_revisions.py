"""Whether there is something to migrate, asked before every start."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade

from chatty.core.db import db
from chatty.core.health import newest_revision
from chatty.core.revisions import is_newest, newest, stored
from tests.processes import ROOT
from tests.servers import bare_environment


@pytest.fixture
def url(empty_app) -> str:
    with empty_app.app_context():
        return db.engine.url.render_as_string(hide_password=False)


def test_newest_revision_is_what_alembic_says():
    assert newest() == newest_revision()


@pytest.mark.both_databases
def test_migrated_database_needs_nothing(url):
    assert is_newest(url)


@pytest.mark.both_databases
def test_older_database_needs_a_migration(empty_app, url):
    with empty_app.app_context():
        downgrade(revision="-1")
        db.session.remove()
    assert stored(url) == f"{int(newest()) - 1:04}"
    assert not is_newest(url)


@pytest.mark.both_databases
def test_database_without_tables_needs_a_migration(empty_app, url):
    with empty_app.app_context():
        db.session.execute(sa.text("DROP TABLE alembic_version"))
        db.session.commit()
    assert not is_newest(url)


def test_what_is_not_there_is_not_made(tmp_path):
    missing = tmp_path / "chatty.db"
    assert not is_newest(f"sqlite:///{missing}")
    assert not missing.exists()
    assert not is_newest("postgresql+psycopg://nobody@127.0.0.1:1/none")


def test_question_is_asked_without_loading_the_app(url):
    """A tenth of the time is what it is for."""
    code = "import sys, chatty.core.revisions; print('sqlalchemy' in sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    asked = subprocess.run(
        [sys.executable, "-m", "chatty.core.revisions"],
        cwd=ROOT,
        env=bare_environment({"DATABASE_URL": url}),
        check=False,
    )
    assert asked.returncode == 0
