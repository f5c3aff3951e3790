"""A real server, a real browser, and the cast in it."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import expect

from tests.journeys.person import Person
from tests.journeys.proxy import Proxy
from tests.processes import ChattyServer

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE = {"width": 1280, "height": 800}
# What is there at once on an idle machine takes a few seconds beside two other test workers.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    given = os.environ.get("CHATTY_TEST_BROWSER")
    path = given or next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("There is no Chromium: `make test` finds or installs one.")
    return path


@pytest.fixture(scope="session")
def chromium(playwright, chromium_path):
    browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def server(sqlite_databases, mail_server, tmp_path_factory):
    """One server a module, on a database with the cast; it sends mail."""
    url = sqlite_databases.fresh("cast")
    folder = tmp_path_factory.mktemp("journeys")
    settings = {"DATABASE_URL": url, "CHATTY_LIMITS": "off", "MAIL_URL": mail_server.url}
    server = ChattyServer(folder, settings)
    with server:
        yield server
    sqlite_databases.drop(url)


@pytest.fixture
def proxy(server):
    with Proxy(server.port) as proxy:
        yield proxy


@pytest.fixture
def arrivals(chromium):
    """``arrivals(base, viewport=...)``: somebody at a browser; nobody's console may complain."""
    people: list[Person] = []

    def arrive(base: str, **options: object) -> Person:
        context = chromium.new_context(**{"viewport": WIDE, **options})
        people.append(Person(context, base))
        return people[-1]

    yield arrive
    complaints = [complaint for person in people for complaint in person.complaints]
    for person in people:
        person.context.close()
    assert complaints == []


@pytest.fixture
def visitor(arrivals, server):
    """``visitor()``: somebody who is not signed in, at the server or through a proxy."""

    def arrive(base: str | None = None, **options: object) -> Person:
        someone: Person = arrivals(base or server.url, **options)
        return someone

    return arrive


@pytest.fixture
def person(visitor):
    """``person("bea")``: somebody of the cast, signed in."""

    def arrive(name: str, base: str | None = None, **options: object) -> Person:
        someone: Person = visitor(base, **options)
        someone.come_in(name)
        return someone

    return arrive


@pytest.fixture
def bea(person) -> Person:
    """Bea, in the market."""
    someone: Person = person("bea")
    someone.enter("market")
    return someone


@pytest.fixture
def cal(person) -> Person:
    """Cal, in the market."""
    someone: Person = person("cal")
    someone.enter("market")
    return someone
