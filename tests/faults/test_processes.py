"""chatty's own processes die, in every way a host can let them die."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing

import pytest

from tests.faults.conftest import Load
from tests.servers import wait_until

KILLS = 20


def test_walker_across_servers_and_transports_sees_every_message(pair):
    urls = [server.url for server in pair]
    load = Load.begin(
        urls,
        writers=10,
        followers=3,
        pause=lambda: random.uniform(0, 0.02),
        stay=lambda: random.uniform(0.05, 0.5),
    )
    load.wait_more(2_000, seconds=120)
    history = load.end()
    assert len(history) >= 2_000
    assert min(follower.connections for follower in load.followers) > 10


def test_killed_worker_loses_nothing(launch, breakable_postgres, breakable_redis):
    server = launch(
        DATABASE_URL=breakable_postgres.dsn("postgres"),
        REDIS_URL=breakable_redis.url,
        WEB_CONCURRENCY="2",
    )
    load = Load.begin([server.url])
    load.wait_more(50)
    for _ in range(3):
        server.kill_worker()
        load.wait_more(50)
    load.end()


@pytest.mark.alone
def test_killing_everything_loses_nothing_on_postgresql(pair):
    load = Load.begin([server.url for server in pair])
    load.wait_more(50)
    for server in pair:
        server.kill9()
    started = time.monotonic()
    pair[0].start()
    # People are served again as soon as one of them is back.
    assert time.monotonic() - started < 10
    pair[1].start()
    load.wait_more(50)
    load.end()


@pytest.mark.alone
def test_killing_everything_loses_nothing_on_sqlite(launch):
    server = launch()
    load = Load.begin([server.url])
    load.wait_more(50)
    server.kill9()
    started = time.monotonic()
    server.start()
    assert time.monotonic() - started < 10
    load.wait_more(50)
    load.end()


def test_sqlite_survives_being_killed_again_and_again(launch):
    server = launch()
    load = Load.begin([server.url], writers=8, followers=2, pause=lambda: 0.001)
    for _ in range(KILLS):
        load.wait_more(20)
        server.kill9()
        server.start()
    load.end()
    server.terminate()
    path = next(server.folder.glob("*.db"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("kind", ["sqlite", "scaled"])
def test_rolling_restart_loses_nothing(kind, request):
    servers = [request.getfixturevalue("launch")()] if kind == "sqlite" else None
    servers = servers or request.getfixturevalue("pair")
    load = Load.begin([server.url for server in servers])
    for server in servers:
        load.wait_more(30)
        assert server.terminate() == 0
        server.start()
    load.wait_more(30)
    load.end()
    wait_until(lambda: all(one.status_of("/readyz") == 200 for one in servers), 5, "readiness")
