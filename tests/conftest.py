"""What tests ask for.

``app``, ``client``, ``in_app``: chatty inside pytest, on a fresh database with the cast in it.
``empty_app``: the same with no rows at all. Tests marked ``both_databases`` run on each.
``serve``: chatty in processes of its own, for everything live.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from chatty.app import create_app
from chatty.core.db import db
from tests.databases import Databases, PostgresDatabases, SQLiteDatabases, settings_for
from tests.processes import ChattyServer
from tests.servers import Redis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.cast import Cast

KINDS = ("sqlite", "postgresql")


def pytest_configure(config):
    config.addinivalue_line("markers", "both_databases: run on SQLite and on PostgreSQL")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """A file's tests share servers, so they stay on one worker; faults have the machine alone."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            group = "alone" if "/faults/" in str(item.path) else str(item.path)
            item.add_marker(pytest.mark.xdist_group(group))


def pytest_generate_tests(metafunc):
    if metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory) -> SQLiteDatabases:
    return SQLiteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases(tmp_path_factory) -> Iterator[PostgresDatabases]:
    databases = PostgresDatabases(tmp_path_factory.mktemp("postgresql"))
    yield databases
    if databases.server is not None:
        databases.server.stop()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis that all tests of this run share; who kills one starts their own."""
    given = os.environ.get("CHATTY_TEST_REDIS_URL")
    if given:
        yield given
        return
    server = Redis().start()
    yield server.url
    server.stop()


@pytest.fixture
def database_kind(request) -> str:
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def databases(database_kind, request) -> Databases:
    name = "sqlite_databases" if database_kind == "sqlite" else "postgres_databases"
    found: Databases = request.getfixturevalue(name)
    return found


@pytest.fixture
def app(databases, tmp_path) -> Iterator[Flask]:
    yield from _app_on(databases, "cast", tmp_path)


@pytest.fixture
def empty_app(databases, tmp_path) -> Iterator[Flask]:
    yield from _app_on(databases, "empty", tmp_path)


@pytest.fixture
def cast(app, databases) -> Cast:
    """The people and rooms that are in `app`."""
    found: Cast = databases.casts["cast"]
    return found


@pytest.fixture
def client(app) -> FlaskClient:
    test_client: FlaskClient = app.test_client()
    return test_client


@pytest.fixture
def in_app(app) -> Iterator[Flask]:
    """`app` with its context pushed, for tests that call domains directly."""
    with app.app_context():
        yield app


@pytest.fixture
def serve(databases, tmp_path) -> Iterator[Callable[..., ChattyServer]]:
    """Start servers on one fresh database: ``serve(REDIS_URL=..., WEB_CONCURRENCY="2")``.

    Each call starts one more on the same database; all are killed at the end. Rates are off
    unless asked for with ``CHATTY_LIMITS="on"``.
    """
    url = databases.fresh("empty")
    servers: list[ChattyServer] = []

    def start(**settings: str) -> ChattyServer:
        own = {"DATABASE_URL": url, "CHATTY_LIMITS": "off", **settings}
        server = ChattyServer(_folder(tmp_path, len(servers)), own)
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.discard()
    databases.drop(url)


def _app_on(databases: Databases, template: str, folder: Path) -> Iterator[Flask]:
    url = databases.fresh(template)
    app = create_app(settings_for(url, folder))
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def _folder(base: Path, number: int) -> Path:
    return base / f"server-{number}"
