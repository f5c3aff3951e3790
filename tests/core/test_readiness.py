"""A process that cannot do its work yet lives, and says that it is not ready (R37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.clients import Api
from tests.processes import ChattyServer
from tests.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing(request) -> Iterator[dict[str, str]]:
    """The settings for a database without any table: the file that is made, or an empty one."""
    if request.param == "sqlite":
        yield {}
        return
    databases = request.getfixturevalue("postgres_databases")
    url = databases.bare()
    yield {"DATABASE_URL": url}
    databases.drop(url)


def test_server_that_is_started_on_nothing_makes_its_tables(nothing, tmp_path):
    with ChattyServer(tmp_path, nothing) as server:
        assert Api.register(server.url).get("/rooms")["items"]


def test_process_without_its_migrations_is_alive_and_not_ready(tmp_path):
    server = ChattyServer(tmp_path, {"CHATTY_MIGRATE": "off"})
    server.launch()
    try:
        wait_until(lambda: server.status_of("/healthz") == 200, 40, "/healthz to answer")
        assert server.status_of("/readyz") == 503
        assert server.status_of("/events?rooms=1") == 503
    finally:
        server.kill9()
