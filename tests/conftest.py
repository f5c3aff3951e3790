"""What tests ask for.

``app``, ``client``, ``in_app``: chatty inside pytest, on a fresh database with the cast in it.
``empty_app``: the same with no rows at all. Tests marked ``both_databases`` run on each.
``mailbox``, ``post_office``: a real mail server, and mail switched on for `app`.
``serve``: chatty in processes of its own, for everything live; ``shared_server``: one for a module.
Tests marked ``alone`` read a clock, and run last, while no other does.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from chatty.core.clock import clock
from chatty.core.db import db
from chatty.core.mail import outgoing
from chatty.mails.jobs import send_due
from chatty.presence.models import Roster
from chatty.presence.queries import install_roster
from tests.databases import Databases, PostgresDatabases, SQLiteDatabases, settings_for
from tests.economy import Known, economise, forget_what_stays, tidy_up
from tests.mail import Mailbox
from tests.processes import ChattyServer
from tests.scheduling import ALONE, TogetherScheduling, turn
from tests.servers import Redis
from tests.solitude import Turnstile, turnstile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.cast import Cast

KINDS = ("sqlite", "postgresql")
TURNSTILE = pytest.StashKey[Turnstile]()
# The database of the app that tests share.
APP = "app"
_known: dict[str, Known] = {}


def pytest_configure(config):
    config.addinivalue_line("markers", "both_databases: run on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "alone: reads a clock, and runs while no other test does")
    # How long an example takes says how busy the machine is.
    settings.register_profile("chatty", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("chatty")
    config.stash[TURNSTILE] = turnstile()
    economise()


def pytest_unconfigure(config):
    config.stash[TURNSTILE].remove()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    """First of all wrappers, so that waiting counts for no timeout."""
    with item.config.stash[TURNSTILE].passed(alone=is_alone(item)):
        return (yield)


def is_alone(item: pytest.Item) -> bool:
    """Whether it reads a clock."""
    return item.get_closest_marker("alone") is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """In random order, but the longest groups first, and last who must be alone."""
    items.sort(key=lambda item: turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return TogetherScheduling(config, log)


def pytest_collection_finish():
    forget_what_stays()


def pytest_generate_tests(metafunc):
    if metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("database_kind", KINDS, indirect=True)
    if is_alone(metafunc.definition):
        metafunc.parametrize("solitude", [ALONE], indirect=True)


@pytest.fixture(autouse=True)
def solitude():
    """So that the id of a test says that it is alone, for the scheduler."""


@pytest.fixture(autouse=True)
def _own_time() -> Iterator[None]:
    """Whatever a test let pass, the next one begins at the machine's own time."""
    yield
    clock.reset()


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish():
    tidy_up()


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


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mailbox]:
    server = Mailbox().start()
    yield server
    server.stop()


@pytest.fixture
def mailbox(mail_server) -> Mailbox:
    """A real mail server without letters in it; who kills it starts their own."""
    mail_server.empty()
    found: Mailbox = mail_server
    return found


@pytest.fixture
def post_office(app, mailbox) -> Callable[[], Mailbox]:
    """Mail is on for `app`; calling this hands over what is due, and answers the mailbox."""
    outgoing.configure(
        mailbox.url, sender="chat@example.org", base_url="https://chat.example", site_name="chatty"
    )

    def deliver() -> Mailbox:
        with app.app_context():
            send_due()
        found: Mailbox = mailbox
        return found

    return deliver


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
    yield from app_on(databases, "cast", tmp_path)


@pytest.fixture
def empty_app(databases, tmp_path) -> Iterator[Flask]:
    yield from app_on(databases, "empty", tmp_path)


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


@pytest.fixture(scope="module")
def shared_server(sqlite_databases, tmp_path_factory) -> Iterator[ChattyServer]:
    """One server for all tests of a module that don't mind each other's people."""
    url = sqlite_databases.fresh("empty")
    settings = {"DATABASE_URL": url, "CHATTY_LIMITS": "off"}
    with ChattyServer(tmp_path_factory.mktemp("shared"), settings) as server:
        yield server
    sqlite_databases.drop(url)


def app_on(
    databases: Databases, template: str, folder: Path, *, shared: bool = True
) -> Iterator[Flask]:
    """The app that tests share, or a new one, on a fresh copy of *template*."""
    url = databases.fresh(template, APP if shared else "")
    settings = settings_for(url, folder)
    known = _known.get(url) or Known(settings)
    if shared:
        _known[url] = known
    app = known.renew(settings)
    # Who left a test before this one cleanly would be here for ten seconds more.
    install_roster(Roster("", now=clock.monotonic, tell=lambda _change: None))
    try:
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    finally:
        # Else the next one could not have it.
        databases.drop(url)


def _folder(base: Path, number: int) -> Path:
    return base / f"server-{number}"
