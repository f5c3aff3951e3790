"""Requests that are sent slowly or written oddly: S15 and S17 of the checks, on a real server."""

from __future__ import annotations

import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOW_HEADS = 200
SLOW_BODIES = 50

SMUGGLED = {
    "length and chunked": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "unknown coding": b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "folded line": b"X-A: b\r\n c\r\n\r\n",
    "large header": b"X-A: " + b"a" * 16_384 + b"\r\n\r\n",
    "many headers": b"".join(b"X-%d: a\r\n" % number for number in range(200)) + b"\r\n",
    "bare line feeds": b"X-A: b\nX-B: c\r\n\r\n",
}


@pytest.fixture(scope="module")
def server(shared_server):
    return shared_server


def connected(server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=45)


def seconds_until_closed(sock: socket.socket, since: float) -> float:
    while sock.recv(65_536):
        pass
    return time.monotonic() - since


@pytest.fixture(scope="module", autouse=True)
def trickling(server) -> Iterator[Future[float]]:
    """When the last of many bodies that never end was cut off; they wait beside all other tests."""
    head = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\n"
    head += b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    since = time.monotonic()
    waiting = [connected(server) for _ in range(SLOW_BODIES)]
    for sock in waiting:
        sock.sendall(head + b"{")
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(lambda: max(seconds_until_closed(sock, since) for sock in waiting))
    for sock in waiting:
        sock.close()


@pytest.mark.parametrize("fields", SMUGGLED.values(), ids=SMUGGLED)
def test_ambiguous_request_is_refused_and_the_connection_closed(server, fields):
    with connected(server) as sock:
        sock.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n" + fields)
        answer = sock.makefile("rb").read()
    assert answer.split(b" ")[1] in {b"400", b"414", b"431", b"501"}
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.alone
def test_two_hundred_unfinished_heads_are_closed_and_hold_nobody_up(server):
    since = time.monotonic()
    waiting = [connected(server) for _ in range(SLOW_HEADS)]
    for sock in waiting:
        sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: loc")
    asked = time.monotonic()
    assert server.status_of("/healthz") == 200
    assert time.monotonic() - asked < 0.5
    assert max(seconds_until_closed(sock, since) for sock in waiting) <= 10


@pytest.mark.timeout(90)
def test_bodies_that_trickle_in_are_cut_off_within_half_a_minute(server, trickling):
    assert server.status_of("/healthz") == 200
    assert trickling.result() <= 31
