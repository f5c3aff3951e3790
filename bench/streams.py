"""What open streams cost: memory while idle, and coming back all at once."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bench.fanout import room_with
from bench.load import Listeners
from bench.machine import resident_kib
from bench.report import Figure
from bench.world import STREAMS_EACH, Split, World

if TYPE_CHECKING:
    from tests.clients import Api

IDLE = 1_000
WARM = 200
SETTLE_SECONDS = 2.0
RECONNECTING = 1_000
COUNTED = 200
PATHS = {
    "WebSocket": "/ws",
    "server-sent events": "/events",
    "waiting long poll": "/events/poll?wait=50&cursor=",
}


def idle_memory(world: World, kind: str) -> list[Figure]:
    """KiB of a fresh process for each idle stream of one kind."""
    people = world.people(IDLE // STREAMS_EACH)
    room_with(people)
    path = PATHS[kind]
    if "cursor" in path:
        answer = people[0].request("GET", "/events/poll?wait=0", prefix="")
        path += json.loads(answer.body)["cursor"]
    with IdleStreams(world.stream_url, people, WARM, path):
        time.sleep(SETTLE_SECONDS)
        before = resident_kib(world.stream_pids)
        with IdleStreams(world.stream_url, people, IDLE - WARM, path):
            time.sleep(SETTLE_SECONDS)
            each = (resident_kib(world.stream_pids) - before) / (IDLE - WARM)
    name = f"{world.name}: memory per idle {kind}"
    return [Figure(name, each, "KiB", 8, higher_is_better=False)]


def reconnecting(world: World) -> list[Figure]:
    """A thousand clients at once, after everything was cut."""
    people = world.people(RECONNECTING // STREAMS_EACH)
    room_with(people)
    tokens = [one.token or "" for one in people]
    with Listeners(world.stream_url, tokens, RECONNECTING) as crowd:
        taken = crowd.reconnect_ms() / 1_000
    name = f"{world.name}: {RECONNECTING:,} reconnect at once, all live"
    figures = [Figure(name, taken, "s", 10, higher_is_better=False)]
    if isinstance(world, Split):
        with Listeners(world.stream_url, tokens, COUNTED) as crowd:
            each = world.statements_of(crowd.reconnect_ms) / COUNTED
        name = f"{world.name}: SQL statements for each reconnect"
        figures.append(Figure(name, each, "", 5, higher_is_better=False))
    return figures


class IdleStreams:
    """Streams that only wait; nothing is parsed beyond the first bytes."""

    def __init__(self, url: str, people: list[Api], count: int, path: str) -> None:
        parts = urlsplit(url)
        self._sockets: list[socket.socket] = []
        upgrade = (
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        )
        for number in range(count):
            sock = socket.create_connection((parts.hostname or "", parts.port or 80), 30)
            token = people[number % len(people)].token
            head = (
                f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {token}\r\n"
            )
            sock.sendall(f"{head}{upgrade if path == '/ws' else ''}\r\n".encode())
            if "poll" not in path:
                first = sock.recv(65_536)
                assert first[9:12] in {b"101", b"200"}, first[:100]
            self._sockets.append(sock)

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        for sock in self._sockets:
            sock.close()
