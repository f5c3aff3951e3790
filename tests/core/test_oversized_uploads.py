"""S65 on a real server: what is too large is refused, and read no further than that."""

from __future__ import annotations

import select
import socket
from typing import TYPE_CHECKING

import pytest
import requests

from chatty.core import limits
from tests.clients import Api
from tests.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = limits.ATTACHMENT_BYTES
# What lies between two programs of one machine, sent by the one and not yet read by the other.
BETWEEN = 12 * limits.MIB
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
PIECE = b"x" * 65_536
CHUNK = b"10000\r\n" + PIECE + b"\r\n"
CHUNKED = "Transfer-Encoding: chunked"


@pytest.fixture(scope="module")
def ann(shared_server) -> Api:
    return Api.register(shared_server.url)


def begun(server, who: Api, length: str, path: str = "/api/v1/attachments") -> socket.socket:
    """A request for which nothing but its head was sent."""
    sock = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {who.token}",
        "Content-Type: multipart/form-data; boundary=b",
        length,
    ]
    sock.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
    return sock


def poured(sock: socket.socket, pieces: Iterator[bytes], *, until_answered: bool) -> int:
    """How many bytes were sent before there was an answer, or before the server hung up."""
    sent, piece = 0, b""
    try:
        while sent < 8 * MOST:
            readable, writable, _ = select.select([sock], [sock], [], 30)
            if readable and (until_answered or not sock.recv(65_536)):
                break
            if writable:
                piece = piece or next(pieces)
                sent += (now := sock.send(piece))
                piece = piece[now:]
    except OSError:
        pass
    return sent


def endless(first: bytes, then: bytes) -> Iterator[bytes]:
    yield first
    while True:
        yield then


def status(sock: socket.socket) -> int:
    return int(sock.recv(65_536).split(b" ")[1])


def test_length_above_the_limit_is_refused_before_anything_of_it_came(shared_server, ann):
    with begun(shared_server, ann, f"Content-Length: {MOST + limits.MIB}") as sock:
        assert status(sock) == 413
        assert poured(sock, endless(PART, PIECE), until_answered=False) <= BETWEEN
    assert ann.get("/attachments")["items"] == []


def test_body_in_chunks_is_refused_at_the_limit_and_read_no_further(shared_server, ann):
    with begun(shared_server, ann, CHUNKED) as sock:
        first = f"{len(PART):x}\r\n".encode() + PART + b"\r\n"
        sent = poured(sock, endless(first, CHUNK), until_answered=True)
        assert MOST < sent <= MOST + BETWEEN
        assert status(sock) == 413
        assert poured(sock, endless(CHUNK, CHUNK), until_answered=False) <= BETWEEN
    assert ann.get("/attachments")["items"] == []


def test_more_than_its_length_says_is_no_part_of_a_file(shared_server, ann):
    with begun(shared_server, ann, f"Content-Length: {len(PART) + 100}") as sock:
        assert poured(sock, endless(PART, PIECE), until_answered=False) <= BETWEEN
    assert ann.get("/attachments")["items"] == []


def test_form_of_a_stranger_is_as_small_as_every_other(shared_server):
    nobody = Api(shared_server.url, "none")
    with begun(shared_server, nobody, f"Content-Length: {MOST}", "/sign-in") as sock:
        assert status(sock) in {400, 413}


def test_fifth_upload_at_once_waits_for_one_of_the_others(shared_server):
    ben = Api.register(shared_server.url)
    waiting = [begun(shared_server, ben, f"Content-Length: {limits.MIB}") for _ in range(4)]
    for sock in waiting:
        sock.sendall(PART)
    wait_until(lambda: small_upload(ben) == 429, 30, "four to have begun")
    waiting.pop().close()
    wait_until(lambda: small_upload(ben) == 201, 30, "a place")
    assert small_upload(Api.register(shared_server.url)) == 201
    for sock in waiting:
        sock.close()


def small_upload(who: Api) -> int:
    url, files = f"{who.base_url}/api/v1/attachments", {"file": ("a.txt", b"words")}
    return requests.post(url, files=files, headers=who.headers(), timeout=30).status_code
