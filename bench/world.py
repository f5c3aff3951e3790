"""The servers under load: everything in one process, or split over PostgreSQL and Redis."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psycopg

from tests.clients import Api
from tests.processes import ChattyServer
from tests.servers import Postgres, Redis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

# A person may have this many streams.
STREAMS_EACH = 20
# What the tailers read is theirs, not the request's.
STATEMENT = re.compile(
    r"(?:execute [^:]+|statement): (?!BEGIN|COMMIT|ROLLBACK|SET|SHOW|ALTER|SELECT (?:pg_|events))",
    re.IGNORECASE,
)


class World:
    """Running servers: `api_url` takes messages, `stream_url` has the streams."""

    name: str
    api_server: ChattyServer
    stream_server: ChattyServer

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="chatty-bench-"))
        self.folder = Path(folder)

    def _serve(self, name: str, **settings: str) -> ChattyServer:
        fixed = {"CHATTY_LIMITS": "off", "CHATTY_LOG_LEVEL": "warning"}
        server = ChattyServer(self.folder / name, fixed | settings)
        self._stack.enter_context(server)
        return server

    @property
    def api_url(self) -> str:
        return self.api_server.url

    @property
    def stream_url(self) -> str:
        return self.stream_server.url

    @property
    def stream_pids(self) -> list[int]:
        """The workers that hold the streams."""
        return self.stream_server.workers

    def people(self, count: int) -> list[Api]:
        """New accounts, signed in."""
        return [Api.register(self.api_url, f"bench{os.getpid()}x{n}") for n in range(count)]

    def execute(self, statement: str) -> None:
        """One SQL statement past chatty, for volume."""
        raise NotImplementedError

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Many rows past chatty."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


class OneProcess(World):
    """What `make run` starts: SQLite, everything in one process."""

    name = "SQLite, one process"

    def __init__(self) -> None:
        super().__init__()
        self.api_server = self.stream_server = self._serve("all")

    def execute(self, statement: str) -> None:
        with self._connection() as connection:
            connection.execute(statement)

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Many rows past chatty, in one transaction."""
        places = ", ".join("?" * len(columns))
        with self._connection() as connection:
            connection.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows
            )

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        path = next((self.folder / "all").glob("*.db"))
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as connection, connection:
            yield connection


class Split(World):
    """A `web` and a `realtime` process on PostgreSQL and Redis."""

    name = "PostgreSQL and Redis, web and realtime"

    def __init__(self) -> None:
        super().__init__()
        self.postgres = Postgres().start()
        self._stack.callback(self.postgres.stop)
        self.redis = Redis().start()
        self._stack.callback(self.redis.stop)
        shared = {"DATABASE_URL": self.postgres.dsn("postgres"), "REDIS_URL": self.redis.url}
        self.api_server = self._serve("web", CHATTY_DOORS="web,api", **shared)
        self.stream_server = self._serve("realtime", CHATTY_DOORS="realtime", **shared)

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.postgres.dsn("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Many rows past chatty, by COPY."""
        with psycopg.connect(self.postgres.dsn("postgres")) as connection:
            statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
            with connection.cursor().copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)

    def statements_of(self, work: Callable[[], object]) -> int:
        """How many SQL statements *work* caused, without BEGIN and COMMIT."""
        with self._logging():
            before = (self.postgres.folder / "log").stat().st_size
            work()
            with (self.postgres.folder / "log").open("rb") as log:
                log.seek(before)
                return len(STATEMENT.findall(log.read().decode(errors="replace")))

    @contextlib.contextmanager
    def _logging(self) -> Iterator[None]:
        for value in ("all", "none"):
            self.execute(f"ALTER SYSTEM SET log_statement = '{value}'")
            self.execute("SELECT pg_reload_conf()")
            if value == "all":
                yield
