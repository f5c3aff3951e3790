"""Workers die while they tell people what concerns them: everybody hears of everything, once."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.clients import Api
from tests.faults.conftest import member
from tests.processes import ROOT
from tests.push_service import PushService
from tests.servers import bare_environment, tied_to_us, wait_until
from tests.transports import WebSocketClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.processes import ChattyServer
    from tests.push_service import Device

WORKERS = 2
CALLS = 60
KILLS = 6


@pytest.fixture
def worker() -> Iterator[Callable[[ChattyServer], subprocess.Popen[bytes]]]:
    """Start one more of Procfile's `worker` beside a server."""
    started: list[subprocess.Popen[bytes]] = []

    def start(server: ChattyServer) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "work"]
        with (server.folder / "server.log").open("ab") as log:
            started.append(
                subprocess.Popen(
                    tied_to_us(command, signal.SIGKILL),
                    stdout=log,
                    stderr=log,
                    cwd=ROOT,
                    env=bare_environment(server.settings),
                )
            )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_killed_worker_tells_everybody_everything_once(
    launch, worker, breakable_postgres, breakable_redis
):
    server = launch(DATABASE_URL=breakable_postgres.dsn("postgres"), REDIS_URL=breakable_redis.url)
    workers = [worker(server) for _ in range(WORKERS)]
    owner = Api.register(server.url, "owner")
    room = owner.create_room("Harbour")
    called = member(server.url, room)
    name = called.request("GET", "/me").json["username"]
    said = []
    for number in range(CALLS):
        body = {"content": f"@{name} {number}", "clientId": f"c{number}"}
        said.append(owner.request("POST", f"/rooms/{room}/messages", body).json["id"])
        if number % (CALLS // KILLS) == 0:
            time.sleep(0.3)
            workers[number % WORKERS].kill()
            workers[number % WORKERS] = worker(server)
    wait_until(lambda: told(called) == sorted(said, key=int), 60, "everything to be told, once")


@pytest.fixture
def device() -> Iterator[Device]:
    """A device at a push service of its own."""
    service = PushService()
    yield service.device()
    service.stop()


@pytest.fixture
def split(launch, worker, breakable_postgres, breakable_redis, device) -> list[ChattyServer]:
    """Procfile's `web`, `realtime` and `worker`, each a process of its own."""
    shared = {
        "DATABASE_URL": breakable_postgres.dsn("postgres"),
        "REDIS_URL": breakable_redis.url,
        "CHATTY_FETCH_ALLOWED": f"127.0.0.1:{device.service.port}",
    }
    servers = [
        launch(ready=False, CHATTY_DOORS="web,api", **shared),
        launch(ready=False, CHATTY_DOORS="realtime", **shared),
    ]
    for server in servers:
        server.wait_ready()
    worker(servers[0])
    return servers


@pytest.mark.timeout(360)
def test_worker_pushes_to_who_is_away_and_not_to_who_has_a_stream_elsewhere(split, device):
    pages, streams = split
    ada, bea = Api.register(pages.url, "ada"), Api.register(pages.url, "bea")
    room = ada.create_room("Harbour")
    bea.join(room)
    assert bea.request("PUT", "/me/push-subscriptions", device.subscription).status == 200
    with WebSocketClient(ada.at(streams.url), watch=[str(bea.user_id)]) as watcher:
        with WebSocketClient(bea.at(streams.url)) as desk:
            watcher.wait_for("PRESENCE", userId=bea.user_id, state="online", seconds=30)
            ada.post(room, "@bea while here", "c1")
            desk.wait_for("NOTIFICATION", roomId=room, seconds=30)
        wait_until(lambda: last_state(watcher) == "offline", 60, "bea to be offline")
        ada.post(room, "@bea while away", "c2")
        # A first try that a busy machine let fail is made again after a minute.
        wait_until(lambda: device.received, 150, "the push to arrive")
    assert [push["body"] for push in device.received] == ["@bea while away"]


def last_state(watcher: WebSocketClient) -> str:
    """What was told last of whom the stream watches."""
    return str(watcher.frames("PRESENCE")[-1]["state"])


def told(person: Api) -> list[str]:
    """The messages that the person was told of, in their order."""
    found: list[str] = []
    cursor = ""
    while True:
        page = person.request("GET", f"/notifications?limit=100{cursor}").json
        found += [one["messageId"] for one in page["items"] if one["kind"] == "mention"]
        if page["nextCursor"] is None:
            return sorted(found, key=int)
        cursor = f"&cursor={page['nextCursor']}"
