"""Whole servers in both ways to run, and the three ways to listen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.clients import Api
from tests.processes import ChattyServer
from tests.transports import TRANSPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.clients import StreamClient
    from tests.databases import Databases


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Random order, but one deployment after the other: starting them takes seconds."""
    places = [place for place, item in enumerate(items) if "deployment" in _params(item)]
    ours = sorted((items[place] for place in places), key=lambda item: _params(item)["deployment"])
    for place, item in zip(places, ours, strict=True):
        items[place] = item


def _params(item: pytest.Item) -> dict[str, str]:
    found: dict[str, str] = item.callspec.params if hasattr(item, "callspec") else {}
    return found


@dataclass
class Deployment:
    """Running servers on one database; `here` and `there` are one server on SQLite."""

    servers: list[ChattyServer]

    @property
    def here(self) -> str:
        return self.servers[0].url

    @property
    def there(self) -> str:
        return self.servers[-1].url


@dataclass
class Meeting:
    """A room with two people in it, each at their own server."""

    ada: Api
    bea: Api
    room_id: str
    transport: type[StreamClient]

    def listen(self, person: Api, **options: Any) -> StreamClient:  # noqa: ANN401  # passed on
        """A client of the transport under test; enter it to connect."""
        return self.transport(person, **options)


@pytest.fixture(scope="module", params=["sqlite", "scaled"])
def deployment(request, tmp_path_factory) -> Iterator[Deployment]:
    """SQLite in one process; PostgreSQL and Redis with two."""
    settings = {"CHATTY_LIMITS": "off"}
    count = 1
    name = "sqlite_databases"
    if request.param == "scaled":
        name, count = "postgres_databases", 2
        settings["REDIS_URL"] = request.getfixturevalue("redis_url")
    databases: Databases = request.getfixturevalue(name)
    url = databases.fresh("empty")
    servers = [
        ChattyServer(tmp_path_factory.mktemp("server"), {"DATABASE_URL": url, **settings})
        for _ in range(count)
    ]
    try:
        for server in servers:
            server.launch()
        yield Deployment([server.wait_ready() for server in servers])
    finally:
        for server in servers:
            server.discard()
        databases.drop(url)


@pytest.fixture(params=sorted(TRANSPORTS))
def transport(request) -> type[StreamClient]:
    return TRANSPORTS[request.param]


@pytest.fixture
def meeting(deployment, transport) -> Meeting:
    # Whoever is first on a server administers it, and would see more than others do.
    Api.register(deployment.here)
    ada = Api.register(deployment.here)
    bea = Api.register(deployment.here).at(deployment.there)
    room_id = ada.create_room("Harbour")
    bea.join(room_id)
    return Meeting(ada, bea, room_id, transport)
