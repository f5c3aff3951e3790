"""Servers that may be broken: each test starts its own, and proves that nothing was lost."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.clients import Api
from tests.databases import prepare
from tests.faults.followers import Follower
from tests.history import HEAL_SECONDS, HistoryChecker, Writer
from tests.processes import ChattyServer
from tests.servers import Postgres, Redis, wait_until
from tests.transports import TRANSPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.clients import Json

WRITERS = 4
FOLLOWERS = 6


def pytest_collection_modifyitems(items):
    """What heals takes its time."""
    for item in items:
        if "/faults/" in str(item.path):
            item.add_marker(pytest.mark.timeout(480))


@dataclass
class Load:
    """Writers and followers of one room while something breaks."""

    checker: HistoryChecker
    owner: Api
    writers: list[Writer]
    followers: list[Follower] = field(default_factory=list)

    @classmethod
    def begin(
        cls,
        servers: list[str],
        *,
        writers: int = WRITERS,
        followers: int = FOLLOWERS,
        pause: Callable[[], float] = lambda: random.uniform(0.01, 0.06),
        stay: Callable[[], float] | None = None,
    ) -> Load:
        owner = Api.register(servers[0])
        room_id = owner.create_room("Harbour")
        checker = HistoryChecker(room_id)
        load = cls(checker, owner, [])
        for number in range(followers):
            reader = member(servers[0], room_id)
            turned = list(TRANSPORTS)[number % 3 :] + list(TRANSPORTS)[: number % 3]
            follower = Follower(reader, room_id, servers, transports=turned, stay=stay)
            load.followers.append(follower.begin())
        for _ in range(writers):
            writer = Writer(checker, member(servers[0], room_id), pause=pause)
            writer.servers = servers
            load.writers.append(writer)
            writer.start()
        return load

    @property
    def acknowledged(self) -> int:
        return sum(attempt.outcome == "ok" for attempt in self.checker.attempts)

    def wait_more(self, count: int, seconds: float = 60) -> None:
        """Until *count* more messages are acknowledged."""
        goal = self.acknowledged + count
        wait_until(
            lambda: self.acknowledged >= goal, seconds, f"{count} more acknowledged messages"
        )

    def end(self, server: str | None = None) -> list[Json]:
        """Stop writing, let followers catch up, and check I1 to I5; the room's history."""
        for writer in self.writers:
            writer.finish()
        owner = self.owner.at(server or self.owner.base_url)
        history = owner.history(self.checker.room_id)
        last = history[-1]["seq"]
        wait_until(
            lambda: all(one.last_seq >= last for one in self.followers),
            HEAL_SECONDS,
            f"all followers to see {last}; they are at {[one.last_seq for one in self.followers]}",
        )
        for follower in self.followers:
            follower.finish()
        self.checker.check(history, [follower.view for follower in self.followers])
        return history


def member(server: str, room_id: str) -> Api:
    """A new person who is in the room."""
    person = Api.register(server)
    person.join(room_id)
    return person


@pytest.fixture(scope="session")
def prepared_data(tmp_path_factory) -> Iterator[Path]:
    """What a PostgreSQL server keeps whose database has its tables; the server is stopped."""
    server = Postgres().start()
    prepare(server.dsn("postgres"), tmp_path_factory.mktemp("prepared"))
    server.end(server.gentle_signal)
    yield server.data
    server.stop()


@pytest.fixture
def breakable_postgres(prepared_data) -> Iterator[Postgres]:
    server = Postgres(prepared_data).start()
    yield server
    server.stop()


@pytest.fixture
def breakable_redis() -> Iterator[Redis]:
    server = Redis().start()
    yield server
    server.stop()


@pytest.fixture
def launch(tmp_path, sqlite_databases) -> Iterator[Callable[..., ChattyServer]]:
    """Start servers with settings of the test's own, on tables that are there; killed at the end.

    Without `DATABASE_URL` each has a file in its own folder.
    """
    servers: list[ChattyServer] = []

    def start(*, ready: bool = True, **settings: str) -> ChattyServer:
        folder: Path = tmp_path / f"server-{len(servers)}"
        server = ChattyServer(folder, {"CHATTY_LIMITS": "off", **settings})
        sqlite_databases.copy("empty", folder / "chatty.db")
        servers.append(server)
        server.launch()
        return server.wait_ready() if ready else server

    yield start
    for server in servers:
        server.discard()


@pytest.fixture
def pair(launch, breakable_postgres, breakable_redis) -> list[ChattyServer]:
    """Two servers on one PostgreSQL and one Redis."""
    shared = {
        "DATABASE_URL": breakable_postgres.dsn("postgres"),
        "REDIS_URL": breakable_redis.url,
    }
    servers = [launch(ready=False, **shared), launch(ready=False, **shared)]
    return [server.wait_ready() for server in servers]
